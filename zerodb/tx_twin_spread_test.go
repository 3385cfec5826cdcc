package zerodb

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// TestRoomForOverlaidSpreadOverBranches gives leaves below one branch overlays, then empties the branches on both of its sides, so that these take leaves over from it. The
// room that is kept for copying the pages with overlays is enough after each transaction, and after later ones that make no branches: three branches are to be copied where it was one, and with them a
// catalog of several levels.
func TestRoomForOverlaidSpreadOverBranches(t *testing.T) {
	opts := memOptions()
	opts.PageSize, opts.CheckpointLogBytes = 4096, 64*mebibyte
	db := openTest(t, "db", opts)
	put := func(keys ...[]byte) {
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			for i := 0; i < len(keys) && err == nil; i++ {
				err = table.Put(keys[i], make([]byte, 480))
			}
			return err
		}))
	}
	var keys [][]byte
	for i := range 240 {
		keys = append(keys, farKey(i))
	}
	put(keys...)
	must(t, db.Update(func(tx *Tx) (err error) {
		for i := 0; i < 60 && err == nil; i++ {
			_, err = tx.CreateTable(fmt.Sprintf("%04d%0200d", i, 0), TableOptions{})
		}
		return err
	}))
	if depth := db.w.latest.State.catalog.Depth; depth < 2 {
		t.Fatalf("the catalog has the depth %d", depth)
	}
	for range 2 {
		must(t, db.Checkpoint(t.Context()))
	}
	w := &overlaidWalk{t: t, db: db}
	left, middle, last := w.lastBranches()
	for i, k := range middle {
		if i == 3 {
			continue // for this one to be split
		}
		db.w.twinless = 0
		put(k)
	}
	if n := len(db.w.work.Overlaid()); n != len(middle)-1 {
		t.Fatalf("%d pages have overlays, want %d", n, len(middle)-1)
	}
	w.emptyUntil(left[1], middle[0], 2)
	for n := range 9 {
		db.w.twinless = twinInVain
		put(fmt.Appendf(nil, "%s%d", middle[3], n))
	}
	w.emptyUntil(last[1], nil, 3)
	must(t, db.Checkpoint(t.Context()))
	wantSound(t, db)
}

// farKey makes long keys, of which four in turn differ at the end only. Leaves hold four, beginning with the second of these, so that branches have long separators.
func farKey(i int) []byte { return fmt.Appendf(nil, "%04d%0400d%04d", (i+1)/4, 0, (i+1)%4) }

// overlaidWalk looks at the pages above those with overlays.
type overlaidWalk struct {
	t        *testing.T
	db       *DB
	overlaid map[ids.PageRef]bool
	// copies counts the pages to copy, above the branches right above those with overlays.
	copies uint64
	above  int
}

// read returns a page of the latest state.
func (w *overlaidWalk) read(tx *Tx, ref ids.PageRef) page.Node {
	b, err := tx.pages.Read(ref)
	must(w.t, err)
	return b
}

// lastBranches returns the first keys of the leaves below the last three branches.
func (w *overlaidWalk) lastBranches() (left, middle, last [][]byte) {
	var all [3][][]byte
	must(w.t, w.db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(w.t, err)
		root := w.read(tx, table.tree.Root)
		if table.tree.Depth != 3 || root.Count() < 4 {
			w.t.Fatalf("depth %d, %d branches", table.tree.Depth, root.Count())
		}
		for i := range all {
			n := w.read(tx, root.Child(root.Count()-3+i))
			for j := range n.Count() {
				all[i] = append(all[i], w.read(tx, n.Child(j)).AppendKey(nil, 0))
			}
		}
		return nil
	}))
	return all[0], all[1], all[2]
}

// emptyUntil removes the keys from one on and below another, each in a transaction, until pages with overlays stand below so many branches.
func (w *overlaidWalk) emptyUntil(from, to []byte, branches int) {
	w.t.Helper()
	for w.above != branches {
		w.db.w.twinless = twinInVain
		must(w.t, w.db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(w.t, err)
			c := table.Cursor()
			if !c.Seek(from) || to != nil && bytes.Compare(c.Key(), to) >= 0 {
				w.t.Fatalf("pages with overlays stand below %d branches, never below %d", w.above, branches)
			}
			return c.Delete()
		}))
		w.count()
		w.hasRoom()
		must(w.t, w.db.Update(func(*Tx) error { return nil })) // what the one before has made is no longer its own
		w.hasRoom()
	}
}

// hasRoom compares the room that is kept with what will be copied.
func (w *overlaidWalk) hasRoom() {
	w.t.Helper()
	if room := w.db.w.work.OverlaidRoom(); room < w.copies {
		w.t.Fatalf("room for %d pages is kept, %d will be copied", room, w.copies)
	}
}

// count counts the pages to copy.
func (w *overlaidWalk) count() {
	w.overlaid, w.copies, w.above = map[ids.PageRef]bool{}, 0, 0
	for _, o := range w.db.w.work.Overlaid() {
		w.overlaid[o.Ref] = true
	}
	must(w.t, w.db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(w.t, err)
		if w.visit(tx, table.tree.Root, table.tree.Depth-1) {
			w.copies += uint64(tx.catalog.Depth)
		}
		return nil
	}))
}

// visit counts the pages to copy from one on down, and reports whether there are any.
func (w *overlaidWalk) visit(tx *Tx, ref ids.PageRef, level uint32) bool {
	found := level == 0 && w.overlaid[ref]
	if level > 0 {
		n := w.read(tx, ref)
		for i := range n.Count() {
			found = w.visit(tx, n.Child(i), level-1) || found
		}
		if found && level == 1 {
			w.above++
		}
	}
	if found {
		w.copies++
	}
	return found
}
