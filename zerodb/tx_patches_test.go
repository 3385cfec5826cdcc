package zerodb

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// patchDB returns a database with 1,000 keys in a tree of two levels, which a checkpoint has written, and which patches its leaves whoever reads.
func patchDB(t *testing.T, path string) *DB {
	t.Helper()
	db := twinDB(t, path)
	must(t, db.Checkpoint(t.Context()))
	patchBesideReaders(t)
	return db
}

// patchBesideReaders lets databases patch leaves whoever reads, until the test ends.
func patchBesideReaders(t *testing.T) {
	t.Helper()
	pager.PatchBesideReaders.Store(true)
	t.Cleanup(func() { pager.PatchBesideReaders.Store(false) })
}

// TestPatchIsLaidOutOnce changes leaves without a reader, and looks at them: the first who reads a page lays it out, and who comes later finds that without taking memory.
func TestPatchIsLaidOutOnce(t *testing.T) {
	db := patchDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	before := catalogOf(db)
	for i := range 5 {
		must(t, store(t, db, 100*i, 5000+i, noMore))
	}
	if n := db.w.work.Patches().Len(); n != 5 || catalogOf(db) != before {
		t.Fatalf("five changes have left %d patches", n)
	}
	tx := begin(t, db, false)
	defer func() { must(t, tx.Rollback()) }()
	for i := range 5 {
		seesValue(t, tx, 100*i, 5000+i)
	}
	if n := db.w.work.Patches().Len(); n != 0 {
		t.Errorf("%d patches of leaves that were read are not laid out", n)
	}
	table, err := tx.Table("t")
	must(t, err)
	k := key(300)
	if got := testing.AllocsPerRun(100, func() { _, err = table.Get(k) }); got != 0 || err != nil {
		t.Errorf("a get of what is laid out takes memory %v times: %v", got, err)
	}
}

// TestPatchesNeedQuiet reads now and then: for some transactions after that there are no patches.
func TestPatchesNeedQuiet(t *testing.T) {
	db := patchDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	pager.PatchBesideReaders.Store(false)
	db.w.loud = 0
	for i := range quietWrites + 2 {
		reader := begin(t, db, false)
		must(t, store(t, db, 50*i, 1, noMore))
		must(t, reader.Rollback())
	}
	if n := db.w.work.Patches().Len(); n != 0 {
		t.Errorf("beside readers %d patches were made", n)
	}
	for i := range quietWrites + 1 {
		must(t, store(t, db, 500+50*i, 2, noMore))
	}
	if n := db.w.work.Patches().Len(); n != 1 {
		t.Errorf("once nobody has read for %d transactions, %d patches were made; want 1", quietWrites, n)
	}
}

// TestPatchesBesideOtherChanges makes large transactions in which some leaves are patched, others are split, and the rest is done to trees that is more than to put: all of it is there, also
// after another opening.
func TestPatchesBesideOtherChanges(t *testing.T) {
	stop := errors.New("stop")
	for name, more := range map[string]func(tx *Tx, table *Table) error{
		"nothing":  func(*Tx, *Table) error { return nil },
		"clearing": func(_ *Tx, table *Table) error { return table.Clear() },
		"a range":  func(_ *Tx, table *Table) error { _, err := table.DeleteRange(key(200), key(700)); return err },
		"dropping": func(tx *Tx, _ *Table) error { return tx.DropTable("t") },
		"renaming": func(tx *Tx, _ *Table) error { return errors.Join(tx.RenameTable("t", "u"), tx.RenameTable("u", "t")) },
		"deleting": func(_ *Tx, table *Table) error { return errors.Join(table.Delete(key(10)), table.Delete(key(500))) },
		"a savepoint": func(tx *Tx, table *Table) error {
			return tx.Savepoint(func() error { return table.Put(key(10), value(1)) })
		},
		"one too many": func(tx *Tx, table *Table) error {
			return ignore(stop, tx.Savepoint(func() error { return errors.Join(table.Put(key(10), value(1)), stop) }))
		},
		"large values": func(_ *Tx, table *Table) error { return table.Put(key(10), make([]byte, 50_000)) },
		"sorted input": func(_ *Tx, table *Table) error {
			_, err := table.Load(func(yield func(k, v []byte) bool) { yield(fmt.Appendf(nil, "zz%06d", table.Len()), []byte("1")) })
			return err
		},
		"reading again": func(_ *Tx, table *Table) error { _, err := table.Get(key(10)); return err },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			db, other := patchDB(t, path), openTwinless(t)
			for _, d := range []*DB{db, other} {
				for round := range 3 {
					must(t, d.Update(func(tx *Tx) error {
						table, err := tx.CreateTable("t", TableOptions{})
						for i := 0; i < 1000 && err == nil; i += 7 {
							err = errors.Join(table.Put(key(i), value(round*1000+i)), table.Put(append(key(i), 'a'+byte(round)), make([]byte, 100)))
						}
						if err == nil {
							err = more(tx, table)
						}
						return err
					}))
				}
			}
			sameTables(t, db, other)
			must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
			closeTest(t, db)
			db = openTest(t, path, DefaultOptions())
			sameTables(t, db, other)
			closeTest(t, db)
			closeTest(t, other)
		})
	}
}

