package zerodb

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// badSectorFS is a disk on which one page of the data file cannot be read through a map.
type badSectorFS struct {
	vfs.FS
	page int64
}

// badSectorFile is the data file.
type badSectorFile struct {
	vfs.File
	page int64
}

// OpenReadOnly opens a file.
func (b badSectorFS) OpenReadOnly(name string) (vfs.File, error) {
	f, err := b.FS.OpenReadOnly(name)
	if err != nil || filepath.Base(name) != dataName {
		return f, err
	}
	return badSectorFile{f, b.page}, nil
}

// Map maps the file and takes the right to read the page away, so that it faults as one of which the disk has lost a sector.
func (f badSectorFile) Map(reserve int64) (vfs.Mapping, error) {
	m, err := f.File.Map(reserve)
	if err != nil || f.page == 0 {
		return m, err
	}
	b, err := m.At(f.page*4096, 4096)
	if err == nil {
		err = syscall.Mprotect(b, syscall.PROT_NONE)
	}
	return m, err
}

// badSectors makes a database of two tables, one with branches and a large value, whose closing is its last checkpoint.
func badSectors(t *testing.T) (path string, opts Options, pages int64) {
	t.Helper()
	if os.Getpagesize() != 4096 {
		t.Skip("the system's pages are larger than the database's")
	}
	path = filepath.Join(t.TempDir(), "db")
	opts = smallOptions(nil)
	opts.PageSize = 4096
	db := openTest(t, path, opts)
	put(t, db, "deep", 0, 500)
	put(t, db, "flat", 0, 10)
	must(t, db.Update(func(tx *Tx) error {
		flat, err := tx.Table("flat")
		if err != nil {
			return err
		}
		return flat.Put([]byte("large"), bytes.Repeat([]byte("v"), 20000))
	}))
	closeTest(t, db)
	info, err := os.Stat(filepath.Join(path, dataName))
	must(t, err)
	return path, opts, info.Size() / 4096
}

// TestBadSectors takes each page of a database away in turn, as a disk does that has lost a sector: looking at it from outside tells of the place and goes on.
func TestBadSectors(t *testing.T) {
	path, opts, pages := badSectors(t)
	damaged := 0
	for n := int64(page.FirstID); n < pages; n++ {
		opts.FS = badSectorFS{vfs.OS(), n}
		i, err := Inspect(path, opts)
		must(t, err)
		sum, err := i.Check(t.Context(), CheckOptions{}, func(Finding) error { return nil })
		if err != nil {
			t.Errorf("page %d: check: %v", n, err)
		}
		if sum.Lost > 0 {
			damaged++
		}
		stat, err := i.Stat(t.Context(), CheckOptions{})
		if err != nil || stat.Pages == 0 {
			t.Errorf("page %d: stat: %v", n, err)
		}
		must(t, i.Close())
	}
	if damaged < 10 {
		t.Errorf("only %d pages are missed", damaged)
	}
}

// TestSalvageFromBadSectors is TestBadSectors for salvaging, with meta pages, where only what the page held may be missing and the report tells of it, and without.
func TestSalvageFromBadSectors(t *testing.T) {
	path, opts, pages := badSectors(t)
	for _, metas := range []bool{true, false} {
		if !metas {
			file, err := os.OpenFile(filepath.Join(path, dataName), os.O_WRONLY, 0)
			must(t, err)
			_, err = file.WriteAt(make([]byte, 2*4096), 0)
			must(t, errors.Join(err, file.Close()))
		}
		for n := int64(page.FirstID); n < pages; n++ {
			opts.FS = badSectorFS{vfs.OS(), n}
			to := filepath.Join(t.TempDir(), "saved")
			report, err := Salvage(t.Context(), path, to, opts, SalvageOptions{Guess: true})
			switch all := report.Entries + report.AdoptedEntries; {
			case err != nil:
				t.Errorf("page %d (meta pages: %t): %v", n, metas, err)
			case metas && (all < 511-60 || all < 511 && len(report.Gaps) == 0):
				t.Errorf("page %d (meta pages: %t): %+v", n, metas, report)
			}
		}
	}
}
