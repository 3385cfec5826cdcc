package zerodb

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
)

// The tests in this file are named for what engines of this kind have got wrong.

// scattered returns a key that neighbours of the number do not share a prefix with.
func scattered(i uint64) []byte {
	return binary.BigEndian.AppendUint64(nil, i*0x9E3779B97F4A7C15)
}

// TestReaderSeesOldValueAfterOverwrite opens a reader, overwrites its value in many transactions, and reads the old
// one again and again.
func TestReaderSeesOldValueAfterOverwrite(t *testing.T) {
	db := openTest(t, "db", memOptions())
	old := bytes.Repeat([]byte("old "), 5000)
	store := func(v []byte) {
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			if err != nil {
				return err
			}
			return errors.Join(table.Put([]byte("large"), v), table.Put([]byte("small"), v[:100]))
		}))
	}
	store(old)
	tx, err := db.BeginRead()
	must(t, err)
	defer func() { must(t, tx.Rollback()) }()
	table, err := tx.Table("t")
	must(t, err)
	kept, err := table.Get([]byte("large"))
	must(t, err)
	for i := range 200 {
		store(bytes.Repeat([]byte{byte(i)}, 20_000))
		again, err := table.Get([]byte("large"))
		must(t, err)
		small, err := table.Get([]byte("small"))
		must(t, err)
		if !bytes.Equal(kept, old) || !bytes.Equal(again, old) || !bytes.Equal(small, old[:100]) {
			t.Fatalf("the reader's value changed after %d overwrites", i+1)
		}
	}
}

// TestManyRandomInserts stores 100,000 keys in random order, in one transaction and in one transaction each, and finds
// all of them after reopening.
func TestManyRandomInserts(t *testing.T) {
	const count = 100_000 / raceFactor
	for _, perTx := range []int{count, 1} {
		t.Run(fmt.Sprintf("%d a transaction", perTx), func(t *testing.T) {
			opts := memOptions()
			opts.LogSegmentSize, opts.CheckpointLogBytes = 0, 0
			opts.Durability = DurabilityInterval
			db := openTest(t, "db", opts)
			for from := 0; from < count; from += perTx {
				must(t, db.Update(func(tx *Tx) error {
					table, err := tx.CreateTable("t", TableOptions{})
					if err != nil {
						return err
					}
					for i := from; i < from+perTx; i++ {
						if err := table.Put(scattered(uint64(i)), scattered(uint64(i))); err != nil {
							return err
						}
					}
					return nil
				}))
			}
			closeTest(t, db)
			db = openTest(t, "db", opts)
			must(t, db.View(func(tx *Tx) error {
				table, err := tx.Table("t")
				if err != nil {
					return err
				}
				for i := range uint64(count) {
					if v, err := table.Get(scattered(i)); err != nil || !bytes.Equal(v, scattered(i)) {
						return fmt.Errorf("key %d: %x %v", i, v, err)
					}
				}
				return nil
			}))
			wantSound(t, db)
		})
	}
}

// TestOverwritingKeepsTheFileBounded overwrites 100 values of 10 KB many times: the file stays within the four
// versions that can be pinned at once: checkpoint, checkpoint in progress, visible and open.
func TestOverwritingKeepsTheFileBounded(t *testing.T) {
	opts := memOptions()
	opts.GrowthStep, opts.Durability = 4096, DurabilityNone
	db := openTest(t, "db", opts)
	random := rand.New(rand.NewPCG(1, 1))
	v := make([]byte, 10_000)
	for range 300 / raceFactor {
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			if err != nil {
				return err
			}
			for i := range 100 {
				binary.LittleEndian.PutUint64(v, random.Uint64())
				if err := table.Put(key(i), v); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	if got := db.Stats().FileBytes; got > 6<<20 {
		t.Errorf("100 values of 10,000 bytes take %d bytes", got)
	}
	wantSound(t, db)
}

// TestTablesKeepTheirKeysAcrossReopening fills tables in turns and counts their keys after each reopening.
func TestTablesKeepTheirKeysAcrossReopening(t *testing.T) {
	opts := memOptions()
	for life := 1; life <= 4; life++ {
		db := openTest(t, "db", opts)
		for n := range 20 {
			put(t, db, fmt.Sprintf("table %d", n), (life-1)*50, life*50)
		}
		closeTest(t, db)
		db = openTest(t, "db", opts)
		must(t, db.View(func(tx *Tx) error {
			for n := range 20 {
				table, err := tx.Table(fmt.Sprintf("table %d", n))
				if err != nil || table.Len() != uint64(life*50) {
					return fmt.Errorf("life %d, table %d: %v", life, n, err)
				}
			}
			return nil
		}))
		closeTest(t, db)
	}
}

// TestAbortedTransactionsUseNoPage aborts 50 transactions that change much: the number of pages stays as it was.
func TestAbortedTransactionsUseNoPage(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 1000)
	abort := func() {
		err := db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err != nil {
				return err
			}
			for i := range 1000 {
				if err := table.Put(key(i), make([]byte, 3000)); err != nil {
					return err
				}
			}
			return errUndo
		})
		wantError(t, err, errUndo)
	}
	put(t, db, "t", 0, 1)
	before := db.Stats()
	for range 50 {
		abort()
	}
	put(t, db, "t", 0, 1)
	after := db.Stats()
	if changed := uint64(4); after.Pages > before.Pages+changed {
		t.Errorf("%d pages before, %d after", before.Pages, after.Pages)
	}
	wantSound(t, db)
}

// TestDeleteAllAndInsertAgain empties a table key by key and fills it again, twice.
func TestDeleteAllAndInsertAgain(t *testing.T) {
	db := openTest(t, "db", memOptions())
	for range 2 {
		put(t, db, "t", 0, 5000)
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err != nil {
				return err
			}
			for i := range 5000 {
				if err := table.Delete(key(i)); err != nil {
					return err
				}
			}
			if table.Len() != 0 {
				return fmt.Errorf("%d keys are left", table.Len())
			}
			return nil
		}))
		wantSound(t, db)
	}
	put(t, db, "t", 0, 100)
	got, err := content(db)
	must(t, err)
	if len(got) != 101 {
		t.Errorf("%d keys, want 100", len(got)-1)
	}
}

// TestSecondOpenerIsRefused opens a database that is open.
func TestSecondOpenerIsRefused(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	_, err := Open("db", opts)
	wantError(t, err, ErrLocked)
	closeTest(t, db)
	closeTest(t, openTest(t, "db", opts))
}
