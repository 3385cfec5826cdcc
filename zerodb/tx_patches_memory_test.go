package zerodb

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestLaidOutStateIsPinned lets transactions pass while patches are being laid out, over pages that no checkpoint has: the file keeps what lies under them until that is done, and not for longer.
func TestLaidOutStateIsPinned(t *testing.T) {
	db := twinDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	must(t, db.settlePages())
	patchBesideReaders(t)
	for i := range 10 {
		must(t, store(t, db, 100*i, i, noMore))
	}
	db.check.laying.Lock()
	laying := true
	defer func() {
		if laying {
			db.check.laying.Unlock()
		}
	}()
	patches, err := db.pinPatches(t.Context())
	must(t, err)
	if patches.Len() == 0 {
		t.Fatal("there are no patches")
	}
	under := map[ids.PageID][]byte{}
	for _, o := range db.w.work.Overlaid() {
		b, err := db.pager.Store().At(int64(o.Ref.ID)*4096, 4096)
		must(t, err)
		under[o.Ref.ID] = bytes.Clone(b)
	}
	rounds := 0
	changed := func() (n int) {
		for range 3 {
			rounds++
			put(t, db, "t", 0, rounds*1000)
			must(t, db.lockWriter(t.Context()))
			must(t, db.copyOverlaid())
			db.unlockWriter()
			must(t, db.settlePages())
		}
		for id, want := range under {
			got, err := db.pager.Store().At(int64(id)*4096, 4096)
			must(t, err)
			if !bytes.Equal(got, want) {
				n++
			}
		}
		return n
	}
	if n := changed(); n > 0 {
		t.Errorf("%d of %d pages have changed under patches that are being laid out", n, len(under))
	}
	for i := range patches.Len() {
		must(t, patches.LayOut(i))
	}
	db.check.laid.Store(0)
	db.check.laying.Unlock()
	laying = false
	if changed() == 0 {
		t.Error("no page was used again after that")
	}
}

// TestPatchesInVain changes leaves once until the memory for patches is full: as they were of no use, there are none until the next checkpoint.
func TestPatchesInVain(t *testing.T) {
	db := patchDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	const pages = 10
	db.w.work.LimitLaidOut(pages * 4096)
	for i := range pages {
		if !mayPatch(t, db) {
			t.Fatalf("there are no patches after %d of %d", i, pages)
		}
		must(t, store(t, db, 80*i, 7, noMore))
	}
	if mayPatch(t, db) {
		t.Error("there are patches after some that were of no use")
	}
	db.w.work.LimitLaidOut(1 << 30)
	if must(t, store(t, db, 900, 7, noMore)); mayPatch(t, db) {
		t.Error("there are patches again before the next checkpoint")
	}
	must(t, db.Checkpoint(t.Context()))
	if !mayPatch(t, db) {
		t.Error("there are no patches after the next checkpoint")
	}
}

// mayPatch reports whether a transaction may make patches.
func mayPatch(t *testing.T, db *DB) (may bool) {
	t.Helper()
	must(t, db.Update(func(tx *Tx) error { may = tx.write.work.MayPatch(); return nil }))
	return may
}
