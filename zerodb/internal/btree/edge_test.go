package btree

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"
)

// edgeTree is a tree beside the numbers that it must hold.
type edgeTree struct {
	Tree
	want map[uint64]bool
	last uint64
}

// TestKeysInOrderBesideOtherChanges drives two trees that share their memory: mostly by keys that ascend, now and then by a key in
// between, a delete of the last or of any key, or a commit. The store fails the test when
// a tree uses a page that is gone; in the end both must hold exactly what was put.
func TestKeysInOrderBesideOtherChanges(t *testing.T) {
	for _, pageSize := range []int{4096, 16384} {
		r, s, shared := seeded(t), newMemStore(t, pageSize), &Workspace{}
		var trees [2]edgeTree
		for i := range trees {
			trees[i] = edgeTree{Tree: Tree{Work: shared}, want: map[uint64]bool{}}
		}
		present := 0
		for range 30000 {
			if r.IntN(40) == 0 {
				present = 1 - present
			}
			if r.IntN(500) == 0 {
				s.commit()
			}
			trees[present].step(t, s, r)
		}
		for i := range trees {
			trees[i].compare(t, s)
		}
	}
}

// step makes one change.
func (e *edgeTree) step(t *testing.T, s *memStore, r *rand.Rand) {
	t.Helper()
	number := e.last
	switch r.IntN(60) {
	case 0:
		number = 1 + r.Uint64N(e.last+1)
		e.remove(t, s, number)
		return
	case 1:
		e.remove(t, s, number)
		return
	case 2:
		number = 1 + r.Uint64N(e.last+1)
	default:
		number += 1 + r.Uint64N(3)
	}
	var err error
	key, value := binary.BigEndian.AppendUint64(nil, number), make([]byte, 24+r.IntN(100))
	if number > e.last && r.IntN(2) == 0 {
		err = e.Append(s, key, value)
	} else {
		err = e.Put(s, key, value, Upsert)
	}
	if err != nil {
		t.Fatal(err)
	}
	e.want[number] = true
	e.last = max(e.last, number)
	if err := e.Append(s, key, nil); !errors.Is(err, ErrKeyOrder) {
		t.Fatalf("appending a key that is there: %v", err)
	}
}

// remove deletes a number, which may not be there.
func (e *edgeTree) remove(t *testing.T, s *memStore, number uint64) {
	t.Helper()
	found, err := e.Delete(s, binary.BigEndian.AppendUint64(nil, number))
	if err != nil || found != e.want[number] {
		t.Fatalf("delete of %d: %v, %v", number, found, err)
	}
	delete(e.want, number)
}

// compare looks every number up and checks the structure.
func (e *edgeTree) compare(t *testing.T, s *memStore) {
	t.Helper()
	checkTree(t, s, &e.Tree)
	if e.Count != uint64(len(e.want)) {
		t.Fatalf("%d entries, want %d", e.Count, len(e.want))
	}
	for number := range e.want {
		if found, err := e.Has(s, binary.BigEndian.AppendUint64(nil, number)); err != nil || !found {
			t.Fatalf("number %d: %v, %v", number, found, err)
		}
	}
}
