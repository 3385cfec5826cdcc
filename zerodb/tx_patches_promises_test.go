package zerodb

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: what docs/decisions/patches.md promises holds at its edges. Method: one test for each promise, which a mistake of docs/proof/mutations.md makes fail.

// patchesOf returns how many patches of pages of the file are not laid out.
func patchesOf(t *testing.T, db *DB) int {
	t.Helper()
	must(t, db.lockWriter(t.Context()))
	defer db.unlockWriter()
	return db.w.work.Patches().Len()
}

// TestPatchesOfAnyKey puts keys that lack what the keys of their leaf have in common: such a leaf is laid out, whether it has patches or not.
func TestPatchesOfAnyKey(t *testing.T) {
	db, other := patchDB(t, filepath.Join(t.TempDir(), "db")), openTwinless(t)
	defer closeTest(t, other)
	defer closeTest(t, db)
	for _, d := range []*DB{db, other} { // pages that were split know what their keys have in common
		must(t, d.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			for i := 0; i < 3000 && err == nil; i++ {
				err = table.Put(append(key(i*37%1000), byte('a'+i/1000)), value(i))
			}
			return err
		}))
	}
	must(t, db.Checkpoint(t.Context()))
	keys := []string{"a", "k", "kez", "zz"}
	for i := 0; i < 1000; i += 40 {
		k := string(key(i))
		keys = append(keys, k+"0", k[:len(k)-1], k[:len(k)-2]+":")
	}
	for i, k := range keys {
		for _, d := range []*DB{db, other} {
			must(t, d.Update(func(tx *Tx) error {
				table, err := tx.Table("t")
				if err != nil {
					return err
				}
				return errors.Join(table.Put([]byte(k), value(i)), table.Put(append([]byte(k), '1'), value(i)))
			}))
		}
	}
	if patchesOf(t, db) == 0 {
		t.Error("there are no patches")
	}
	sameTables(t, db, other)
}

// TestPatchesOverLargeValues replaces large values in leaves that have patches, and small ones by large ones: the pages of those are freed, each once.
func TestPatchesOverLargeValues(t *testing.T) {
	db := patchDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	all := func(change func(table *Table, i int) error) {
		t.Helper()
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			for i := 0; i < 1000 && err == nil; i += 100 {
				err = change(table, i)
			}
			return err
		}))
	}
	large := func(table *Table, i int) error { return table.Put(key(i), make([]byte, 10_000)) }
	small := func(table *Table, i int) error { return table.Put(key(i), value(i)) }
	before := db.Stats()
	for range 3 {
		all(func(table *Table, i int) error { return table.Put(key(i+2), value(1)) })
		all(large)
		must(t, db.Checkpoint(t.Context()))
		all(func(table *Table, i int) error { return table.Put(key(i+1), value(1)) })
		if patchesOf(t, db) == 0 {
			t.Fatal("there are no patches")
		}
		all(small)
		must(t, db.Checkpoint(t.Context()))
		all(small)
		must(t, db.Checkpoint(t.Context()))
	}
	must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
	must(t, store(t, db, 1, 1, noMore))
	if after := db.Stats(); after.Pages-after.AvailablePages-after.RetiredPages > before.Pages-before.AvailablePages-before.RetiredPages+4 {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

// TestNoPatchesAfterReshaping does what is more than to put and remove entries in transactions that have patches: all of these are ordinary pages after it, and there are no others, or, behind a
// savepoint, none in it.
func TestNoPatchesAfterReshaping(t *testing.T) {
	none := func(tx *Tx, when string) {
		if w := tx.write.work; w.Twins() != 0 || tx.twinsOf(tx.tables[0]).MayPatch() {
			t.Errorf("%s: %d pages are changed in their place, and there may be patches: %v", when, w.Twins(), tx.twinsOf(tx.tables[0]).MayPatch())
		}
	}
	for name, reshape := range map[string]func(tx *Tx, table *Table) error{
		"clear":        func(_ *Tx, table *Table) error { return table.Clear() },
		"delete range": func(_ *Tx, table *Table) error { _, err := table.DeleteRange(key(0), key(500)); return err },
		"drop":         func(tx *Tx, _ *Table) error { return tx.DropTable("u") },
		"rename":       func(tx *Tx, _ *Table) error { return tx.RenameTable("t", "v") },
		"load": func(_ *Tx, table *Table) error {
			_, err := table.Load(func(yield func(k, v []byte) bool) { yield([]byte("zz"), nil) })
			return err
		},
		"savepoint": func(tx *Tx, _ *Table) error {
			return tx.Savepoint(func() error { none(tx, "in a savepoint"); return nil })
		},
	} {
		db := patchDB(t, filepath.Join(t.TempDir(), "db"))
		put(t, db, "u", 0, 1000)
		must(t, db.Checkpoint(t.Context()))
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err != nil {
				return err
			}
			for i := 0; i < 1000; i += 100 {
				must(t, table.Put(key(i), value(7)))
			}
			if tx.write.work.Twins() == 0 {
				t.Errorf("%s: nothing was changed in its place", name)
			}
			err = reshape(tx, table)
			if name != "savepoint" {
				none(tx, name)
			}
			return err
		}))
		must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
		closeTest(t, db)
	}
}

