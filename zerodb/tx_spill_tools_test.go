package zerodb

import (
	"bytes"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// spillTest commits a large transaction and returns the pairs that result.
func spillTest(t *testing.T, db *DB, seed uint64) map[string]string {
	t.Helper()
	s := newSpiller(t, db, seed)
	s.change(500, 800, 600)
	parts := db.w.journal.Parts()
	must(t, s.tx.Commit())
	if parts < 3 {
		t.Fatalf("the journal was cut %d times", parts)
	}
	all, err := pairs(db)
	must(t, err)
	return all
}

// TestLargeTransactionIsRestored restores to and behind transactions that were logged in pieces, from archive and log, and reads the
// history of an archive whose oldest segments are gone, so that it begins inside such a transaction.
func TestLargeTransactionIsRestored(t *testing.T) {
	files := memfs.New(memfs.Options{})
	opts := spillOptions(files, 1)
	opts.ArchivePath = "archive"
	db := openTest(t, "db", opts)
	put(t, db, "spilled a", 0, 50)
	full, _ := takeBackup(t, db)
	var states []map[string]string
	var txs []uint64
	for i := range 3 {
		s := newSpiller(t, db, 100+uint64(i))
		s.change(200, 800, 600)
		must(t, s.tx.Rollback())
		states = append(states, spillTest(t, db, uint64(i)))
		txs = append(txs, db.Stats().LatestTx)
		must(t, db.Checkpoint(t.Context()))
	}
	closeTest(t, db)
	restored := smallOptions(files)
	for i, tx := range txs {
		o := RestoreOptions{Backup: bytes.NewReader(full), ArchivePath: "archive", LogPath: "db", ToTx: tx}
		report, got := restoreTest(t, "restored "+string(rune(97+i)), restored, o)
		if report.Transactions != uint64(i+1) || !maps.Equal(got, states[i]) {
			t.Errorf("to transaction %d: %d repeated, content differs: %s", tx, report.Transactions, difference(got, states[i]))
		}
	}
	wantHistoryWithoutFirst(t, files, opts, txs)
}

// wantHistoryWithoutFirst removes archived segments one by one and makes sure that the history never shows a part of a transaction.
func wantHistoryWithoutFirst(t *testing.T, files *memfs.FS, opts Options, txs []uint64) {
	db := openTest(t, "db", opts)
	folders, err := files.ReadDir("archive")
	must(t, err)
	folder := filepath.Join("archive", folders[0])
	segments, err := files.ReadDir(folder)
	must(t, err)
	slices.Sort(segments)
	whole := map[uint64]int{}
	for i := range segments {
		var seen []uint64
		for c, err := range db.History(t.Context(), Position{}) {
			must(t, err)
			seen = append(seen, c.Tx)
			changes := 0
			for _, err := range c.Changes() {
				must(t, err)
				changes++
			}
			if n, known := whole[c.Tx]; known && n != changes {
				t.Fatalf("%d segments removed: transaction %d has %d changes, want %d", i, c.Tx, changes, n)
			}
			whole[c.Tx] = changes
		}
		if len(seen) > 0 && i > 0 && seen[len(seen)-1] != txs[len(txs)-1] {
			t.Fatalf("%d segments removed: history has %v", i, seen)
		}
		must(t, files.Remove(filepath.Join(folder, segments[i])))
	}
	if len(whole) != len(txs)+1 {
		t.Errorf("%d transactions were seen", len(whole))
	}
}

// TestReplayOfLargeTransactions opens what a kill left behind, which has large transactions in the log, committed and given up, also where
// the older meta page is damaged, so that nothing may be written before the log was read, and for reading only.
func TestReplayOfLargeTransactions(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := spillOptions(files, 2)
	opts.CheckpointLogBytes = 64 * mebibyte
	db := openTest(t, "db", opts)
	for i := range 3 {
		put(t, db, "spilled b", 0, 50+i)
		must(t, db.Checkpoint(t.Context()))
	}
	put(t, db, "spilled b", 60, 70)
	spillTest(t, db, 1)
	s := newSpiller(t, db, 2)
	s.change(300, 800, 600)
	must(t, s.tx.Rollback())
	spillTest(t, db, 3)
	put(t, db, "spilled b", 80, 90)
	want, err := content(db)
	must(t, err)
	s = newSpiller(t, db, 4)
	s.change(300, 800, 600)
	must(t, db.log.WaitDurable(t.Context(), db.log.Written()))
	opened := 0
	for _, slot := range []int64{-1, 0, 1} {
		image, err := files.CrashImage(memfs.OnlySynced, nil)
		must(t, err)
		opts.FS = image
		if slot >= 0 {
			flipData(t, image, slot*4096+40)
		}
		sum, _ := checkFiles(t, opts)
		if slot < 0 && (sum.LogTransactions != 4 || sum.Findings != 0) {
			t.Errorf("check: %+v", sum)
		}
		again, err := Open("db", opts)
		if err != nil {
			if !errors.As(err, new(*CorruptionError)) {
				t.Error(err)
			}
			continue
		}
		opened++
		wantContent(t, again, want)
		wantSound(t, again)
		closeTest(t, again)
	}
	if opened != 2 {
		t.Errorf("%d of 3 images could be opened, want the one with the newest meta page damaged refused", opened)
	}
	must(t, s.tx.Rollback())
}
