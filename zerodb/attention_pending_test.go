package zerodb

import (
	"path/filepath"
	"testing"
)

// TestAttentionWhileCommitsWait lets a reading process come while changes are on their way to the disk that were made in the place of what the visible state
// refers to. In the file there is one content for both: so the process must be shown the state that the file has, and that state must be durable, though the
// pages below were once written by a checkpoint, or were in memory only.
func TestAttentionWhileCommitsWait(t *testing.T) {
	for name, written := range map[string]bool{"overlays": true, "pages that are in memory only": false} {
		t.Run(name, func(t *testing.T) {
			opts := memOptions()
			opts.CheckpointLogBytes = gibibyte
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 1000)
			if written {
				must(t, db.Checkpoint(t.Context()))
			}
			storeIn(t, db, "t", 7, 5001) // durable and visible
			before := catalogOf(db)
			db.w.twinless = 0
			tx := begin(t, db, true)
			table, err := tx.Table("t")
			must(t, err)
			must(t, table.Put(key(7), value(6001)))
			must(t, table.Put(key(9999), value(1)))
			pending, err := tx.CommitAsync()
			must(t, err)
			if db.w.latest.State.catalog != before || db.readers.Visible() == db.w.latest {
				t.Fatal("the transaction is not one that changes leaves in their place and waits")
			}
			reader, err := OpenReadOnly("db", opts)
			must(t, err)
			want, err := content(db)
			must(t, err)
			wantContent(t, reader, want)
			if db.readers.Visible().State.end < pending.end || db.log.Durable() < pending.end {
				t.Errorf("the process was shown what is durable up to %d only, not to %d", db.log.Durable(), pending.end)
			}
			must(t, reader.Close())
			must(t, pending.wait())
			wantSound(t, db)
		})
	}
}

// TestOverlaysBeyondMaxTxBytes changes more leaves in their place than one transaction may copy. Checkpoints must go on all the same: else the log would grow
// for ever, and the database could not be closed in order.
func TestOverlaysBeyondMaxTxBytes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	opts := DefaultOptions()
	opts.Durability, opts.MaxTxBytes, opts.MaxValueSize = DurabilityNone, 128*kibibyte, 1000
	db := openTest(t, path, opts)
	for i := 0; i < 4000; i += 200 {
		put(t, db, "t", i, i+200)
	}
	must(t, db.Checkpoint(t.Context()))
	for i := 0; i < 4000; i += 20 {
		db.w.twinless = 0
		must(t, store(t, db, i, 5001, noMore))
	}
	if overlaid := int64(len(db.w.work.Overlaid())) * int64(opts.PageSize); overlaid < opts.MaxTxBytes/2 {
		t.Fatalf("only %d bytes have overlays", overlaid)
	}
	must(t, db.Checkpoint(t.Context()))
	view(t, db, 20, 5001)
	closeTest(t, db)
	db = openTest(t, path, opts)
	view(t, db, 20, 5001)
	closeTest(t, db)
}

// TestProcessComesAfterCompaction lets the data file become shorter than the visible state says that it was, and a process come before anything else is committed:
// it sees the content, as those that have come before.
func TestProcessComesAfterCompaction(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 20_000)
	put(t, db, "u", 0, 100)
	before, err := OpenReadOnly("db", db.opts)
	must(t, err)
	must(t, db.Update(func(tx *Tx) error { return tx.DropTable("t") }))
	must(t, db.Checkpoint(t.Context()))
	report, err := db.Compact(t.Context(), CompactOptions{})
	must(t, err)
	if shown := int64(db.readers.Visible().State.highWater) * int64(db.opts.PageSize); report.BytesAfter >= shown {
		t.Fatalf("the file has %d bytes, the visible state reaches to %d", report.BytesAfter, shown)
	}
	want, err := content(db)
	must(t, err)
	after, err := OpenReadOnly("db", db.opts)
	must(t, err)
	for _, reader := range []*DB{before, after} {
		wantContent(t, reader, want)
		must(t, reader.Close())
	}
}
