package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// The journal borrows large values from the pages that they are stored in. A page whose memory serves another value before the
// transaction is logged would show only when the log is repeated.

// changeLarge makes a transaction of large values under few keys: most are replaced or removed in the transaction that stores them, also
// in savepoints that are taken back.
// The values of some seeds fit into one page.
func changeLarge(t *testing.T, db *DB, seed uint64) map[string]string {
	t.Helper()
	errUndo := errors.New("undo")
	s := newSpiller(t, db, seed)
	const keys = 6
	sizeMax := 40_000
	if seed%4 > 1 {
		sizeMax = 4_000
	}
	s.change(20, keys, sizeMax)
	s.savepoint(errUndo, func() { s.change(15, keys, sizeMax) })
	s.change(10, keys, sizeMax)
	s.savepoint(nil, func() {
		s.change(10, keys, sizeMax)
		s.savepoint(errUndo, func() { s.change(10, keys, sizeMax) })
		s.change(5, keys, 2*sizeMax)
	})
	s.change(10, keys, sizeMax)
	s.verify()
	must(t, s.tx.Commit())
	return s.want
}

// TestLentValuesAreLogged changes large values and loses the power after each commit: what the log repeats must be the content. With few
// pages in memory the journal is cut in pieces on the way.
func TestLentValuesAreLogged(t *testing.T) {
	for _, pages := range []int{1, 20, 10_000} {
		t.Run(fmt.Sprintf("%d pages", pages), func(t *testing.T) {
			files := memfs.New(memfs.Options{CrashImages: true})
			opts := spillOptions(files, pages)
			opts.MaxTxBytes, opts.CheckpointLogBytes = 32*mebibyte, 64*mebibyte
			for seed := range uint64(max(2, 6/raceFactor)) {
				opts.FS = files
				db := openTest(t, "db", opts)
				changeLarge(t, db, 2*seed)
				want := changeLarge(t, db, 2*seed+1)
				image, err := files.CrashImage(memfs.OnlySynced, nil)
				must(t, err)
				closeTest(t, db)
				opts.FS = image
				again := openTest(t, "db", opts)
				wantContent(t, again, want)
				wantSound(t, again)
				files = image
				closeTest(t, again)
			}
		})
	}
}

// TestLentValuesInTheHostsLog reads the log of a database on the host's file system, where large records are written from several places with
// one call.
func TestLentValuesInTheHostsLog(t *testing.T) {
	for _, durability := range []Durability{DurabilityAlways, DurabilityNone} {
		opts := Options{Durability: durability, LogSegmentSize: 1 * mebibyte, LogKeepBytes: 1 * gibibyte, CloseTimeout: memOptions().CloseTimeout}
		db := openTest(t, filepath.Join(t.TempDir(), "db"), opts)
		for seed := range uint64(4) {
			changeLarge(t, db, seed)
		}
		must(t, db.Checkpoint(t.Context())) // the replica takes what is durable
		r := newReplica()
		r.catchUp(t, db)
		wantPairs(t, db, r.content())
		wantSound(t, db)
	}
}

// TestLentValuesStay replaces values in the transaction that stores them, with others of the same length, which would fit into their memory: the
// history shows each as it was.
func TestLentValuesStay(t *testing.T) {
	opts := memOptions()
	opts.LogKeepBytes = 1 * mebibyte // the checkpoint that this much log causes must not release it
	db := openTest(t, "db", opts)
	const size = 20_000
	var want []string
	tx := begin(t, db, true)
	table, err := tx.CreateTable("t", TableOptions{})
	must(t, err)
	for i := range 12 {
		value := bytes.Repeat([]byte{'a' + byte(i)}, size)
		k := key(i % 2)
		if i%5 == 4 {
			must(t, table.Delete(k))
		}
		must(t, table.Put(k, value))
		want = append(want, string(value))
	}
	must(t, tx.Commit())
	var got []string
	for c, err := range db.History(t.Context(), Position{}) {
		must(t, err)
		for change, err := range c.Changes() {
			must(t, err)
			if change.Kind == ChangePut {
				got = append(got, string(change.Value))
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the history has %.10q, want %.10q", got, want)
	}
}
