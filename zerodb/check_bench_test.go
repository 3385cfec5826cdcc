package zerodb

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// BenchmarkCheck checks a database whose files are in the page cache, as `aerolith db check` does: 64 MiB, or as many as
// AEROLITH_CHECK_MIB says. The first check is not measured.
func BenchmarkCheck(b *testing.B) {
	const mib = 1 << 20
	size := 64
	if text := os.Getenv("AEROLITH_CHECK_MIB"); text != "" {
		var err error
		if size, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	path := filepath.Join(b.TempDir(), "db")
	loadMiB(b, path, size)
	b.SetBytes(int64(size) * mib)
	checkOnce(b, path)
	for b.Loop() {
		checkOnce(b, path)
	}
}

// checkOnce checks a database in which all is well.
func checkOnce(b *testing.B, path string) {
	b.Helper()
	i, err := Inspect(path, Options{})
	mustBench(b, err)
	_, err = i.Check(b.Context(), CheckOptions{}, func(f Finding) error { return f.Err })
	mustBench(b, err)
	mustBench(b, i.Close())
}

// loadMiB loads entries of about 110 bytes until the data file has so many MiB, and closes the database.
func loadMiB(b *testing.B, path string, size int) {
	b.Helper()
	db, err := Open(path, Options{FS: vfs.OS(), Durability: DurabilityNone})
	mustBench(b, err)
	const chunk = 100_000
	value := make([]byte, 90)
	for first := 0; db.Stats().FileBytes>>20 < int64(size); first += chunk {
		mustBench(b, db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			if err != nil {
				return err
			}
			var entries iter.Seq2[[]byte, []byte] = func(yield func(k, v []byte) bool) {
				for i := range chunk {
					if !yield(fmt.Appendf(nil, "key %016d", first+i), value) {
						return
					}
				}
			}
			_, err = table.LoadWith(LoadOptions{}, entries)
			return err
		}))
	}
	mustBench(b, db.Close())
}

// mustBench ends the benchmark on an error.
func mustBench(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
