package zerodb

import (
	"errors"
	"fmt"
	"testing"
)

// TestRoomForOverlaidBelowSplitBranches lets ordinary transactions split the branches above pages with overlays until the database is full: the room that is
// reserved for copying these is enough for the new branches too, so that the next checkpoint can be taken.
func TestRoomForOverlaidBelowSplitBranches(t *testing.T) {
	for groups := 3; groups < 9; groups++ {
		t.Run(fmt.Sprint(groups, " pages"), func(t *testing.T) { fillBesideOverlaid(t, groups) })
	}
}

// fillBesideOverlaid gives so many leaves, which lie far apart, overlays and fills the database between them. Keys are long, so that branches hold few.
func fillBesideOverlaid(t *testing.T, groups int) {
	opts := memOptions()
	opts.PageSize, opts.CheckpointLogBytes = 4096, 64*mebibyte
	opts.MaxDatabaseSize, opts.MaxValueSize = 500*4096, 64*kibibyte
	db := openTest(t, "db", opts)
	long := func(group, n int) []byte { return fmt.Appendf(nil, "%04d%0500d%04d", group, 0, n) }
	one := func(k []byte, size int) error {
		return db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			if err != nil {
				return err
			}
			return table.Put(k, make([]byte, size))
		})
	}
	for group := range groups {
		for n := range 22 {
			must(t, one(long(group, n), 120))
			must(t, one(long(group, 5000+n), 120))
		}
	}
	for range 2 {
		must(t, db.Checkpoint(t.Context()))
	}
	for group := range groups {
		db.w.twinless = 0
		must(t, one(long(group, 0), 119))
	}
	if n := len(db.w.work.Overlaid()); n != groups {
		t.Fatalf("%d pages have overlays, want %d", n, groups)
	}
	var full error
	for n := 0; full == nil; n++ {
		db.w.twinless = twinInVain
		full = one(long(n%groups, 5100+n/groups), 120)
	}
	var limit *LimitError
	if !errors.As(full, &limit) || limit.Option != "MaxDatabaseSize" {
		t.Fatal(full)
	}
	must(t, db.Checkpoint(t.Context()))
	wantSound(t, db)
}
