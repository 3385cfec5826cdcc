package zerodb

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// vanishingFS is a disk on which the whole data file can be made unreadable while it is mapped.
type vanishingFS struct {
	vfs.FS
	mapped *[]byte
}

// vanishingFile is the data file.
type vanishingFile struct {
	vfs.File
	mapped *[]byte
}

// OpenReadOnly opens a file.
func (v vanishingFS) OpenReadOnly(name string) (vfs.File, error) {
	f, err := v.FS.OpenReadOnly(name)
	if err != nil || filepath.Base(filepath.Dir(name)) != "db" || filepath.Base(name) != dataName {
		return f, err
	}
	return vanishingFile{f, v.mapped}, nil
}

// Map maps the file and notes where.
func (f vanishingFile) Map(reserve int64) (vfs.Mapping, error) {
	m, err := f.File.Map(reserve)
	if err != nil {
		return m, err
	}
	size, err := f.Size()
	if err == nil {
		*f.mapped, err = m.At(0, int(size))
	}
	return m, err
}

// protect sets what may be done with the pages.
func (v vanishingFS) protect(t *testing.T, how int) {
	t.Helper()
	if len(*v.mapped) > 0 {
		must(t, syscall.Mprotect(*v.mapped, how))
	}
}

// TestSalvageFromAVanishingDisk takes the data file away after each look at a page, for good and until the next look: whatever is missing then lies in a gap that is reported.
func TestSalvageFromAVanishingDisk(t *testing.T) {
	path, opts, _ := badSectors(t)
	for _, forGood := range []bool{true, false} {
		ended := false
		for look := 1; !ended; look++ {
			ended = salvageVanishing(t, path, opts, look, forGood)
		}
	}
}

// salvageVanishing salvages from a disk that is away after a look, and reports whether there were fewer looks.
func salvageVanishing(t *testing.T, path string, opts Options, look int, forGood bool) (ended bool) {
	t.Helper()
	disk := vanishingFS{vfs.OS(), new([]byte)}
	seen := 0
	on := opts
	on.FS = disk
	to := filepath.Join(t.TempDir(), "saved")
	report, err := Salvage(t.Context(), path, to, on, SalvageOptions{Progress: func(uint64, uint64) {
		seen++
		switch {
		case seen == look:
			disk.protect(t, syscall.PROT_NONE)
		case seen == look+1 && !forGood:
			disk.protect(t, syscall.PROT_READ)
		}
	}})
	if err != nil {
		t.Errorf("look %d (for good: %t): %v", look, forGood, err)
		return seen < look
	}
	db := openTest(t, to, opts)
	must(t, db.Check(t.Context(), func(f Finding) error { return f.Err }))
	got, err := content(db)
	must(t, err)
	closeTest(t, db)
	want := map[string]bool{"flat/large": true}
	for n := range 500 {
		want["deep/"+string(key(n))] = true
		want["flat/"+string(key(n%10))] = true
	}
	for name := range want {
		table, k, _ := strings.Cut(name, "/")
		if _, ok := got[name]; !ok && !covered(report.Gaps, table, []byte(k)) {
			t.Errorf("look %d (for good: %t): %q is missing without a gap: %+v", look, forGood, name, report)
			break
		}
	}
	return seen < look
}
