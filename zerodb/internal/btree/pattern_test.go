package btree

import (
	"encoding/binary"
	"fmt"
	"testing"
)

// insertNumbers inserts count keys of 8 bytes, numbered by order, with values of 24 bytes.
func insertNumbers(t *testing.T, s *memStore, tree *Tree, count int, order func(i int) uint64) {
	t.Helper()
	for i := range count {
		key := binary.BigEndian.AppendUint64(nil, order(i))
		if err := tree.Put(s, key, make([]byte, 24), NewOnly); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFill inserts keys in several orders and requires that leaves are as full as each order permits: random inserts
// settle near ln 2, ascending and descending ones leave full pages behind.
func TestFill(t *testing.T) {
	const count = 20000
	for _, c := range []struct {
		name  string
		order func(i int) uint64
		least float64
	}{
		{"ascending", func(i int) uint64 { return uint64(i) }, 0.95},
		{"ascending far apart", func(i int) uint64 { return uint64(i) << 40 }, 0.95},
		{"descending", func(i int) uint64 { return uint64(count - i) }, 0.95},
		{"random", func(i int) uint64 { return uint64(i+1) * 0x9e3779b97f4a7c15 }, 0.60},
	} {
		for _, pageSize := range []int{4096, 32768} {
			t.Run(fmt.Sprintf("%s/%d", c.name, pageSize), func(t *testing.T) {
				s, tree := newMemStore(t, pageSize), &Tree{}
				insertNumbers(t, s, tree, count, c.order)
				if fill := checkTree(t, s, tree).fill(pageSize); fill < c.least {
					t.Errorf("leaves are %.0f%% full, want %.0f%%", 100*fill, 100*c.least)
				}
			})
		}
	}
}

// TestFillAfterDeletes deletes nine tenths of a tree in random order and requires that pages were merged.
func TestFillAfterDeletes(t *testing.T) {
	const count, least = 20000, 0.40
	order := func(i int) uint64 { return uint64(i+1) * 0x9e3779b97f4a7c15 }
	s, tree := newMemStore(t, 4096), &Tree{}
	insertNumbers(t, s, tree, count, order)
	for i := range count * 9 / 10 {
		mustDelete(t, s, tree, binary.BigEndian.AppendUint64(nil, order((i*7919)%count)))
	}
	if fill := checkTree(t, s, tree).fill(4096); fill < least {
		t.Errorf("leaves are %.0f%% full, want %.0f%%", 100*fill, 100*least)
	}
}

// TestDrop drops trees with large values and requires that every page is freed.
func TestDrop(t *testing.T) {
	for _, count := range []int{0, 1, 3000} {
		s, tree, _ := numberedTree(t, 4096, count)
		for i := range count / 100 {
			if err := tree.Put(s, fmt.Appendf(nil, "large%d", i), make([]byte, 9000), Upsert); err != nil {
				t.Fatal(err)
			}
		}
		if err := tree.Drop(s); err != nil {
			t.Fatal(err)
		}
		if tree.State != (State{}) || s.liveCount() != 0 {
			t.Errorf("after the drop: state %+v, %d live pages", tree.State, s.liveCount())
		}
	}
}
