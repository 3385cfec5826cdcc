package btree

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"
)

// edgeTree is a tree beside its store and the numbers that it must hold.
type edgeTree struct {
	Tree
	store *memStore
	want  map[uint64]bool
	last  uint64
}

// TestKeysInOrderBesideOtherChanges drives two trees that share their memory: mostly by keys that ascend, now and then by a key in
// between, a delete of the last or of any key, a commit, or pages that get other memory. The store fails the test when
// a tree uses a page that is gone; in the end both must hold exactly what was put.
func TestKeysInOrderBesideOtherChanges(t *testing.T) {
	for _, pageSize := range []int{4096, 16384} {
		r, shared := seeded(t), &Workspace{}
		var trees [2]edgeTree
		for i := range trees {
			trees[i] = edgeTree{Tree: Tree{Work: shared}, store: newMemStore(t, pageSize), want: map[uint64]bool{}}
		}
		present := 0
		for range 30000 {
			if r.IntN(40) == 0 {
				present = 1 - present
			}
			if r.IntN(500) == 0 {
				trees[present].store.commit()
			}
			if r.IntN(100) == 0 {
				trees[present].store.shuffle()
			}
			trees[present].step(t, r)
		}
		for i := range trees {
			trees[i].compare(t)
		}
	}
}

// step makes one change.
func (e *edgeTree) step(t *testing.T, r *rand.Rand) {
	t.Helper()
	number := e.last
	switch r.IntN(60) {
	case 0:
		number = 1 + r.Uint64N(e.last+1)
		e.remove(t, number)
		return
	case 1:
		e.remove(t, number)
		return
	case 2:
		number = 1 + r.Uint64N(e.last+1)
	default:
		number += 1 + r.Uint64N(3)
	}
	var err error
	key, value := binary.BigEndian.AppendUint64(nil, number), make([]byte, 24+r.IntN(100))
	if number > e.last && r.IntN(2) == 0 {
		err = e.Append(e.store, key, value)
	} else {
		err = e.Put(e.store, key, value, Upsert)
	}
	if err != nil {
		t.Fatal(err)
	}
	e.want[number] = true
	e.last = max(e.last, number)
	if err := e.Append(e.store, key, nil); !errors.Is(err, ErrKeyOrder) {
		t.Fatalf("appending a key that is there: %v", err)
	}
}

// remove deletes a number, which may not be there.
func (e *edgeTree) remove(t *testing.T, number uint64) {
	t.Helper()
	found, err := e.Delete(e.store, binary.BigEndian.AppendUint64(nil, number))
	if err != nil || found != e.want[number] {
		t.Fatalf("delete of %d: %v, %v", number, found, err)
	}
	delete(e.want, number)
}

// compare looks every number up and checks the structure.
func (e *edgeTree) compare(t *testing.T) {
	t.Helper()
	checkTree(t, e.store, &e.Tree)
	if e.Count != uint64(len(e.want)) {
		t.Fatalf("%d entries, want %d", e.Count, len(e.want))
	}
	for number := range e.want {
		if found, err := e.Has(e.store, binary.BigEndian.AppendUint64(nil, number)); err != nil || !found {
			t.Fatalf("number %d: %v, %v", number, found, err)
		}
	}
}
