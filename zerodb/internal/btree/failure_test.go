package btree

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
)

// failureTree returns a committed deep tree with large values; each bit of its numbers takes up
// much of the key, so that separators are long.
func failureTree(t *testing.T) (*memStore, *Tree, [][]byte) {
	t.Helper()
	s, tree := newMemStore(t, 4096), &Tree{}
	var keys [][]byte
	for i := range 128 {
		var key []byte
		for bit := 6; bit >= 0; bit-- {
			key = append(key, bytes.Repeat([]byte{byte('a' + i>>bit&1)}, 130)...)
		}
		value := make([]byte, 100)
		if i%5 == 0 {
			value = make([]byte, 6000)
		}
		if err := tree.Put(s, key, value, Upsert); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	if tree.Depth < 3 {
		t.Fatalf("depth is %d", tree.Depth)
	}
	s.commit()
	return s, tree, keys
}

// TestFailureMidway lets each call of the store fail in turn during puts and deletes and then reads, walks and drops
// the tree: nothing may panic or touch a freed page, and the walk may find nothing but a wrong count.
func TestFailureMidway(t *testing.T) {
	operations := map[string]func(s *memStore, tree *Tree, keys [][]byte) error{
		"insert": func(s *memStore, tree *Tree, keys [][]byte) error {
			return tree.Put(s, append(bytes.Clone(keys[29]), 'x'), make([]byte, 700), NewOnly)
		},
		"insert large": func(s *memStore, tree *Tree, keys [][]byte) error {
			return tree.Put(s, append(bytes.Clone(keys[30]), 'x'), make([]byte, 7000), Upsert)
		},
		"grow": func(s *memStore, tree *Tree, keys [][]byte) error {
			return tree.Put(s, keys[31], make([]byte, 800), ExistingOnly)
		},
		"replace large": func(s *memStore, tree *Tree, keys [][]byte) error {
			return tree.Put(s, keys[30], nil, Upsert)
		},
		"delete many": func(s *memStore, tree *Tree, keys [][]byte) error {
			for _, key := range keys {
				if _, err := tree.Delete(s, key); err != nil {
					return err
				}
			}
			return nil
		},
		"delete range": func(s *memStore, tree *Tree, keys [][]byte) error {
			_, err := tree.DeleteRange(s, keys[7], keys[101])
			return err
		},
		"delete everything": func(s *memStore, tree *Tree, _ [][]byte) error {
			_, err := tree.DeleteRange(s, nil, nil)
			return err
		},
		"drop": func(s *memStore, tree *Tree, _ [][]byte) error { return tree.Drop(s) },
		"append": func(s *memStore, tree *Tree, _ [][]byte) error {
			return tree.Append(s, bytes.Repeat([]byte("z"), 900), make([]byte, 7000))
		},
		"count": func(s *memStore, tree *Tree, keys [][]byte) error {
			if _, err := tree.Estimate(s, keys[7], keys[101]); err != nil {
				return err
			}
			_, err := tree.CountRange(s, keys[7], keys[101])
			return err
		},
		"load": func(s *memStore, tree *Tree, _ [][]byte) error {
			l, err := tree.StartLoad(s, 100)
			if err != nil {
				return err
			}
			for i := range 30 {
				if err := l.Add(append(bytes.Repeat([]byte("z"), 900), byte(i)), make([]byte, 300*i)); err != nil {
					return err
				}
			}
			_, err = l.Finish()
			return err
		},
	}
	for name, operation := range operations {
		t.Run(name, func(t *testing.T) {
			for calls := 0; ; calls++ {
				s, tree, keys := failureTree(t)
				s.callsLeft = calls
				err := operation(s, tree, keys)
				s.callsLeft = -1
				if err == nil {
					return
				}
				if !errors.Is(err, errInjected) {
					t.Fatalf("call %d: %v", calls, err)
				}
				readAfterFailure(t, s, tree, keys)
			}
		})
	}
}

// readAfterFailure uses a tree after a failed operation.
func readAfterFailure(t *testing.T, s *memStore, tree *Tree, keys [][]byte) {
	t.Helper()
	err := tree.Walk(s, func(v Visit) error {
		var f *fault.CorruptionError
		if v.Fault != nil && (!errors.As(v.Fault, &f) || f.Kind != fault.Count) {
			return v.Fault
		}
		return nil
	})
	if err != nil {
		t.Fatalf("walk: %v", err)
	}
	for _, key := range keys {
		if _, err := tree.Get(s, key); err != nil && !errors.Is(err, ErrNotFound) {
			t.Fatalf("get: %v", err)
		}
	}
	var c Cursor
	for c.AttachLive(s, tree); c.Next(); {
		c.Value()
	}
	if c.Err() != nil {
		t.Fatalf("cursor: %v", c.Err())
	}
	if err := tree.Drop(s); err != nil {
		t.Fatalf("drop: %v", err)
	}
}

// TestCursorFailure lets each read of a scan fail in turn, in both directions, and requires that the cursor stops with
// the error and stays so.
func TestCursorFailure(t *testing.T) {
	s, tree, _ := failureTree(t)
	for calls := 0; ; calls++ {
		var c Cursor
		c.AttachSnapshot(s, tree)
		s.callsLeft = calls
		move := c.Next
		if calls%2 == 1 {
			move = c.Prev
		}
		for move() {
			c.Value()
		}
		s.callsLeft = -1
		if c.Err() == nil {
			return
		}
		if !errors.Is(c.Err(), errInjected) || c.Next() || c.Prev() || c.Seek(nil) || c.Valid() || c.Key() != nil || c.Value() != nil {
			t.Fatalf("the cursor goes on after %v", c.Err())
		}
	}
}

// TestLimits makes sure that too long keys are refused with the facts and that the longest are taken.
func TestLimits(t *testing.T) {
	s, tree := newMemStore(t, 4096), &Tree{}
	var size *SizeError
	err := tree.Put(s, make([]byte, 983), nil, Upsert)
	if !errors.As(err, &size) || size.What != "key" || size.Size != 983 || size.Max != 982 {
		t.Errorf("got %v", err)
	}
	if err := tree.Put(s, make([]byte, 982), nil, Upsert); err != nil {
		t.Error(err)
	}
	if found, err := tree.Has(s, make([]byte, 982)); !found || err != nil {
		t.Errorf("has: %v, %v", found, err)
	}
	if found, err := tree.Has(s, nil); found || err != nil {
		t.Errorf("has: %v, %v", found, err)
	}
}

// TestAliasedArguments puts keys and values that lie in the tree's own pages, which each put spoils, and compares with
// a model.
func TestAliasedArguments(t *testing.T) {
	r := seeded(t)
	s, tree, m := numberedTree(t, 4096, 200)
	var c Cursor
	for range 3000 {
		c.AttachSnapshot(s, tree)
		if !c.Seek(fmt.Appendf(nil, "k%05d", r.IntN(400))) {
			continue
		}
		key, value := c.Key(), c.Value()
		target := key[:1+r.IntN(len(key))]
		if r.IntN(2) == 0 {
			target = key
			value = append(value[:len(value):len(value)], value[:r.IntN(len(value)+1)/2]...)
		}
		value = value[:len(value)%900]
		wantKey, wantValue := string(target), bytes.Clone(value)
		if err := tree.Put(s, target, value, Upsert); err != nil {
			t.Fatal(err)
		}
		m[wantKey] = wantValue
		if r.IntN(20) == 0 {
			s.commit()
		}
	}
	checkTree(t, s, tree)
	compareAll(t, s, tree, m)
}
