package zerodb

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// outgrownLimit is a MaxDatabaseSize that what outgrown makes needs more of to be repeated.
const outgrownLimit = 2 << 20

// outgrown returns what a kill leaves of a database with 40 large values in one transaction, of which the next one has deleted all but those from one number to another, options to open it with, and its content.
func outgrown(t *testing.T, from, to int) (*memfs.FS, Options, map[string]string) {
	t.Helper()
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.CheckpointLogBytes, opts.MaxValueSize = 1<<30, 100_000
	db := openTest(t, "db", opts)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		for i := 0; i < 40 && err == nil; i++ {
			err = table.Put(key(i), make([]byte, 90_000))
		}
		return err
	}))
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		for i := 0; i < 40 && err == nil; i++ {
			if i < from || i >= to {
				err = table.Delete(key(i))
			}
		}
		return err
	}))
	all, err := content(db)
	must(t, err)
	left := leftBy(t, files, memfs.Everything)
	must(t, db.Close())
	opts.FS, opts.MaxDatabaseSize = left, outgrownLimit
	return left, opts, all
}

// TestReplayOutgrowsTheLimit opens a database whose log needs more than MaxDatabaseSize to be repeated, after which less is left, be it hardly less: it opens, has what was committed, and its file is no longer than the limit.
// Where more is left it is refused, and nothing is lost.
func TestReplayOutgrowsTheLimit(t *testing.T) {
	for _, values := range [][2]int{{0, 3}, {5, 27}, {19, 40}, {0, 40}} {
		from, to := values[0], values[1]
		_, opts, want := outgrown(t, from, to)
		db, err := Open("db", opts)
		if fits := (to-from)*90_000 < outgrownLimit; fits != (err == nil) {
			t.Fatalf("with values %d to %d: %v", from, to, err)
		} else if !fits {
			wantLimit(t, err, "MaxDatabaseSize")
			opts.MaxDatabaseSize = 4 * outgrownLimit
			db, err = Open("db", opts)
			must(t, err)
		} else if size := db.Stats().FileBytes; size > outgrownLimit {
			t.Errorf("the file has %d bytes; want at most %d", size, outgrownLimit)
		}
		wantContent(t, db, want)
		wantSound(t, db)
		must(t, db.Close())
	}
}

// TestPowerFailsWhileReplayOutgrows lets the power fail after each operation of such an opening, where what is left lies at the end of the file: what the failure leaves opens with the same options.
func TestPowerFailsWhileReplayOutgrows(t *testing.T) {
	files, opts, want := outgrown(t, 37, 40)
	type image struct {
		n    int
		kind memfs.Kind
		left *memfs.FS
	}
	var images []image
	files.OnOp(func(n int, _ memfs.Op) {
		random := rand.New(rand.NewPCG(1, uint64(n)))
		kind := oneOf(random, memfs.Kinds()...)
		left, err := files.CrashImage(kind, random)
		if err != nil {
			t.Error(err)
			return
		}
		images = append(images, image{n, kind, left})
	})
	db := openTest(t, "db", opts)
	files.OnOp(nil)
	must(t, db.Close())
	for _, i := range images {
		opts.FS = i.left
		db, err := Open("db", opts)
		if err != nil {
			t.Fatalf("operation %d, %v: %v", i.n, i.kind, err)
		}
		wantContent(t, db, want)
		must(t, db.Close())
		info, err := i.left.Stat("db/data")
		must(t, err)
		if info.Size > outgrownLimit {
			t.Errorf("operation %d, %v: the file has %d bytes; want at most %d", i.n, i.kind, info.Size, outgrownLimit)
		}
	}
}

// TestReplayOutgrowsBesideReader repeats such a log beside a process that reads: the file cannot be made shorter, so the opening is refused, and succeeds once the reader has ended.
func TestReplayOutgrowsBesideReader(t *testing.T) {
	_, opts, want := outgrown(t, 37, 40)
	reader := openReader(t, "db", opts)
	before, err := opts.FS.Stat("db/data")
	must(t, err)
	for range 2 {
		_, err := Open("db", opts)
		wantLimit(t, err, "MaxDatabaseSize")
	}
	after, err := opts.FS.Stat("db/data")
	must(t, err)
	if after.Size > max(before.Size, outgrownLimit) {
		t.Errorf("the file has %d bytes; it had %d", after.Size, before.Size)
	}
	must(t, reader.Close())
	db := openTest(t, "db", opts)
	wantContent(t, db, want)
	wantSound(t, db)
}

// wantLimit wants an error to name an option.
func wantLimit(t *testing.T, err error, option string) {
	t.Helper()
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Option != option {
		t.Errorf("got %v; want a *LimitError for %s", err, option)
	}
}
