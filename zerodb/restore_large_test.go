package zerodb

import (
	"bytes"
	"fmt"
	"testing"
)

// Goal: what takes more than a batch of a restore comes whole, whatever number the backup's transaction has. Method: databases of more than replayBatch, made by one transaction, which leaves
// fewer numbers for births than there are batches, and by several.

// largerThanABatch makes a database whose pages take one batch and a part of the next, in so many transactions; with one, two batches and a part.
func largerThanABatch(t *testing.T, opts Options, transactions int) *DB {
	t.Helper()
	const size = 900
	entries := 80_000
	if transactions == 1 {
		entries *= 2
	}
	db := openTest(t, "db", opts)
	for part := range transactions {
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable(fmt.Sprint("table ", part), TableOptions{})
			for i := 0; i < entries/transactions && err == nil; i++ {
				err = table.Put(key(i), make([]byte, size))
			}
			return err
		}))
	}
	return db
}

// roomyOptions are options on a new file system in memory, with a log for large transactions.
func roomyOptions() Options {
	opts := memOptions()
	opts.LogSegmentSize, opts.CheckpointLogBytes = 16*mebibyte, 256*mebibyte
	return opts
}

// TestRestoreLargerThanABatch restores such databases.
func TestRestoreLargerThanABatch(t *testing.T) {
	for _, transactions := range []int{1, 4} {
		opts := roomyOptions()
		db := largerThanABatch(t, opts, transactions)
		stream, info := takeBackup(t, db)
		closeTest(t, db)
		report, err := Restore(t.Context(), "new", opts, RestoreOptions{Backup: bytes.NewReader(stream)})
		must(t, err)
		if report.Tx != info.Tx || report.Backup.Entries != info.Entries {
			t.Errorf("%d transactions: %+v, want %+v", transactions, report, info)
		}
		births := birthsOf(t, opts)
		if len(births) != 2 {
			t.Errorf("%d transactions: pages were born in %d batches", transactions, len(births))
		}
		for birth := range births {
			if birth > info.Tx {
				t.Errorf("%d transactions: a page was born in %d, the state is of %d", transactions, birth, info.Tx)
			}
		}
		wantWhole(t, opts, info.Entries)
	}
}

// TestSalvageLargerThanABatch salvages them.
func TestSalvageLargerThanABatch(t *testing.T) {
	for _, transactions := range []int{1, 4} {
		opts := roomyOptions()
		closeTest(t, largerThanABatch(t, opts, transactions))
		report, err := Salvage(t.Context(), "db", "new", opts, SalvageOptions{})
		must(t, err)
		if len(report.Gaps) != 0 || report.LogDamage != nil {
			t.Errorf("%d transactions: %+v", transactions, report)
		}
		wantWhole(t, opts, report.Entries)
	}
}

// wantWhole checks the database that was made, and that it has so many entries.
func wantWhole(t *testing.T, opts Options, entries uint64) {
	t.Helper()
	made := openTest(t, "new", opts)
	defer closeTest(t, made)
	wantSound(t, made)
	must(t, made.View(func(tx *Tx) error {
		var found uint64
		for name, info := range tx.Tables() {
			table, err := tx.Table(name)
			if err != nil {
				return err
			}
			if n, err := table.Count(nil, nil); err != nil || n != info.Len {
				t.Errorf("%s: %d entries, %d listed, %v", name, n, info.Len, err)
			}
			found += info.Len
		}
		if found != entries || found == 0 {
			t.Errorf("%d entries, want %d", found, entries)
		}
		return nil
	}))
	put(t, made, "more", 0, 100)
}

// birthsOf returns the transactions in which leaves of the closed database were born.
func birthsOf(t *testing.T, opts Options) map[uint64]bool {
	t.Helper()
	i, err := Inspect("new", opts)
	must(t, err)
	defer func() { must(t, i.Close()) }()
	births := map[uint64]bool{}
	for number := range i.Pages() {
		if info, err := i.Page(number); err == nil && info.Err == nil && info.Kind == "leaf" && len(info.Entries) > 2 && info.UsedBytes > 2000 {
			births[info.Birth] = true
		}
	}
	return births
}
