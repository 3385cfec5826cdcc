package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// inspected makes a database of two tables with large values and free pages, closes it, and returns its options and content.
func inspected(t *testing.T) (Options, map[string]string) {
	t.Helper()
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "a", 0, 1500)
	put(t, db, "b", 0, 300)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("b")
		if err != nil {
			return err
		}
		return errors.Join(table.Put([]byte("large"), bytes.Repeat([]byte("x"), 30000)), tx.DropTable("a"))
	}))
	put(t, db, "a", 500, 1500)
	must(t, db.Checkpoint(t.Context()))
	put(t, db, "a", 200, 300)
	want, err := content(db)
	must(t, err)
	closeTest(t, db)
	return opts, want
}

// checkFiles inspects a database and returns the findings.
func checkFiles(t *testing.T, opts Options) (CheckSummary, []Finding) {
	t.Helper()
	i, err := Inspect("db", opts)
	must(t, err)
	defer func() { must(t, i.Close()) }()
	var found []Finding
	sum, err := i.Check(t.Context(), CheckOptions{}, func(f Finding) error { found = append(found, f); return nil })
	must(t, err)
	return sum, found
}

// flipData changes one byte of the data file.
func flipData(t *testing.T, fs vfs.FS, offset int64) {
	t.Helper()
	file, err := fs.Open(filepath.Join("db", dataName))
	must(t, err)
	b := make([]byte, 1)
	_, err = file.ReadAt(b, offset)
	must(t, err)
	b[0] ^= 0x40
	_, err = file.WriteAt(b, offset)
	must(t, errors.Join(err, file.Close()))
}

// TestInspectSound makes sure that a sound database gives no finding, closed or killed, and that nothing is changed by looking.
func TestInspectSound(t *testing.T) {
	opts, _ := inspected(t)
	sum, found := checkFiles(t, opts)
	if len(found) > 0 || sum.Tables != 2 || sum.Entries != 1100+301 || sum.FreePages == 0 || sum.Pages == 0 {
		t.Fatalf("%+v %v", sum, found)
	}
	opts.FS = memfs.New(memfs.Options{CrashImages: true})
	db := openTest(t, "db", opts)
	put(t, db, "a", 0, 100)
	must(t, db.Checkpoint(t.Context()))
	for i := range 5 {
		put(t, db, "a", i, i+1)
	}
	if _, err := Mend(t.Context(), "db", opts); !errors.Is(err, ErrLocked) {
		t.Errorf("mending an open database: %v", err)
	}
	files, err := opts.FS.(*memfs.FS).CrashImage(memfs.OnlySynced, nil)
	must(t, err)
	opts.FS = files
	before := files.Ops()
	sum, found = checkFiles(t, opts)
	if len(found) > 0 || sum.LogTransactions != 5 || sum.LastTx <= sum.CheckpointTx {
		t.Errorf("killed: %+v %v", sum, found)
	}
	if ops := files.Ops(); ops != before {
		t.Errorf("inspecting changed the files %d times", ops-before)
	}
	_, err = Inspect("nowhere", opts)
	wantError(t, err, fs.ErrNotExist)
}

// TestInspectNamesEveryDamagedPage damages each page in turn and makes sure that it is named, that what a finding says about
// keys is true, that damage of the free set and of one meta page is mended without loss, and that nothing else is touched.
func TestInspectNamesEveryDamagedPage(t *testing.T) {
	opts, want := inspected(t)
	whole, _ := checkFiles(t, opts)
	mended, lost := 0, 0
	for id := int64(0); id < int64(whole.Pages); id++ {
		at := id*4096 + 100 + id%3000
		flipData(t, opts.FS, at)
		sum, found := checkFiles(t, opts)
		flipData(t, opts.FS, at)
		if len(found) > 0 && (found[0].Page > uint64(id) || found[0].Page+found[0].Pages <= uint64(id)) {
			t.Fatalf("page %d damaged, finding %v", id, found[0])
		}
		switch {
		case len(found) == 0: // a free page
		case sum.Mendable == sum.Findings:
			mended++
			flipData(t, opts.FS, at)
			mendIt(t, opts, want)
			whole, _ = checkFiles(t, opts) // opening what was mended may have cut free pages at the end
		case sum.Lost > 0:
			lost++
			wantLoss(t, opts, at, found, want)
		default:
			t.Fatalf("page %d: %+v", id, found)
		}
	}
	if mended < 2 || lost < 30 {
		t.Errorf("only %d mended, %d with losses", mended, lost)
	}
}

