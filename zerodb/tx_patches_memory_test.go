package zerodb

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestLaidOutStateIsPinned lets transactions pass while patches are being laid out, over pages that no checkpoint has: the file keeps what lies under them until that is done, and not for longer.
func TestLaidOutStateIsPinned(t *testing.T) {
	db := twinDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	must(t, db.writeWaiting(t.Context()))
	patchBesideReaders(t)
	for i := range 10 {
		must(t, store(t, db, 100*i, i, noMore))
	}
	must(t, db.check.laying.lock(t.Context(), "to lay out"))
	laying := true
	defer func() {
		if laying {
			db.check.laying.unlock()
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
			must(t, db.writeWaiting(t.Context()))
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
	db.check.laying.unlock()
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

// TestPatchesOverMemory changes pages that only memory has, and lets a checkpoint write them: what the file has then, and what the next opening finds, is the youngest content.
func TestPatchesOverMemory(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.CheckpointLogBytes, opts.MaxDirtyPages = gibibyte, -1
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1000)
	patchBesideReaders(t)
	for i := range 10 {
		must(t, store(t, db, 100*i, 5000+i, noMore))
	}
	if n := len(db.w.work.Overlaid()); n != 0 {
		t.Fatalf("%d pages of the file have overlays", n)
	}
	must(t, db.Checkpoint(t.Context()))
	must(t, db.writeWaiting(t.Context()))
	opts.FS = leftBy(t, files, memfs.OnlySynced)
	left := openTest(t, "db", opts)
	for i := range 10 {
		view(t, db, 100*i, 5000+i)
		view(t, left, 100*i, 5000+i)
	}
}

// TestPatchesOfUse changes leaves several times until the memory for patches is full: there are patches on.
func TestPatchesOfUse(t *testing.T) {
	db := patchDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	const pages = 10
	must(t, db.lockWriter(t.Context()))
	db.w.work.LimitLaidOut(pages * 4096)
	db.unlockWriter()
	for i := range pages {
		for n := range 3 {
			must(t, store(t, db, 80*i, n, noMore))
		}
	}
	for range 2 {
		if !mayPatch(t, db) {
			t.Error("there are no patches after some that were of use")
		}
	}
}

// TestPatchesOverDamage damages a leaf in the file that nobody has read yet, and puts an entry into it: the put says so, and what is wrong does not get into memory as if it were right.
func TestPatchesOverDamage(t *testing.T) {
	files := memfs.New(memfs.Options{})
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1000)
	closeTest(t, db)
	at := placeOf(t, files, "db/data", value(500))
	file, err := files.Open("db/data")
	must(t, err)
	_, err = file.WriteAt([]byte("DAMAGE"), at)
	must(t, errors.Join(err, file.Close()))
	patchBesideReaders(t)
	db = openTest(t, "db", opts)
	must(t, store(t, db, 0, 7, noMore)) // the first transaction of a life makes none
	err = store(t, db, 500, 7, noMore)
	if !errors.As(err, new(*CorruptionError)) {
		t.Errorf("a put to a damaged leaf: %v", err)
	}
	if must(t, store(t, db, 900, 7, noMore)); patchesOf(t, db) != 1 {
		t.Error("a leaf that is not damaged has no patch")
	}
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		if err == nil {
			_, err = table.Get(key(499))
		}
		if !errors.As(err, new(*CorruptionError)) {
			t.Errorf("a get from a damaged leaf: %v", err)
		}
		return nil
	}))
}

// placeOf returns where some bytes stand in a file.
func placeOf(t *testing.T, files *memfs.FS, name string, wanted []byte) int64 {
	t.Helper()
	file, err := files.OpenReadOnly(name)
	must(t, err)
	size, err := file.Size()
	must(t, err)
	content := make([]byte, size)
	_, err = file.ReadAt(content, 0)
	must(t, errors.Join(err, file.Close()))
	at := bytes.LastIndex(content, wanted)
	if at < 0 {
		t.Fatalf("%s has no %q", name, wanted)
	}
	return int64(at)
}
