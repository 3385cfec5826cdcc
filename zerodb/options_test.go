package zerodb

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestDefaultsAreValid makes sure that the zero options, and the defaults written out, are valid and mean the same.
func TestDefaultsAreValid(t *testing.T) {
	must(t, Options{}.Validate())
	d := DefaultOptions()
	must(t, d.Validate())
	again := d.withDefaults()
	d.FS, again.FS, d.Now, again.Now, d.Random, again.Random, d.Events, again.Events = nil, nil, nil, nil, nil, nil, nil, nil
	if d.PageSize != again.PageSize || d.MaxTxBytes != again.MaxTxBytes || d.MaxKeySize != again.MaxKeySize {
		t.Errorf("defaults of defaults differ: %+v, %+v", d, again)
	}
}

// TestValidate checks that each bad option, alone or beside another, is refused by an error that names it.
func TestValidate(t *testing.T) {
	cases := map[string]Options{
		"PageSize":           {PageSize: 5000},
		"Durability":         {Durability: 9},
		"Checksums":          {Checksums: 9},
		"Create":             {Create: 9},
		"SyncInterval":       {SyncInterval: time.Microsecond},
		"LogSegmentSize":     {LogSegmentSize: 1},
		"multiple":           {LogSegmentSize: 100_000},
		"CheckpointLogBytes": {CheckpointLogBytes: 1 << 20},
		"MaxDatabaseSize":    {MaxDatabaseSize: 1},
		"GrowthStep":         {GrowthStep: 100},
		"MaxTxBytes":         {MaxTxBytes: 1 << 20, MaxValueSize: 1 << 20},
		"MaxKeySize":         {MaxKeySize: 5000},
		"MaxValueSize":       {MaxValueSize: 1 << 30},
		"MaxTables":          {MaxTables: -1},
		"MaxReaders":         {MaxReaders: -1},
		"MaxSavepoints":      {MaxSavepoints: -1},
		"MaxPendingCommits":  {MaxPendingCommits: -1},
	}
	for name, opts := range cases {
		err := opts.Validate()
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
		if _, opened := Open("nowhere", opts); opened == nil {
			t.Errorf("%s: Open takes it", name)
		}
		if _, opened := OpenMemory(opts); opened == nil {
			t.Errorf("%s: OpenMemory takes it", name)
		}
	}
	both := Options{PageSize: 5000, MaxReaders: -1}.Validate()
	if both == nil || !strings.Contains(both.Error(), "PageSize") || !strings.Contains(both.Error(), "MaxReaders") {
		t.Errorf("two errors at once: got %v", both)
	}
}

// TestSmallerLimitsAtOpen opens a database whose options allow less than it holds.
func TestSmallerLimitsAtOpen(t *testing.T) {
	opts := smallOptions(memfs.New(memfs.Options{CrashImages: true}))
	opts.CheckpointLogBytes = 64 << 20 // no checkpoint may move the record from the log to the data file
	db := openTest(t, "db", opts)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		if err != nil {
			return err
		}
		return table.Put(key(1), make([]byte, 3<<20))
	}))
	fs, ok := opts.FS.(*memfs.FS)
	if !ok {
		t.Fatal("not the file system that was given")
	}
	image, err := fs.CrashImage(memfs.OnlySynced, nil)
	must(t, err)
	closeTest(t, db)
	var limit *LimitError
	opts.MaxDatabaseSize, opts.MaxValueSize, opts.MaxTxBytes = 1<<20, 100_000, 1<<20
	if _, err := Open("db", opts); !errors.As(err, &limit) || limit.Option != "MaxDatabaseSize" || limit.Limit != "database size" {
		t.Errorf("a larger data file: got %v", err)
	}
	opts.FS = image
	if _, err := Open("db", opts); !errors.As(err, &limit) || limit.Option != "MaxTxBytes" {
		t.Errorf("a larger record in the log: got %v", err)
	}
}
