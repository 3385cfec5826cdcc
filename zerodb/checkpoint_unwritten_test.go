package zerodb

import (
	"context"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestUnwrittenPages commits under three limits of the memory for pages that wait for a checkpoint: with the default they
// wait, with a small one it is not exceeded after a commit, with a negative one nothing waits. In each case a checkpoint
// leaves nothing, and readers of all ages see what they should.
func TestUnwrittenPages(t *testing.T) {
	for name, limit := range map[string]int64{"default": 0, "small": 64 * kibibyte, "none": -1} {
		t.Run(name, func(t *testing.T) {
			opts := memOptions()
			opts.MaxUnwrittenBytes, opts.CheckpointLogBytes = limit, gibibyte
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 1000)
			old := begin(t, db, false)
			want, err := content(db)
			must(t, err)
			for round := range 20 {
				put(t, db, "t", 100*round, 100*round+300)
				waiting := db.pager.UnwrittenBytes()
				if waiting > 0 != (limit >= 0) && limit != 64*kibibyte || limit != 0 && waiting > max(limit, 0) {
					t.Errorf("%d bytes wait after a commit", waiting)
				}
			}
			wantTx(t, old, want)
			must(t, db.Checkpoint(t.Context()))
			wantTx(t, old, want)
			must(t, old.Rollback())
			must(t, db.Update(func(tx *Tx) error { return nil })) // gives the pages up that only the reader saw
			must(t, db.Checkpoint(t.Context()))
			want, err = content(db)
			must(t, err)
			wantSound(t, db)
			if waiting := db.pager.UnwrittenBytes(); waiting > 0 {
				t.Errorf("%d bytes wait after a check", waiting)
			}
			wantContent(t, db, want)
		})
	}
}

// wantTx compares what a read transaction sees.
func wantTx(t *testing.T, tx *Tx, want map[string]string) {
	t.Helper()
	table, err := tx.Table("t")
	must(t, err)
	if int(table.Len()) != len(want)-1 { // one line of the content is the table's
		t.Errorf("%d entries, want %d", table.Len(), len(want)-1)
	}
	for k, v := range table.All() {
		if want["t/"+string(k)] != string(v) {
			t.Fatalf("%q is %q", k, v)
		}
	}
	must(t, tx.Err())
}

// TestWaitingPagesCannotBeWritten fails the write of pages that a checkpoint, or who drains them, has to bring to the data file: the database
// stops, goes on to show all that was committed, and the next opening recovers it from the log.
func TestWaitingPagesCannotBeWritten(t *testing.T) {
	for name, write := range map[string]func(db *DB, ctx context.Context) error{"checkpoint": (*DB).Checkpoint, "drain": (*DB).drainPages} {
		t.Run(name, func(t *testing.T) {
			files := faultfs.New(memfs.New(memfs.Options{}))
			opts := smallOptions(files)
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 500)
			want, err := content(db)
			must(t, err)
			must(t, files.Inject(faultfs.Rule{Op: vfs.OpWrite, Name: dataName, Fault: faultfs.IOError}))
			wantError(t, write(db, t.Context()), ErrStopped)
			wantContent(t, db, want)
			wantError(t, db.Update(func(*Tx) error { return nil }), ErrStopped)
			wantError(t, write(db, t.Context()), ErrStopped)
			closeTest(t, db)
			db = openTest(t, "db", opts)
			wantContent(t, db, want)
			wantSound(t, db)
		})
	}
}
