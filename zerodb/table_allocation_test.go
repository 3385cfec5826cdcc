package zerodb

import (
	"errors"
	"testing"
)

// TestAllocations makes sure that reading allocates nothing once the memory of transactions has been used before.
func TestAllocations(t *testing.T) {
	if raceFactor > 1 {
		t.Skip("the race detector allocates")
	}
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 5000)
	must(t, db.Checkpoint(t.Context())) // else one in the background allocates beside the tests
	k, small, dst := key(77), []byte("key"), make([]byte, 0, 200)
	reader := begin(t, db, false)
	defer func() { must(t, reader.Rollback()) }()
	table, err := reader.Table("t")
	must(t, err)
	c := table.Cursor()
	n := 0
	count := func(k, v []byte) bool { n += len(v); return true }
	all := table.All()
	get := func(tx *Tx) error {
		table, err := tx.Table("t")
		if err != nil {
			return err
		}
		_, err = table.Get(k)
		return err
	}
	scan := func(tx *Tx) error {
		table, err := tx.Table("t")
		if err != nil {
			return err
		}
		c := table.Cursor()
		c.Seek(small)
		for range 10 {
			c.Next()
			n += len(c.Key()) + len(c.Value())
		}
		return c.Err()
	}
	cases := map[string]func() error{
		"View and Get":        func() error { return db.View(get) },
		"View, seek, 10 next": func() error { return db.View(scan) },
		"Get":                 func() error { _, err := table.Get(k); return err },
		"Get of a missing key": func() error {
			if _, err := table.Get(small); !errors.Is(err, ErrNotFound) {
				return errUndo
			}
			return nil
		},
		"AppendValue": func() (err error) { dst, err = table.AppendValue(dst[:0], k); return err },
		"Next": func() error {
			if !c.Next() {
				c.First()
			}
			n += len(c.Key()) + len(c.Value())
			return c.Err()
		},
		"5,000 pairs of All": func() error { all(count); return nil },
	}
	for name, do := range cases {
		if err := do(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := testing.AllocsPerRun(100, func() {
			if err := do(); err != nil {
				t.Error(err)
			}
		}); got >= 1 {
			t.Errorf("%s: %v allocations", name, got)
		}
	}
}

// BenchmarkGet reads random keys, one transaction each and many in one.
func BenchmarkGet(b *testing.B) {
	db := benchDB(b, 1_000_000)
	k := make([]byte, 0, 16)
	b.Run("a transaction each", func(b *testing.B) {
		b.ReportAllocs()
		for i := range uint64(b.N) {
			k = append(k[:0], scattered(i%1_000_000)...)
			if err := db.View(func(tx *Tx) error {
				table, err := tx.Table("t")
				if err != nil {
					return err
				}
				_, err = table.Get(k)
				return err
			}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("one transaction", func(b *testing.B) {
		b.ReportAllocs()
		must2(b, db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			for i := range uint64(b.N) {
				if err == nil {
					_, err = table.Get(scattered(i % 1_000_000))
				}
			}
			return err
		}))
	})
	b.Run("scan", func(b *testing.B) {
		must2(b, db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			for n := 0; n < b.N && err == nil; {
				for range table.All() {
					if n++; n == b.N {
						break
					}
				}
			}
			return err
		}))
	})
}

// BenchmarkScanCursor visits all pairs with a cursor.
func BenchmarkScanCursor(b *testing.B) {
	const pairs = 200_000
	db := benchDB(b, pairs)
	must2(b, db.Checkpoint(b.Context()))
	for b.Loop() {
		must2(b, db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err != nil {
				return err
			}
			c := table.Cursor()
			for ok := c.First(); ok; ok = c.Next() {
				if len(c.Key()) == 0 || len(c.Value()) == 0 {
					b.Fatal("an empty pair")
				}
			}
			return c.Err()
		}))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/pairs, "ns/pair")
}

// must2 fails a benchmark on an error.
func must2(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// benchDB opens a database on the disk with so many entries.
func benchDB(b *testing.B, count int) *DB {
	b.Helper()
	db, err := Open(b.TempDir()+"/db", Options{Durability: DurabilityNone})
	must2(b, err)
	b.Cleanup(func() { must2(b, db.Close()) })
	for from := 0; from < count; from += 10_000 {
		must2(b, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			for i := from; i < from+10_000 && err == nil; i++ {
				err = table.Put(scattered(uint64(i)), value(i))
			}
			return err
		}))
	}
	return db
}

// BenchmarkPut stores one small entry a transaction, with and without waiting for the disk, and 10,000 a transaction.
func BenchmarkPut(b *testing.B) {
	for name, opts := range map[string]Options{"not durable": {Durability: DurabilityNone}, "durable": {}} {
		b.Run(name, func(b *testing.B) {
			db, err := Open(b.TempDir()+"/db", opts)
			must2(b, err)
			b.ReportAllocs()
			for i := range b.N {
				must2(b, db.Update(func(tx *Tx) error {
					table, err := tx.CreateTable("t", TableOptions{})
					if err != nil {
						return err
					}
					return table.Put(scattered(uint64(i)), value(i))
				}))
			}
			must2(b, db.Close())
		})
	}
	b.Run("10,000 a transaction", func(b *testing.B) {
		b.ReportAllocs()
		db, err := Open(b.TempDir()+"/db", Options{Durability: DurabilityNone})
		must2(b, err)
		for from := 0; from < b.N; from += 10_000 {
			must2(b, db.Update(func(tx *Tx) error {
				table, err := tx.CreateTable("t", TableOptions{})
				for i := from; i < min(from+10_000, b.N) && err == nil; i++ {
					err = table.Put(scattered(uint64(i)), value(i))
				}
				return err
			}))
		}
		must2(b, db.Close())
	})
}