// mendIt mends the database and makes sure that it has what it had.
func mendIt(t *testing.T, opts Options, want map[string]string) {
	t.Helper()
	report, err := Mend(t.Context(), "db", opts)
	if err != nil || report.Findings == 0 || report.FreePages == 0 {
		t.Fatalf("mend: %+v %v", report, err)
	}
	if _, found := checkFiles(t, opts); len(found) > 0 {
		t.Fatalf("after mending: %v", found)
	}
	db := openTest(t, "db", opts)
	wantContent(t, db, want)
	closeTest(t, db)
}

// wantLoss makes sure that each key that cannot be read from the damaged database lies in the range of a finding, and that
// mending is refused.
func wantLoss(t *testing.T, opts Options, at int64, found []Finding, want map[string]string) {
	t.Helper()
	flipData(t, opts.FS, at)
	defer flipData(t, opts.FS, at)
	if _, err := Mend(t.Context(), "db", opts); !errors.Is(err, ErrNotMendable) {
		t.Fatalf("mend: %v", err)
	}
	i, err := Inspect("db", opts)
	must(t, err)
	defer func() { must(t, i.Close()) }()
	for name := range maps.Keys(want) {
		table, k, _ := bytes.Cut([]byte(name), []byte("/"))
		if len(k) == 0 || covered(found, string(table), k) {
			continue
		}
		if v, err := i.get(string(table), k); err != nil || string(v) != want[name] {
			t.Fatalf("%s outside of all findings: %v", name, err)
		}
	}
}

// covered reports whether a finding says that the key may be lost.
func covered(found []Finding, table string, k []byte) bool {
	for _, f := range found {
		inside := (f.Table == table || f.Table == "") && (f.Low == nil || bytes.Compare(k, f.Low) >= 0) && (f.High == nil || bytes.Compare(k, f.High) < 0)
		if f.Lost && (inside || f.Table == "") {
			return true
		}
	}
	return false
}

// TestMendLeaks makes sure that pages that the free set has lost are found and given back, by opening a database with a free set
// that leaves some out.
func TestMendLeaks(t *testing.T) {
	opts, want := inspected(t)
	leaky := openLeaky(t, opts)
	closeTest(t, leaky)
	sum, found := checkFiles(t, opts)
	if len(found) == 0 || sum.Mendable != sum.Findings {
		t.Fatalf("%+v %v", sum, found)
	}
	mendIt(t, opts, want)
}

// TestInspectHopelessFiles makes sure that both meta pages damaged, a cut file and a lost log are findings, not failures.
func TestInspectHopelessFiles(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, fs vfs.FS){
		"metas": func(t *testing.T, fs vfs.FS) { flipData(t, fs, 50); flipData(t, fs, 4096+50) },
		"cut": func(t *testing.T, fs vfs.FS) {
			file, err := fs.Open(filepath.Join("db", dataName))
			must(t, err)
			must(t, errors.Join(file.Truncate(5*4096+17), file.Close()))
		},
		"log": func(t *testing.T, fs vfs.FS) {
			names, err := fs.ReadDir(filepath.Join("db", logName))
			must(t, err)
			for _, n := range names {
				must(t, fs.Remove(filepath.Join("db", logName, n)))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			opts, _ := inspected(t)
			damage(t, opts.FS)
			sum, found := checkFiles(t, opts)
			if len(found) == 0 || sum.Mendable == sum.Findings {
				t.Errorf("%+v %v", sum, found)
			}
			for _, f := range found {
				if !errors.As(f.Err, new(*CorruptionError)) {
					t.Errorf("not typed: %v", f.Err)
				}
				_ = fmt.Sprint(f)
			}
		})
	}
}
