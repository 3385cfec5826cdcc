package btree

import (
	"fmt"
	"testing"
)

// TestGetAllocatesNothing counts the allocations of lookups that find their key and that do not, in a tree of which gets ask for the first lines of pages
// and in one of which they ask for whole pages.
func TestGetAllocatesNothing(t *testing.T) {
	for _, count := range []int{3000, 20_000} {
		getAllocatesNothing(t, count)
	}
}

// getAllocatesNothing looks keys up in a tree of so many entries.
func getAllocatesNothing(t *testing.T, count int) {
	t.Helper()
	s, tree, _ := numberedTree(t, 4096, count)
	if deep := tree.Depth >= wholeDepth; deep != (count > 5000) {
		t.Fatalf("%d entries, depth %d", count, tree.Depth)
	}
	found, missing := []byte("k05000"), []byte("k05001")
	if got := testing.AllocsPerRun(100, func() {
		if _, err := tree.Get(s, found); err != nil {
			t.Fatal(err)
		}
		if _, err := tree.Get(s, missing); err != ErrNotFound {
			t.Fatal(err)
		}
	}); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

// TestCursorAllocatesNothing counts the allocations of scans and seeks by a cursor that has been used before.
func TestCursorAllocatesNothing(t *testing.T) {
	s, tree, _ := numberedTree(t, 4096, 5000)
	probe := []byte("k04001")
	for name, attach := range map[string]func(*Cursor, Reader, *Tree){
		"snapshot": (*Cursor).AttachSnapshot, "live": (*Cursor).AttachLive,
	} {
		var c Cursor
		scan := func() {
			attach(&c, s, tree)
			for ok := c.First(); ok; ok = c.Next() {
				_, _ = c.Key(), c.Value()
			}
			for ok := c.Last(); ok; ok = c.Prev() {
				_, _ = c.Key(), c.Value()
			}
			c.Seek(probe)
		}
		scan()
		if got := testing.AllocsPerRun(5, scan); got != 0 {
			t.Errorf("%s: %v allocations", name, got)
		}
	}
}

// TestWriteAllocatesLittle counts the allocations of puts and deletes that neither need new pages nor copies.
func TestWriteAllocatesLittle(t *testing.T) {
	s, tree, _ := numberedTree(t, 4096, 5000)
	key, short, long := []byte("k05001"), make([]byte, 20), make([]byte, 60)
	write := func() {
		for _, value := range [][]byte{short, long} {
			if err := tree.Put(s, key, value, Upsert); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tree.Delete(s, key); err != nil {
			t.Fatal(err)
		}
	}
	write()
	if got := testing.AllocsPerRun(100, write); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

// ExampleTree shows the life of a small tree upon a store in memory.
func ExampleTree() {
	store, tree := newBenchStore(4096), &Tree{}
	for _, name := range []string{"carol", "alice", "bob"} {
		if err := tree.Put(store, []byte(name), []byte("a value"), NewOnly); err != nil {
			fmt.Println(err)
		}
	}
	var c Cursor
	for c.AttachSnapshot(store, tree); c.Next(); {
		fmt.Printf("%s = %s\n", c.Key(), c.Value())
	}
	// Output:
	// alice = a value
	// bob = a value
	// carol = a value
}
