package zerodb

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// limitCase reaches one limit of Options.
type limitCase struct {
	// tighten sets the option to max.
	tighten func(*Options)
	max     int64
	reach   func(t *testing.T, db *DB) error
}

// limitInTable returns a reach that works in a table of a write transaction.
func limitInTable(fn func(tx *Tx, table *Table) error) func(*testing.T, *DB) error {
	return func(_ *testing.T, db *DB) error {
		return db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			if err != nil {
				return err
			}
			return fn(tx, table)
		})
	}
}

// nestForever opens savepoints in each other until that fails.
func nestForever(tx *Tx) error { return tx.Savepoint(func() error { return nestForever(tx) }) }

// limitCases are the limits that a caller meets as a LimitError in one process, by option.
func limitCases() map[string]limitCase {
	return map[string]limitCase{
		"MaxKeySize": {func(o *Options) { o.MaxKeySize = 20 }, 20, limitInTable(func(_ *Tx, t *Table) error { return t.Put(make([]byte, 21), nil) })},
		"MaxValueSize": {func(o *Options) { o.MaxValueSize = 100 }, 100, limitInTable(func(_ *Tx, t *Table) error {
			return t.Put(key(1), make([]byte, 101))
		})},
		"MaxTables": {func(o *Options) { o.MaxTables = 1 }, 1, limitInTable(func(tx *Tx, _ *Table) error {
			_, err := tx.CreateTable("another", TableOptions{})
			return err
		})},
		"MaxSavepoints": {func(o *Options) { o.MaxSavepoints = 3 }, 3, limitInTable(func(tx *Tx, _ *Table) error { return nestForever(tx) })},
		"MaxTxBytes": {func(o *Options) { o.MaxTxBytes, o.MaxValueSize, o.MaxDirtyPages = 256*kibibyte, 64*kibibyte, -1 }, 256 * kibibyte, limitInTable(func(tx *Tx, t *Table) error {
			for i := range 1000 {
				if err := t.Put(key(i), make([]byte, 60_000)); err != nil {
					return err
				}
			}
			return nil
		})},
		"MaxDatabaseSize": {func(o *Options) { o.MaxDatabaseSize, o.MaxValueSize = mebibyte, 64*kibibyte }, mebibyte, limitInTable(func(_ *Tx, t *Table) error {
			for i := range 1000 {
				if err := t.Put(key(i), make([]byte, 60_000)); err != nil {
					return err
				}
			}
			return nil
		})},
		"MaxReaders": {func(o *Options) { o.MaxReaders = 2 }, 2, func(t *testing.T, db *DB) error {
			for {
				tx, err := db.BeginRead()
				if err != nil {
					return err
				}
				defer func() { must(t, tx.Rollback()) }()
			}
		}},
	}
}

// elsewhere names, for each other option that is called a maximum, the test that reaches it, or why nothing fails at it.
func elsewhere() map[string]string {
	return map[string]string{
		"MaxReaderProcesses": "TestReaderLimits",
		"MaxOverlayBytes":    "TestReaderAfterKill",
		"MaxReaderAge":       "TestOldReadersEnd",
		"MaxUnwrittenBytes":  "TestUnwrittenPages: pages are written, nothing fails",
		"MaxCloseMoveBytes":  "TestCloseShortens: less is moved, nothing fails",
		"MaxPendingCommits":  "TestGroupCommit: a commit waits, nothing fails",
		"MaxDirtyPages":      "TestTransactionLargerThanMemory: pages are spilled, nothing fails",
	}
}

// TestEachLimitNamesItsOption reaches each limit: the error tells which, the value, the greatest that is allowed, and a field of Options to
// change, in numbers and in words, and the database goes on. Each option that is called a maximum is in one of the lists.
func TestEachLimitNamesItsOption(t *testing.T) {
	cases := limitCases()
	for option, c := range cases {
		t.Run(option, func(t *testing.T) {
			opts := memOptions()
			c.tighten(&opts)
			db := openTest(t, "db", opts)
			err := c.reach(t, db)
			var limit *LimitError
			if !errors.As(err, &limit) || limit.Option != option || limit.Max != c.max || limit.Value <= limit.Max || limit.Limit == "" {
				t.Fatalf("got %v, want the limit %d of %s", err, c.max, option)
			}
			if text := limit.Error(); !strings.Contains(text, option) || !strings.Contains(text, limit.Limit) {
				t.Errorf("the error says %q", text)
			}
			put(t, db, "t", 0, 1)
			wantSound(t, db)
		})
	}
	fields := reflect.TypeFor[Options]()
	for i := range fields.NumField() {
		name := fields.Field(i).Name
		if _, here := cases[name]; strings.HasPrefix(name, "Max") && !here && elsewhere()[name] == "" {
			t.Errorf("nothing reaches the limit of option %s", name)
		}
	}
}