// TestPatchesAreExcluded looks for patches where there must be none: where other processes read, without memory for pages that wait, where each read is verified, and while parts of a dropped table are freed.
func TestPatchesAreExcluded(t *testing.T) {
	patchBesideReaders(t)
	for name, c := range map[string]struct {
		want   bool
		change func(opts *Options)
		before func(db *DB, opts Options)
	}{
		"nothing":          {want: true},
		"no pages wait":    {change: func(opts *Options) { opts.MaxUnwrittenBytes = -1 }},
		"verified always":  {change: func(opts *Options) { opts.Checksums = ChecksumAlways }},
		"a process reads":  {before: func(_ *DB, opts Options) { openReader(t, "db", opts) }},
		"a table is freed": {before: func(db *DB, _ Options) { dropLarge(t, db) }},
	} {
		opts := smallOptions(memfs.New(memfs.Options{}))
		opts.CheckpointLogBytes = gibibyte
		if c.change != nil {
			c.change(&opts)
		}
		db := openTest(t, "db", opts)
		put(t, db, "t", 0, 1000)
		must(t, db.Checkpoint(t.Context()))
		if c.before != nil {
			c.before(db, opts)
		}
		if got := mayPatch(t, db); got != c.want {
			t.Errorf("%s: there may be patches: %v", name, got)
		}
	}
	for _, bytes := range []int64{-1, mebibyte} { // of a database in memory no other process has to be told
		opts := DefaultOptions()
		opts.MaxUnwrittenBytes = bytes
		db, err := OpenMemory(opts)
		must(t, err)
		put(t, db, "t", 0, 1000)
		if got := mayPatch(t, db); got != (bytes > 0) {
			t.Errorf("in memory, of which %d bytes may wait: there may be patches: %v", bytes, got)
		}
		closeTest(t, db)
	}
}

// dropLarge drops a table that is freed in many steps.
func dropLarge(t *testing.T, db *DB) {
	t.Helper()
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("large", TableOptions{})
		for i := 0; i < 2000 && err == nil; i++ {
			err = table.Put(key(i), make([]byte, 3000))
		}
		return err
	}))
	must(t, db.Update(func(tx *Tx) error { return tx.DropTable("large") }))
}

// TestPatchesAreLaidOutAtHalf makes patches until half of the memory that they may come to is taken: they are laid out then, while nobody reads or writes.
func TestPatchesAreLaidOutAtHalf(t *testing.T) {
	db := patchDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	const pages = 20
	must(t, db.lockWriter(t.Context()))
	db.w.work.LimitLaidOut(pages * 4096)
	db.unlockWriter()
	for i := range pages/2 - 1 {
		must(t, store(t, db, 80*i, 7, noMore))
	}
	if n := patchesOf(t, db); n != pages/2-1 {
		t.Errorf("%d patches are not laid out below the half of %d", n, pages)
	}
	must(t, store(t, db, 900, 7, noMore))
	for deadline := time.Now().Add(30 * time.Second); patchesOf(t, db) > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d patches are not laid out at the half of %d", patchesOf(t, db), pages)
		}
	}
}

// TestCheckpointLaysPatchesOut keeps the turn of laying out while a checkpoint begins: it waits for that, and writers do not.
func TestCheckpointLaysPatchesOut(t *testing.T) {
	db := patchDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	must(t, store(t, db, 500, 7, noMore))
	must(t, db.check.laying.lock(t.Context(), "to lay out"))
	done := make(chan error, 1)
	go func() { done <- db.Checkpoint(t.Context()) }()
	for i := range 20 {
		must(t, store(t, db, i, 8, noMore))
		select {
		case err := <-done:
			t.Errorf("a checkpoint was taken before patches were laid out (%v)", err)
			done <- err
		case <-time.After(time.Millisecond):
		}
	}
	db.check.laying.unlock()
	must(t, <-done)
}

// TestPatchesNeedFourQuietWrites lets one kind of reader come at a time: one that stays, and some that come and go between transactions. There are no patches beside them, and none for four transactions after
// the last that had such.
func TestPatchesNeedFourQuietWrites(t *testing.T) {
	const quiet, many = 4, 10
	for _, stays := range []bool{true, false} {
		db := patchDB(t, filepath.Join(t.TempDir(), "db"))
		pager.PatchBesideReaders.Store(false)
		for range many {
			must(t, db.Update(func(*Tx) error { return nil }))
		}
		if !mayPatch(t, db) {
			t.Errorf("nobody has read, and there are no patches")
		}
		reader := begin(t, db, false)
		if !stays {
			must(t, reader.Rollback())
		}
		for range many {
			if mayPatch(t, db) {
				t.Errorf("there are patches beside readers (of which one stays: %v)", stays)
			}
			if !stays {
				must(t, begin(t, db, false).Rollback())
			}
		}
		if stays {
			must(t, reader.Rollback())
		} else if mayPatch(t, db) {
			t.Error("there are patches though a read has begun")
		}
		for i := range quiet {
			if mayPatch(t, db) {
				t.Errorf("there are patches in transaction %d after the last beside readers", i+1)
			}
		}
		for i := range many {
			if !mayPatch(t, db) {
				t.Errorf("there are no patches in transaction %d after the last beside readers", quiet+1+i)
			}
		}
		closeTest(t, db)
	}
}
