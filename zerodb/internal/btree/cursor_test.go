package btree

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
)

// numberedTree returns a committed tree with the keys k00000, k00002, … and values that repeat the key.
func numberedTree(t testing.TB, pageSize, count int) (*memStore, *Tree, model) {
	t.Helper()
	s, tree, m := newMemStore(t, pageSize), &Tree{}, model{}
	for i := range count {
		key := fmt.Appendf(nil, "k%05d", 2*i)
		if err := tree.Put(s, key, bytes.Repeat(key, 4), Upsert); err != nil {
			t.Fatal(err)
		}
		m[string(key)] = bytes.Repeat(key, 4)
	}
	s.commit()
	return s, tree, m
}

// TestCursorSeek seeks every key, the gaps between them, and beyond both ends, and steps once from there.
func TestCursorSeek(t *testing.T) {
	s, tree, m := numberedTree(t, 4096, 1000)
	keys := m.sorted()
	var c Cursor
	c.AttachSnapshot(s, tree)
	for i := -1; i <= 2*len(keys); i++ {
		probe := fmt.Sprintf("k%05d", i)
		if i < 0 {
			probe = ""
		}
		want := sort.SearchStrings(keys, probe)
		if got := c.Seek([]byte(probe)); got != (want < len(keys)) {
			t.Fatalf("seek %q: %v", probe, got)
		}
		if want == len(keys) {
			wantKey(t, &c, "")
			c.Prev()
			wantKey(t, &c, keys[want-1])
			continue
		}
		wantKey(t, &c, keys[want])
		if want > 0 {
			c.Prev()
			wantKey(t, &c, keys[want-1])
			c.Next()
		}
		if c.Next() {
			wantKey(t, &c, keys[want+1])
		}
	}
}

// wantKey fails the test unless the cursor stands on the key; "" means on none.
func wantKey(t *testing.T, c *Cursor, want string) {
	t.Helper()
	if got := string(c.Key()); got != want || c.Err() != nil || c.Valid() != (want != "") {
		t.Fatalf("cursor is on %q (valid %v, error %v), want %q", got, c.Valid(), c.Err(), want)
	}
}

// TestCursorEnds moves a cursor over both ends and back, in a tree of one entry, a large one, and an empty one.
func TestCursorEnds(t *testing.T) {
	for _, count := range []int{1, 2000} {
		s, tree, m := numberedTree(t, 4096, count)
		keys := m.sorted()
		first, last := keys[0], keys[len(keys)-1]
		var c Cursor
		for _, step := range []struct {
			name string
			move func() bool
			want string
		}{
			{"next from nowhere", c.Next, first},
			{"prev over the edge", c.Prev, ""},
			{"prev again", c.Prev, ""},
			{"next returns", c.Next, first},
			{"last", c.Last, last},
			{"next over the edge", c.Next, ""},
			{"next again", c.Next, ""},
			{"prev returns", c.Prev, last},
			{"first", c.First, first},
		} {
			if step.name == "next from nowhere" {
				c.AttachSnapshot(s, tree)
			}
			if got := step.move(); got != (step.want != "") {
				t.Fatalf("%s: %v", step.name, got)
			}
			wantKey(t, &c, step.want)
		}
		c.AttachSnapshot(s, tree)
		c.Prev()
		wantKey(t, &c, last)
		c.Detach()
	}
	var c Cursor
	c.AttachLive(newMemStore(t, 4096), &Tree{})
	if c.Next() || c.Prev() || c.First() || c.Last() || c.Seek(nil) || c.Err() != nil || c.Value() != nil {
		t.Error("an empty tree has an entry")
	}
}

// TestCursorLive moves a cursor at random while the tree is written at random and compares each step with the model:
// the next key is the lowest one above the key that the cursor stood on, whether or not that is still there.
func TestCursorLive(t *testing.T) {
	r := seeded(t)
	s, tree, m := numberedTree(t, 4096, 300)
	var c Cursor
	c.AttachLive(s, tree)
	at := ""
	for range 20000 {
		switch r.IntN(6) {
		case 0:
			key := fmt.Appendf(nil, "k%05d", r.IntN(700))
			if err := tree.Put(s, key, key, Upsert); err != nil {
				t.Fatal(err)
			}
			m[string(key)] = key
		case 1:
			liveDelete(t, r, s, tree, m, at)
		case 2:
			if c.Valid() && !bytes.Equal(c.Value(), m[at]) {
				t.Fatalf("value of %q is %x, want %x", at, c.Value(), m[at])
			}
		default:
			at = liveStep(t, r, &c, m, at)
		}
	}
}

// liveDelete deletes the cursor's key or another one.
func liveDelete(t *testing.T, r *rand.Rand, s *memStore, tree *Tree, m model, at string) {
	key := fmt.Sprintf("k%05d", r.IntN(700))
	if r.IntN(2) == 0 {
		key = at
	}
	_, exists := m[key]
	if found, err := tree.Delete(s, []byte(key)); err != nil || found != exists {
		t.Fatalf("delete %q: %v, %v", key, found, err)
	}
	delete(m, key)
}

// liveStep moves the cursor by one key and returns where it then is; at its ends it goes on from the first or last.
func liveStep(t *testing.T, r *rand.Rand, c *Cursor, m model, at string) string {
	t.Helper()
	keys := m.sorted()
	i, found := slices.BinarySearch(keys, at)
	forward := r.IntN(3) > 0
	var moved bool
	switch {
	case !c.Valid() && forward:
		moved, i = c.First(), 0
	case !c.Valid():
		moved, i = c.Last(), len(keys)-1
	case forward:
		moved = c.Next()
		if found {
			i++
		}
	default:
		moved, i = c.Prev(), i-1
	}
	if want := i >= 0 && i < len(keys); moved != want || c.Err() != nil {
		t.Fatalf("moved %v (error %v), want %v", moved, c.Err(), want)
	}
	if !moved {
		return ""
	}
	wantKey(t, c, keys[i])
	return keys[i]
}

// TestCursorDeletesAll deletes each entry when the cursor comes to it, in both directions, until the tree is empty.
func TestCursorDeletesAll(t *testing.T) {
	for _, backward := range []bool{false, true} {
		s, tree, m := numberedTree(t, 4096, 1500)
		var c Cursor
		c.AttachLive(s, tree)
		move := c.Next
		if backward {
			move = c.Prev
		}
		count := 0
		for ; move(); count++ {
			mustDelete(t, s, tree, c.Key())
			if c.Value() != nil {
				t.Fatal("a deleted entry has a value")
			}
		}
		if count != len(m) || c.Err() != nil || tree.Count != 0 {
			t.Errorf("visited %d of %d entries, %d left, error %v", count, len(m), tree.Count, c.Err())
		}
	}
}

// TestCursorRestore takes a tree back to a former state under a cursor, as a savepoint does.
func TestCursorRestore(t *testing.T) {
	s, tree, _ := numberedTree(t, 4096, 100)
	var c Cursor
	c.AttachLive(s, tree)
	c.Seek([]byte("k00100"))
	tree.Restore(State{})
	if c.Value() != nil || c.Next() {
		t.Errorf("the cursor goes on in an empty tree, to %q", c.Key())
	}
}
