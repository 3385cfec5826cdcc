package zerodb

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// flip inverts one bit of a file.
func flip(t *testing.T, fs vfs.FS, name string, offset int64, bit uint) {
	t.Helper()
	file, err := fs.Open(name)
	must(t, err)
	b := make([]byte, 1)
	_, err = file.ReadAt(b, offset)
	must(t, err)
	b[0] ^= 1 << bit
	_, err = file.WriteAt(b, offset)
	must(t, err)
	must(t, file.Close())
}

// damaged is a closed database of all kinds of pages, with its content.
func damaged(t *testing.T, opts Options) (fs *memfs.FS, want map[string]string, size int64) {
	t.Helper()
	fs = memfs.New(memfs.Options{})
	opts.FS = fs
	db := openTest(t, "db", opts)
	put(t, db, "a", 0, 120)
	put(t, db, "b", 0, 3)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("b")
		if err != nil {
			return err
		}
		return table.Put([]byte("large"), make([]byte, 9000))
	}))
	put(t, db, "a", 0, 10)
	want, err := content(db)
	must(t, err)
	size = int64(db.Stats().Pages) * int64(db.Stats().PageSize)
	closeTest(t, db)
	return fs, want, size
}

// TestFlippedBits flips one bit in each 61 bytes of the data file of a small database: opening and reading it all gives
// the right content or a CorruptionError, and the checker finds a flip that reading did not meet.
func TestFlippedBits(t *testing.T) {
	opts := smallOptions(nil)
	fs, want, size := damaged(t, opts)
	opts.FS = fs
	found := 0
	for offset := int64(0); offset < size; offset += 61 {
		bit := uint(offset) % 8
		flip(t, fs, filepath.Join("db", dataName), offset, bit)
		err := readAll(opts, want)
		var damage *CorruptionError
		if err != nil && !errors.As(err, &damage) {
			t.Fatalf("bit %d at %d: %v", bit, offset, err)
		}
		if err != nil {
			found++
		}
		healed := err == nil
		if !healed {
			flip(t, fs, filepath.Join("db", dataName), offset, bit)
		} else {
			fs, want, size = damaged(t, opts) // the opening has moved on; begin with a new one
			opts.FS = fs
		}
	}
	if found == 0 {
		t.Error("no flip was found")
	}
	t.Logf("%d flips found", found)
}

// readAll opens a database, compares its content and closes it.
func readAll(opts Options, want map[string]string) error {
	db, err := Open("db", opts)
	if err != nil {
		return err
	}
	got, err := content(db)
	if err == nil && !maps.Equal(got, want) {
		err = fmt.Errorf("wrong content without an error: %s", difference(got, want))
	}
	if err == nil {
		return db.Close()
	}
	db.tasks.end()
	return errors.Join(err, db.log.Close(), db.pager.Close(), db.lock.Close())
}

// TestFlippedValueByteIsCaught flips a byte of a value in the file under an open database: a reader that has not
// verified the page yet gets a CorruptionError that names it, other tables can still be read, and Check reports it.
func TestFlippedValueByteIsCaught(t *testing.T) {
	opts := smallOptions(nil)
	fs, _, size := damaged(t, opts)
	opts.FS = fs
	offset := int64(0)
	file, err := fs.OpenReadOnly("db/data")
	must(t, err)
	all := make([]byte, size)
	_, err = file.ReadAt(all, 0)
	must(t, err)
	must(t, file.Close())
	for i := range all {
		if string(all[i:min(i+14, len(all))]) == "value 00000100" {
			offset = int64(i) + 8
		}
	}
	flip(t, fs, "db/data", offset, 3)
	db := openTest(t, "db", opts)
	var damage *CorruptionError
	err = db.View(func(tx *Tx) error {
		table, err := tx.Table("a")
		if err != nil {
			return err
		}
		_, err = table.Get(key(100))
		return err
	})
	if !errors.As(err, &damage) || int64(damage.Page) != offset/4096 {
		t.Fatalf("got %v, want damage of page %d", err, offset/4096)
	}
	findings := 0
	must(t, db.Check(t.Context(), func(f Finding) error { findings++; return nil }))
	if findings == 0 {
		t.Error("the checker found nothing")
	}
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("b")
		if err != nil {
			return err
		}
		_, err = table.Get([]byte("large"))
		return err
	}))
}
