package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Goal: what a process holds does not grow with what has happened. Method: something again and again in a database that stays small, and what is held after a third of it, and at the end.

// held is what a process holds: bytes of heap, open files, mappings and goroutines. Files and mappings are counted where the system shows them.
type held struct{ heap, files, maps, goroutines int64 }

// heldNow returns what this process holds.
func heldNow() held {
	files, _ := os.ReadDir("/proc/self/fd")
	maps, _ := os.ReadFile("/proc/self/maps")
	return held{heapInUse(), int64(len(files)), int64(bytes.Count(maps, []byte("\n"))), int64(runtime.NumGoroutine())}
}

// wantNoGrowth does something so many times.
func wantNoGrowth(t *testing.T, times int, do func(i int) error) {
	t.Helper()
	var before held
	for i := range times {
		if i == times/3 {
			before = heldNow()
		}
		if err := do(i); err != nil {
			t.Fatalf("time %d: %v", i, err)
		}
	}
	const few = 20
	if after := heldNow(); after.heap > before.heap+heapGrowth || after.files > before.files+few || after.maps > before.maps+few || after.goroutines > before.goroutines+few {
		t.Errorf("a third takes %+v, all of it %+v", before, after)
	}
}

// TestReadersKeepNothing renews a transaction of a process that only reads, behind each commit, while tables come and go.
func TestReadersKeepNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	opts := Options{Durability: DurabilityNone, CheckpointLogBytes: mebibyte, LogSegmentSize: 256 * kibibyte}
	db := openTest(t, path, opts)
	put(t, db, "name -1", 0, 10)
	reader := openReader(t, path, opts)
	tx := begin(t, reader, false)
	wantNoGrowth(t, 6000, func(i int) error {
		name := fmt.Sprintf("name %d", i)
		err := db.Update(func(tx *Tx) error {
			_, err := tx.CreateTable(name, TableOptions{Duplicates: i%2 == 0})
			return errors.Join(err, tx.DropTable(fmt.Sprintf("name %d", i-1)))
		})
		if err = errors.Join(err, tx.Reset(), tx.Renew()); err != nil {
			return err
		}
		_, err = tx.Table(name)
		return err
	})
	must(t, tx.Rollback())
}

// TestOpeningsKeepNothing opens a database again and again, beside a writer, where it fails, and to look at it, and backs it up.
func TestOpeningsKeepNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := openTest(t, path, Options{Durability: DurabilityNone})
	put(t, db, "t", 0, 10)
	wantNoGrowth(t, 300, func(int) error {
		if _, err := Open(path, Options{}); !errors.Is(err, ErrLocked) {
			return fmt.Errorf("a second writer: %w", err)
		}
		if _, err := OpenReadOnly(path, Options{PageSize: 8192}); err == nil {
			return errors.New("opened with another page size")
		}
		reader, err := OpenReadOnly(path, Options{})
		if err != nil {
			return err
		}
		_, err = reader.Backup(t.Context(), io.Discard, BackupOptions{})
		look, failed := Inspect(path, Options{})
		if err = errors.Join(err, failed, reader.Close()); err != nil {
			return err
		}
		return look.Close()
	})
}
