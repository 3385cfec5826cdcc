package zerodb

import (
	"bytes"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// drainOptions are options under which pages wait until a test drains them.
func drainOptions(fs vfs.FS) Options {
	opts := smallOptions(fs)
	opts.CheckpointLogBytes, opts.Durability = gibibyte, DurabilityNone
	return opts
}

// TestPagesAreDrained lets more than five eighths of what may wait come together: the pages go to the data file without a checkpoint.
func TestPagesAreDrained(t *testing.T) {
	opts := drainOptions(memfs.New(memfs.Options{}))
	opts.MaxUnwrittenBytes = mebibyte
	db := openTest(t, "db", opts)
	before := db.Stats().Checkpoints
	most := opts.MaxUnwrittenBytes / drainOf * drainShare
	put(t, db, "t", 0, 18_000)
	for tries := 0; db.pager.UnwrittenBytes() > most; tries++ {
		if tries == 10_000 {
			t.Fatalf("%d bytes wait", db.pager.UnwrittenBytes())
		}
		time.Sleep(time.Millisecond)
	}
	if n := db.Stats().Checkpoints; n != before {
		t.Errorf("%d checkpoints were taken", n-before)
	}
	want, err := content(db)
	must(t, err)
	wantSound(t, db)
	closeTest(t, db)
	wantContent(t, openTest(t, "db", opts), want)
}

// TestDrainIsDue wakes who drains at the commit that brings the waiting pages above five eighths of the limit, unless somebody is about it.
func TestDrainIsDue(t *testing.T) {
	opts := drainOptions(memfs.New(memfs.Options{}))
	opts.MaxUnwrittenBytes = mebibyte
	db := openTest(t, "db", opts)
	db.tasks.end()
	isDue := func() bool {
		select {
		case <-db.check.drain.due:
			return true
		default:
			return false
		}
	}
	for i := 0; !isDue(); i++ {
		if db.pager.UnwrittenBytes() > opts.MaxUnwrittenBytes*3/4 {
			t.Fatalf("%d bytes wait, and nobody drains them", db.pager.UnwrittenBytes())
		}
		put(t, db, "t", 20*i, 20*i+20)
	}
	if waiting := db.pager.UnwrittenBytes(); waiting <= opts.MaxUnwrittenBytes/2 {
		t.Errorf("a drain is due at %d bytes", waiting)
	}
	_, err := db.pinWaiting(t.Context())
	must(t, err)
	more := func() { put(t, db, "u", int(db.Stats().Commits)*20, int(db.Stats().Commits)*20+20) }
	more()
	if isDue() {
		t.Error("a drain is due while there is one")
	}
	must(t, db.unpinWaiting())
	more()
	if !isDue() {
		t.Error("no drain is due after one that has written nothing")
	}
}

// dataPages returns copies of all pages of the data file.
func dataPages(t *testing.T, db *DB) [][]byte {
	t.Helper()
	var list [][]byte
	for at := int64(0); at < db.pager.Store().Size(); at += 4096 {
		b, err := db.pager.Store().At(at, 4096)
		must(t, err)
		list = append(list, bytes.Clone(b))
	}
	return list
}

// TestDrainedStateIsPinned lets transactions pass while a state is being drained that no checkpoint has: none of its pages is used again until that is done, as
// they are later.
func TestDrainedStateIsPinned(t *testing.T) {
	db := openTest(t, "db", drainOptions(memfs.New(memfs.Options{})))
	put(t, db, "t", 0, 1)
	rewrite(t, db, 0, 1000, 1000)
	before := dataPages(t, db)
	pages, err := db.pinWaiting(t.Context())
	must(t, err)
	must(t, pages.Write())
	drained := dataPages(t, db)
	rounds := 0
	used := func() (n int) {
		for range 3 {
			rounds++
			put(t, db, "t", 0, rounds*1000)
			must(t, db.writeWaiting(t.Context()))
		}
		for i, b := range dataPages(t, db)[:len(drained)] {
			isDrained := i >= page.FirstID && (i >= len(before) || !bytes.Equal(before[i], drained[i]))
			if isDrained && !bytes.Equal(b, drained[i]) {
				n++
			}
		}
		return n
	}
	if n := used(); n > 0 {
		t.Errorf("%d pages were used again while their state was drained", n)
	}
	must(t, db.unpinWaiting())
	if used() == 0 {
		t.Error("no page was used again after that")
	}
}

// TestDrainedPagesGetNoTwins changes leaves between the write that drains them and the moment at which that is noted: what was committed meanwhile is what reads find,
// not what the file has.
func TestDrainedPagesGetNoTwins(t *testing.T) {
	for _, patches := range []bool{false, true} {
		if patches {
			patchBesideReaders(t)
		}
		files := memfs.New(memfs.Options{})
		db := openTest(t, "db", drainOptions(files))
		put(t, db, "t", 0, 1)
		rewrite(t, db, 0, 1000, 1000) // in scattered order: what ascending keys leave behind does not wait
		writes, within := 0, false
		files.OnOp(func(_ int, op memfs.Op) {
			if op.Kind != vfs.OpWrite || op.Name != "db/"+dataName || within {
				return
			}
			within = true
			writes++
			for i := range 10 {
				must(t, store(t, db, 100*i, 1000*writes+i, noMore))
			}
			within = false
		})
		must(t, db.drainPages(t.Context()))
		files.OnOp(nil)
		if writes == 0 {
			t.Fatal("nothing was drained")
		}
		must(t, db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			for i := 0; i < 10 && err == nil; i++ {
				var got []byte
				if got, err = table.Get(key(100 * i)); !bytes.Equal(got, value(1000*writes+i)) {
					t.Errorf("patches %v: key %d has %.20q", patches, 100*i, got)
				}
			}
			return err
		}))
		must(t, db.Checkpoint(t.Context()))
		wantSound(t, db)
		closeTest(t, db)
	}
}
