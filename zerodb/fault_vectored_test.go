package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// errVector is why a write of many parts fails.
var errVector = errors.New("parts cannot be written")

// vectorFS lets the next write of many parts to a file in some folder fail, once its first parts are written.
type vectorFS struct {
	vfs.FS
	folder string
	stored int // how many parts
	failed atomic.Int64
}

// Create returns such a file.
func (f *vectorFS) Create(name string, mode fs.FileMode) (vfs.File, error) {
	file, err := f.FS.Create(name, mode)
	return f.wrap(name, file, err)
}

// Open returns such a file.
func (f *vectorFS) Open(name string) (vfs.File, error) {
	file, err := f.FS.Open(name)
	return f.wrap(name, file, err)
}

// wrap makes a file such a one.
func (f *vectorFS) wrap(name string, file vfs.File, err error) (vfs.File, error) {
	if err != nil {
		return nil, err
	}
	return &vectorFile{File: file, fs: f, folder: filepath.Base(filepath.Dir(name))}, nil
}

// vectorFile is a file of vectorFS.
type vectorFile struct {
	vfs.File
	fs     *vectorFS
	folder string
}

// WriteVectorAt implements vfs.VectorWriter.
func (f *vectorFile) WriteVectorAt(parts [][]byte, offset int64) error {
	failing := f.folder == f.fs.folder && f.fs.failed.Add(1) == 1
	if failing {
		parts = parts[:min(f.fs.stored, len(parts)-1)]
	}
	err := f.File.(vfs.VectorWriter).WriteVectorAt(parts, offset)
	if failing {
		return errors.Join(err, errVector)
	}
	return err
}

// TestFailedVectoredWrites lets the one write fail that hands many parts to the system at once, after none of them or all but the last: of a long record to the log, and of neighbouring large values to the
// data file. The transaction is in doubt and the database stops (R6); the next opening finds it as a whole, or nothing of it.
func TestFailedVectoredWrites(t *testing.T) {
	for _, folder := range []string{logName, "db"} {
		for _, stored := range []int{0, 1000} {
			t.Run(fmt.Sprint(folder, ", parts ", stored), func(t *testing.T) {
				memory := memfs.New(memfs.Options{CrashImages: true})
				files := &vectorFS{FS: memory, stored: stored}
				opts := DefaultOptions()
				opts.FS = files
				db := openTest(t, "db", opts)
				put(t, db, "t", 0, 10)
				files.folder = folder
				err := putLarge(db)
				wantError(t, err, ErrCommitUnknown)
				wantError(t, err, errVector)
				wantError(t, putLarge(db), ErrStopped)
				if hasLarge(t, db) {
					t.Error("readers see what is in doubt")
				}
				opts.FS, err = memory.CrashImage(memfs.Everything, nil)
				must(t, err)
				_ = db.Close() // it says that the database has stopped
				again := openTest(t, "db", opts)
				if found := hasLarge(t, again); folder != logName && !found || folder == logName && stored == 0 && found {
					t.Errorf("found %v", found) // the last part of a record may be padding
				}
				wantSound(t, again)
				closeTest(t, again)
			})
		}
	}
}

// A transaction stores so many large values of such a size.
const largeValues, largeSize = 6, 20_000

// putLarge stores large values, which lie behind each other.
func putLarge(db *DB) error {
	return db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		for i := 0; i < largeValues && err == nil; i++ {
			err = table.Put(key(5000+i), bytes.Repeat([]byte{byte(i + 1)}, largeSize))
		}
		return err
	})
}

// hasLarge reports whether all of these are there, and not whether only some are: that is a failure.
func hasLarge(t *testing.T, db *DB) bool {
	t.Helper()
	found := 0
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		for i := range largeValues {
			got, err := table.Get(key(5000 + i))
			if bytes.Equal(got, bytes.Repeat([]byte{byte(i + 1)}, largeSize)) {
				found++
			} else if !errors.Is(err, ErrNotFound) {
				t.Errorf("value %d: %d bytes, %v", i, len(got), err)
			}
		}
		return nil
	}))
	if found != 0 && found != largeValues {
		t.Errorf("%d of %d values are there", found, largeValues)
	}
	return found == largeValues
}
