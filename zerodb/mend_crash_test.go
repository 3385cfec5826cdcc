package zerodb

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// mendable are databases with damage that concerns nothing that was stored. Each is given the files of a killed one, which has a checkpoint
// and a log behind it.
var mendable = map[string]func(t *testing.T, opts Options){
	"free set that cannot be read": func(t *testing.T, opts Options) {
		t.Helper()
		damagePage(t, opts.FS, rootOf(t, opts.FS).FreeSpace.ID)
	},
	"free set that has lost pages": func(t *testing.T, opts Options) {
		t.Helper()
		leaky := openLeaky(t, opts)
		put(t, leaky, "a", 0, 40)
		closeTest(t, leaky)
	},
	"older meta page": func(t *testing.T, opts Options) {
		t.Helper()
		i, err := Inspect("db", opts)
		must(t, err)
		older := int64(1 - i.choice.Newest)
		must(t, i.Close())
		flip(t, opts.FS, filepath.Join("db", dataName), older*4096+60, 1)
	},
}

// killedWithLog makes a database with free pages, a checkpoint and a log behind it, and returns its files after a power failure, and its
// content.
func killedWithLog(t *testing.T) (*memfs.FS, map[string]string) {
	t.Helper()
	opts := smallOptions(memfs.New(memfs.Options{CrashImages: true}))
	opts.CheckpointLogBytes = 64 * mebibyte
	db := openTest(t, "db", opts)
	put(t, db, "a", 0, 300)
	put(t, db, "b", 0, 40)
	must(t, db.Checkpoint(t.Context()))
	must(t, db.Update(func(tx *Tx) error { return tx.DropTable("a") }))
	must(t, db.Checkpoint(t.Context()))
	put(t, db, "a", 0, 60)
	must(t, db.Checkpoint(t.Context()))
	put(t, db, "a", 20, 90)
	put(t, db, "b", 10, 20)
	want, err := content(db)
	must(t, err)
	image, err := opts.FS.(*memfs.FS).CrashImage(memfs.OnlySynced, nil)
	must(t, err)
	return image, want
}

// TestMendInterrupted loses the power after each change that Mend makes to the files, with each kind of image in turn: what is left has
// lost nothing and is mended by the next call.
func TestMendInterrupted(t *testing.T) {
	for name, damage := range mendable {
		t.Run(name, func(t *testing.T) {
			files, want := killedWithLog(t)
			opts := smallOptions(files)
			damage(t, opts)
			if sum, found := checkFiles(t, opts); len(found) == 0 || sum.Mendable != sum.Findings {
				t.Fatalf("before: %v", found)
			}
			images := imagesOfMend(t, files)
			for n, image := range images {
				wantMended(t, n, image, want)
			}
			if len(images) < 30 {
				t.Errorf("only %d images", len(images))
			}
		})
	}
}

// imagesOfMend mends a copy of the files, whose damage is on the disk, and returns what a power failure leaves after each change.
func imagesOfMend(t *testing.T, files *memfs.FS) (images []*memfs.FS) {
	t.Helper()
	files = leftBy(t, files, memfs.Everything)
	random := rand.New(rand.NewPCG(1, 2))
	files.OnOp(func(n int, _ memfs.Op) {
		for _, kind := range []memfs.Kind{memfs.OnlySynced, memfs.Everything, memfs.Kinds()[n%len(memfs.Kinds())]} {
			image, err := files.CrashImage(kind, random)
			must(t, err)
			images = append(images, image)
		}
	})
	_, err := Mend(t.Context(), "db", smallOptions(files))
	must(t, err)
	files.OnOp(nil)
	return images
}

// openLeaky opens the database with a free set that has lost pages.
func openLeaky(t *testing.T, opts Options) *DB {
	t.Helper()
	i, err := Inspect("db", opts)
	must(t, err)
	current := i.choice.Current()
	set, err := i.freeSet(current)
	must(t, errors.Join(err, i.Close()))
	set.Free = set.Free[1:]
	leaky, err := openWith("db", opts, &rebuiltSet{Persisted: set, database: current.UUID, checkpoint: current.Tx})
	must(t, err)
	return leaky
}

// TestMendSparesTheOldFreeSet loses the power while a free set is mended that has lost pages, with more behind it in the log than there are free pages: what opened
// before without being mended, opens afterwards.
func TestMendSparesTheOldFreeSet(t *testing.T) {
	files, _ := killedWithLog(t)
	opts := smallOptions(files)
	opts.CheckpointLogBytes = 64 * mebibyte
	leaky := openLeaky(t, opts)
	must(t, leaky.Checkpoint(t.Context()))
	put(t, leaky, "c", 0, 1500)
	want, err := content(leaky)
	must(t, err)
	files = leftBy(t, files, memfs.Everything)
	closeTest(t, leaky)
	wantOpens(t, -1, files, want)
	for n, image := range imagesOfMend(t, files) {
		wantOpens(t, n, image, want)
	}
}

// wantOpens opens a copy of what a crash has left, without mending it, and makes sure that it has what it had.
func wantOpens(t *testing.T, n int, image *memfs.FS, want map[string]string) {
	t.Helper()
	db, err := Open("db", smallOptions(leftBy(t, image, memfs.Everything)))
	if err != nil {
		t.Fatalf("image %d: %v", n, err)
	}
	wantContent(t, db, want)
	closeTest(t, db)
}

// wantMended mends what a crash has left and makes sure that it has what it had.
func wantMended(t *testing.T, n int, image *memfs.FS, want map[string]string) {
	t.Helper()
	opts := smallOptions(image)
	if sum, found := checkFiles(t, opts); sum.Mendable != sum.Findings {
		t.Fatalf("image %d: %v", n, found)
	}
	if _, err := Mend(t.Context(), "db", opts); err != nil {
		t.Fatalf("image %d: %v", n, err)
	}
	if _, found := checkFiles(t, opts); len(found) > 0 {
		t.Fatalf("image %d, mended: %v", n, found)
	}
	db := openTest(t, "db", opts)
	wantContent(t, db, want)
	closeTest(t, db)
}

// TestRebuiltFreeSetIsOfOneCheckpoint lets another process open, fill and close the database between looking at a free set that has lost pages and the opening that takes the rebuilt one over:
// that is of an older checkpoint, with pages as free that are in use by now. The opening is refused, and another try mends the database.
func TestRebuiltFreeSetIsOfOneCheckpoint(t *testing.T) {
	files, _ := killedWithLog(t)
	opts := smallOptions(files)
	closeTest(t, openLeaky(t, opts))
	for name, plan := range map[string]func() (*rebuiltSet, error){
		"mending":       func() (*rebuiltSet, error) { _, set, err := planMend(t.Context(), "db", opts); return set, err },
		"recovery mode": func() (*rebuiltSet, error) { _, set, err := planRecovery("db", opts); return set, err },
	} {
		rebuilt, err := plan()
		must(t, err)
		if rebuilt == nil {
			t.Fatalf("%s: there is nothing to mend", name)
		}
		other := openTest(t, "db", opts)
		put(t, other, name, 0, 1500)
		want, err := content(other)
		must(t, err)
		closeTest(t, other)
		db, err := openWith("db", opts, rebuilt)
		if err == nil {
			put(t, db, "after", 0, 1500)
			closeTest(t, db)
		}
		wantError(t, err, ErrLocked)
		wantOpens(t, -1, files, want)
	}
	_, err := Mend(t.Context(), "db", opts)
	must(t, err)
	db := openTest(t, "db", opts)
	must(t, db.Check(t.Context(), func(f Finding) error { return f.Err }))
}
