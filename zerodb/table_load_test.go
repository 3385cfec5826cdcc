package zerodb

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// sequence yields numbered entries from one on and below another.
func sequence(from, to int) func(yield func(key, value []byte) bool) {
	return func(yield func(key, value []byte) bool) {
		for i := from; i < to; i++ {
			if !yield(key(i), value(i)) {
				return
			}
		}
	}
}

// TestLoadTwice loads a table, adds by Put, loads more behind it, and finds everything after reopening from the log alone, as a kill leaves it, and
// from the data file.
func TestLoadTwice(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.CheckpointLogBytes = 64 * mebibyte // the log keeps everything until the database is closed
	db := openTest(t, "db", opts)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		must(t, err)
		if n, err := table.LoadWith(LoadOptions{Fill: 80}, sequence(0, 1000)); n != 1000 || err != nil {
			t.Errorf("load: %d, %v", n, err)
		}
		must(t, table.Put(key(1000), value(1000)))
		if n, err := table.Load(sequence(1001, 2000)); n != 999 || err != nil {
			t.Errorf("load: %d, %v", n, err)
		}
		if n, err := table.Load(sequence(0, 0)); n != 0 || err != nil {
			t.Errorf("load of nothing: %d, %v", n, err)
		}
		return nil
	}))
	want := map[string]string{"t/": "2000"}
	for i := range 2000 {
		want["t/"+string(key(i))] = string(value(i))
	}
	wantContent(t, db, want)
	image, err := files.CrashImage(memfs.OnlySynced, nil)
	must(t, err)
	closeTest(t, db)
	for _, fs := range []*memfs.FS{image, files} {
		opts.FS = fs
		db := openTest(t, "db", opts)
		wantContent(t, db, want)
		wantSound(t, db)
	}
}

// TestLoadStops ends loads by keys out of order or too long, by a sequence that changes the table, and by one that panics.
func TestLoadStops(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 100)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		n, err := table.Load(func(yield func(key, value []byte) bool) {
			_ = yield(key(100), nil) && yield(key(101), nil) && yield(key(101), nil)
		})
		if n != 2 || !errors.Is(err, ErrKeyOrder) {
			t.Errorf("key again: %d, %v", n, err)
		}
		var limit *LimitError
		n, err = table.Load(func(yield func(key, value []byte) bool) { _ = yield(key(102), nil) && yield(make([]byte, 5000), nil) })
		if n != 1 || !errors.As(err, &limit) {
			t.Errorf("long key: %d, %v", n, err)
		}
		for _, low := range []int{5, 101} { // in the first leaf, and in the last
			n, err = table.Load(sequence(low, low+1))
			if n != 0 || !errors.Is(err, ErrKeyOrder) || table.Len() != 103 {
				t.Errorf("low key %d: %d, %v, %d entries", low, n, err, table.Len())
			}
		}
		if _, err := table.LoadWith(LoadOptions{Fill: 101}, sequence(0, 0)); err == nil {
			t.Error("a fill factor of 101 was accepted")
		}
		return nil
	}))
	wantSound(t, db)
	err := db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		_, err = table.Load(func(yield func(key, value []byte) bool) {
			if yield(key(200), nil) && table.Delete(key(0)) == nil && yield(key(201), nil) {
				t.Error("the load goes on behind a change")
			}
		})
		return err
	})
	if !errors.Is(err, ErrBusy) {
		t.Errorf("a change under the load: %v", err)
	}
	wantPanic(t, db)
	got, err := content(db)
	if err != nil || got["t/"] != "103" {
		t.Errorf("%s entries, %v", got["t/"], err)
	}
	wantSound(t, db)
}

// TestLoadFromTable loads one table from another in the same transaction.
func TestLoadFromTable(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "from", 0, 3000)
	must(t, db.Update(func(tx *Tx) error {
		from, err := tx.Table("from")
		must(t, err)
		to, err := tx.CreateTable("to", TableOptions{})
		must(t, err)
		n, err := to.Load(from.All())
		if n != 3000 {
			t.Errorf("%d entries", n)
		}
		return err
	}))
	got, err := content(db)
	must(t, err)
	for i := range 3000 {
		if got["to/"+string(key(i))] != string(value(i)) {
			t.Fatalf("key %d differs", i)
		}
	}
	wantSound(t, db)
}

// wantPanic loads from a sequence that panics: the transaction is lost, even where the panic is caught.
func wantPanic(t *testing.T, db *DB) {
	t.Helper()
	err := db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			_, _ = table.Load(func(yield func(key, value []byte) bool) { _ = yield(key(200), nil); panic("sequence") })
		}()
		return table.Put(key(1), nil)
	})
	wantError(t, err, ErrTxFailed)
}

// BenchmarkLoad stores 100,000 entries in one transaction, in order, by each way.
func BenchmarkLoad(b *testing.B) {
	keys, values := make([][]byte, 100_000), make([][]byte, 100_000)
	for i := range keys {
		keys[i], values[i] = key(i), value(i)
	}
	made := func(yield func(key, value []byte) bool) {
		for i := range keys {
			if !yield(keys[i], values[i]) {
				return
			}
		}
	}
	ways := map[string]func(table *Table) error{
		"load": func(table *Table) error { _, err := table.Load(made); return err },
	}
	for name, way := range map[string]func(table *Table, k, v []byte) error{"put": (*Table).Put, "append": (*Table).Append} {
		ways[name] = func(table *Table) (err error) {
			for k, v := range made {
				err = errors.Join(err, way(table, k, v))
			}
			return err
		}
	}
	for name, way := range ways {
		b.Run(name, func(b *testing.B) { benchmarkLoad(b, way) })
	}
}

// benchmarkLoad fills one table after the other, which makes way for the next.
func benchmarkLoad(b *testing.B, way func(table *Table) error) {
	db, err := OpenMemory(Options{})
	if err != nil {
		b.Fatal(err)
	}
	for n := 0; b.Loop(); n++ {
		err := db.Update(func(tx *Tx) error {
			if n > 0 {
				if err := tx.DropTable(fmt.Sprint(n - 1)); err != nil {
					return err
				}
			}
			table, err := tx.CreateTable(fmt.Sprint(n), TableOptions{})
			if err != nil {
				return err
			}
			return way(table)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}