// openTwinless returns a database with the same 1,000 keys that never changes a page in its place.
func openTwinless(t *testing.T) *DB {
	t.Helper()
	opts := DefaultOptions()
	opts.MaxUnwrittenBytes = -1
	db := openTest(t, filepath.Join(t.TempDir(), "db"), opts)
	put(t, db, "t", 0, 1000)
	return db
}

// ignore returns err unless it is the expected one.
func ignore(expected, err error) error {
	if errors.Is(err, expected) {
		return nil
	}
	return err
}

// sameTables compares what two databases have in the table t.
func sameTables(t *testing.T, a, b *DB) {
	t.Helper()
	content := func(db *DB) (all []string) {
		err := db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err != nil {
				return ignore(ErrTableNotFound, err)
			}
			for k, v := range table.All() {
				all = append(all, fmt.Sprintf("%s=%x", k, v))
			}
			all = append(all, fmt.Sprint(table.Len()))
			return nil
		})
		must(t, err)
		return all
	}
	if got, want := content(a), content(b); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%d entries differ from the %d that must be there", len(got), len(want))
	}
}

// TestPatchesRace changes pairs of keys in different leaves by transactions of both kinds, small and large, beside checkpoints, layings out and readers, who must always find both alike.
func TestPatchesRace(t *testing.T) {
	db := patchDB(t, filepath.Join(t.TempDir(), "db"))
	defer closeTest(t, db)
	var done atomic.Bool
	var group sync.WaitGroup
	for r := range 3 {
		group.Go(func() {
			for n := r; !done.Load(); n++ {
				if err := db.View(func(tx *Tx) error { return samePair(tx, n%400) }); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Go(func() {
		for !done.Load() {
			if err := errors.Join(db.layOut(t.Context()), db.Checkpoint(t.Context())); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for i := range 1500 / raceFactor {
		must(t, db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			for n := range 1 + i%3*20 {
				k := (i*37 + n*11) % 400
				err = errors.Join(err, table.Put(key(k), value(i)), table.Put(key(k+500), value(i)))
			}
			return err
		}))
	}
	done.Store(true)
	group.Wait()
	must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
}

// samePair checks that two keys that always change together have the same value, if they were changed.
func samePair(tx *Tx, k int) error {
	table, err := tx.Table("t")
	if err != nil {
		return err
	}
	a, err := table.Get(key(k))
	b, otherErr := table.Get(key(k + 500))
	if err = errors.Join(err, otherErr); err != nil {
		return err
	}
	if string(a) != string(b) && (string(a) != string(value(k)) || string(b) != string(value(k+500))) {
		return fmt.Errorf("transaction %d, key %d: %q and %q", tx.ID(), k, a, b)
	}
	return nil
}
