package zerodb

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: deleting most of a database and compacting makes the file nearly as short as what is left, changes nothing of it, and
// works beside readers and writers. Method: tables with small and large values, thinned out at random, then compacted
// alone, beside a model's worth of writes, and beside a parked reader. The crash proofs have a workload of their own.

// mixedValue returns a small value, or for some numbers one with pages of its own.
func mixedValue(i int) []byte {
	if i%50 == 0 {
		return bytes.Repeat([]byte{byte(i / 50)}, 9_000)
	}
	return value(i)
}

// fillAndThin stores many entries in several tables and deletes all but each tenth, at random places.
func fillAndThin(t *testing.T, db *DB, count int) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	tables := []string{"a", "b", "c"}
	order := random.Perm(count)
	for from := 0; from < count; from += 1000 {
		must(t, db.Update(func(tx *Tx) error {
			for _, i := range order[from:min(from+1000, count)] {
				tab, err := tx.CreateTable(tables[i%3], TableOptions{})
				if err != nil {
					return err
				}
				if err := tab.Put(key(i), mixedValue(i)); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	must(t, db.Update(func(tx *Tx) error {
		for i := range count {
			if i%10 == 0 {
				continue
			}
			tab, err := tx.Table(tables[i%3])
			if err != nil {
				return err
			}
			if err := tab.Delete(key(i)); err != nil {
				return err
			}
		}
		return nil
	}))
}

// liveBytes returns the size of what is in use.
func liveBytes(db *DB) int64 {
	s := db.Stats()
	return int64(s.Pages-s.AvailablePages-s.RetiredPages) * int64(s.PageSize)
}

// TestCompact thins a database out and compacts it: the file ends within a fifth of what is in use, also after reopening.
func TestCompact(t *testing.T) {
	opts := smallOptions(vfs.OS())
	path := t.TempDir() + "/db"
	db := openTest(t, path, opts)
	fillAndThin(t, db, 15_000)
	want, err := content(db)
	must(t, err)
	before := db.Stats().FileBytes
	report, err := db.Compact(context.Background(), CompactOptions{PagesPerStep: 64})
	must(t, err)
	wantContent(t, db, want)
	wantSound(t, db)
	after, live := db.Stats().FileBytes, liveBytes(db)
	t.Logf("from %d to %d bytes, %d in use; %d pages in %d steps", before, after, live, report.PagesMoved, report.Steps)
	if after > live*12/10 || after != report.BytesAfter {
		t.Errorf("the file has %d bytes for %d in use; the report says %d", after, live, report.BytesAfter)
	}
	closeTest(t, db)
	info, err := vfs.OS().Stat(path + "/data")
	must(t, err)
	if info.Size > live*12/10 {
		t.Errorf("the closed file has %d bytes for %d in use", info.Size, live)
	}
	db = openTest(t, path, opts)
	wantContent(t, db, want)
	put(t, db, "d", 0, 20_000)
	must(t, db.Update(func(tx *Tx) error { return tx.DropTable("d") }))
	_, err = db.Compact(context.Background(), CompactOptions{})
	must(t, err)
	if after := db.Stats().FileBytes; after > live*12/10 {
		t.Errorf("the file has %d bytes for %d in use after a table was dropped", after, live)
	}
	wantContent(t, db, want)
	wantSound(t, db)
}

// TestCompactBesideOthers compacts while others read and write, and while a reader is parked, whose pages stay.
func TestCompactBesideOthers(t *testing.T) {
	opts := smallOptions(vfs.OS())
	path := t.TempDir() + "/db"
	db := openTest(t, path, opts)
	fillAndThin(t, db, 9000/raceFactor)
	want, err := content(db)
	must(t, err)
	parked, err := db.BeginRead()
	must(t, err)
	foreign := openReader(t, path, opts)
	ctx, cancel := context.WithCancel(context.Background())
	var others sync.WaitGroup
	others.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			put(t, db, "written", i%100, i%100+20)
		}
	})
	for _, reader := range []*DB{db, foreign} {
		others.Go(func() {
			for ctx.Err() == nil {
				got, err := content(reader)
				if err == nil && (got["a/"] != want["a/"] || got["b/"+string(key(10))] != want["b/"+string(key(10))]) {
					err = fmt.Errorf("tables have changed")
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 3 {
		_, err = db.Compact(context.Background(), CompactOptions{PagesPerStep: 16, Pause: time.Microsecond})
		must(t, err)
	}
	cancel()
	others.Wait()
	tab, err := parked.Table("a")
	must(t, err)
	if fmt.Sprint(tab.Len()) != want["a/"] {
		t.Errorf("the parked reader sees %d entries", tab.Len())
	}
	for k, v := range tab.All() {
		if string(v) != want["a/"+string(k)] {
			t.Fatalf("entry %q has changed under a parked reader", k)
		}
	}
	must(t, parked.Rollback())
	must(t, foreign.Close())
	_, err = db.Compact(context.Background(), CompactOptions{})
	must(t, err)
	if s := db.Stats(); s.FileBytes > liveBytes(db)*12/10+256*kibibyte {
		t.Errorf("the file has %d bytes for %d in use", s.FileBytes, liveBytes(db))
	}
	wantSound(t, db)
}

// TestCompactRefuses checks what Compact does on databases that it cannot shorten.
func TestCompactRefuses(t *testing.T) {
	opts := smallOptions(memfs.New(memfs.Options{}))
	db := openTest(t, "db", opts)
	if _, err := db.Compact(t.Context(), CompactOptions{PagesPerStep: -1}); err == nil {
		t.Error("a negative step is accepted")
	}
	_, err := db.Compact(t.Context(), CompactOptions{})
	must(t, err)
	put(t, db, "t", 0, 100)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.Compact(ended, CompactOptions{}); err != nil {
		wantError(t, err, context.Canceled)
	}
	_, err = openReader(t, "db", opts).Compact(t.Context(), CompactOptions{})
	wantError(t, err, ErrReadOnly)
	memory, err := OpenMemory(Options{})
	must(t, err)
	_, err = memory.Compact(t.Context(), CompactOptions{})
	must(t, err)
	closeTest(t, memory)
	closeTest(t, db)
	_, err = db.Compact(t.Context(), CompactOptions{})
	wantError(t, err, ErrClosed)
}
