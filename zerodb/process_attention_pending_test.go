package zerodb

import (
	"fmt"
	"path/filepath"
	"strings"
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

// TestOverlaysBeyondMaxTxBytes changes leaves in their place with more pages above them than one transaction may copy: keys are long, and neighbours differ late, so that a
// branch refers to few leaves. Checkpoints must go on all the same: else the log would grow for ever, and the database could not be closed in order.
func TestOverlaysBeyondMaxTxBytes(t *testing.T) {
	const keys, share = 4000, 200
	path := filepath.Join(t.TempDir(), "db")
	opts := DefaultOptions()
	opts.Durability, opts.MaxTxBytes, opts.MaxValueSize = DurabilityNone, 64*kibibyte, 1000
	long := func(i int) []byte {
		const repeated = 300
		text := fmt.Sprintf("%04d", i)
		return fmt.Appendf(nil, "%s%s%s%s", strings.Repeat(text[:1], repeated), strings.Repeat(text[1:2], repeated), strings.Repeat(text[2:3], repeated), text[3:])
	}
	db := openTest(t, path, opts)
	change := func(from, to, step int, value string) {
		t.Helper()
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			for i := from; i < to && err == nil; i += step {
				err = table.Put(long(i), []byte(value))
			}
			return err
		}))
	}
	for i := 0; i < keys; i += share {
		change(i, i+share, 1, "before")
	}
	must(t, db.Checkpoint(t.Context()))
	for i := 0; i < keys; i += 10 {
		db.w.twinless = 0
		change(i, i+1, 1, "after!")
	}
	overlaid, room := len(db.w.work.Overlaid()), int64(db.w.work.OverlaidRoom())
	if above := room - int64(overlaid); above*int64(opts.PageSize) < opts.MaxTxBytes {
		t.Fatalf("%d leaves have overlays, with %d pages above them", overlaid, above)
	}
	must(t, db.Checkpoint(t.Context()))
	for range 2 {
		must(t, db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err != nil {
				return err
			}
			for i := range keys {
				want := map[bool]string{true: "after!", false: "before"}[i%10 == 0]
				if got, err := table.Get(long(i)); err != nil || string(got) != want {
					t.Errorf("key %d: %q, %v", i, got, err)
				}
			}
			return nil
		}))
		closeTest(t, db)
		db = openTest(t, path, opts)
	}
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
