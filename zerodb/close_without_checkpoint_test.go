package zerodb

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestCloseWithoutCheckpointSyncsLog closes databases that do not sync by themselves and are as large as they may become, beside readers of each state, so that some have
// no room for the last checkpoint. Close says so, and what was committed is durable all the same.
func TestCloseWithoutCheckpointSyncsLog(t *testing.T) {
	refused := 0
	for _, durability := range []Durability{DurabilityInterval, DurabilityNone} {
		for pages := range int64(4) {
			refused += closeFull(t, durability, 256+pages)
		}
	}
	if refused == 0 {
		t.Error("each last checkpoint had room")
	}
}

// closeFull is one case of TestCloseWithoutCheckpointSyncsLog. It returns 1 if the last checkpoint had no room.
func closeFull(t *testing.T, durability Durability, pages int64) (refused int) {
	t.Helper()
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.Durability, opts.SyncInterval, opts.CheckpointLogBytes, opts.CloseTimeout = durability, time.Hour, 64*mebibyte, time.Millisecond
	opts.PageSize, opts.MaxDatabaseSize, opts.MaxValueSize = 4096, pages*4096, 64*kibibyte
	db := openTest(t, "db", opts)
	last, parked := fillUp(t, db)
	err := db.Close()
	if err == nil {
		t.Fatal("closed beside readers")
	}
	if strings.Contains(err.Error(), "MaxDatabaseSize") {
		refused = 1
	}
	for _, tx := range parked {
		must(t, tx.Rollback())
	}
	closeTest(t, db)
	image, err := files.CrashImage(memfs.OnlySynced, nil)
	must(t, err)
	opts.FS, opts.MaxDatabaseSize = image, 16*mebibyte
	db = openTest(t, "db", opts)
	wantEntries(t, db, last)
	closeTest(t, db)
	return refused
}

// fillUp puts entries, each in a transaction, until the database is full, and keeps a reader of each state. It returns how many entries there are.
func fillUp(t *testing.T, db *DB) (last int, parked []*Tx) {
	t.Helper()
	for ; ; last++ {
		err := db.Update(func(tx *Tx) error {
			tab, err := tx.CreateTable("t", TableOptions{})
			if err != nil {
				return err
			}
			for range 20 {
				if err := tab.Put(key(last), value(last)); err != nil {
					return err
				}
				last++
			}
			return tab.Put(key(last), value(last))
		})
		var limit *LimitError
		if errors.As(err, &limit) && limit.Option == "MaxDatabaseSize" {
			return last / 21 * 21, parked
		}
		must(t, err)
		reader, err := db.BeginRead()
		must(t, err)
		parked = append(parked, reader)
	}
}
