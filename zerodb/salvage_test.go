package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// wreck makes a database to be damaged: two tables, one deep enough for branches, values of several pages, free pages, and
// commits that only the log has. It returns the options and the content.
func wreck(t *testing.T) (Options, map[string]string) {
	t.Helper()
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.LogSegmentSize, opts.CheckpointLogBytes = 256*kibibyte, 4*mebibyte
	db := openTest(t, "db", opts)
	for i := range 7 {
		put(t, db, "deep", 600*i, 600*i+600)
	}
	put(t, db, "flat", 20000, 20020)
	must(t, db.Update(func(tx *Tx) error {
		flat, err := tx.Table("flat")
		if err != nil {
			return err
		}
		return flat.Put([]byte("large"), bytes.Repeat([]byte("v"), 50000))
	}))
	put(t, db, "gone", 30000, 30500)
	must(t, db.Checkpoint(t.Context()))
	must(t, db.Update(func(tx *Tx) error { return tx.DropTable("gone") }))
	must(t, db.Checkpoint(t.Context()))
	must(t, db.Update(func(tx *Tx) error {
		deep, err := tx.Table("deep")
		return errors.Join(err, deep.Put(key(5), []byte("newest")), deep.Delete(key(6)))
	}))
	put(t, db, "late", 0, 10)
	want, err := content(db)
	must(t, err)
	opts.FS, err = files.CrashImage(memfs.OnlySynced, nil)
	must(t, err)
	closeTest(t, db)
	return opts, want
}

// salvageTest salvages into a new folder, makes sure that the result is sound and has nothing wrong, and returns what is missing.
func salvageTest(t *testing.T, what string, opts Options, want map[string]string) (SalvageReport, []string) {
	t.Helper()
	const to = "saved"
	report, err := Salvage(t.Context(), "db", to, opts, SalvageOptions{})
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	db := openTest(t, to, opts)
	if err := db.Check(t.Context(), func(f Finding) error { return f.Err }); err != nil {
		t.Fatalf("%s: salvaged database: %v", what, err)
	}
	got, err := content(db)
	must(t, err)
	closeTest(t, db)
	must(t, removeTree(opts.FS, to))
	for k, v := range got {
		if !strings.HasSuffix(k, "/") && !strings.HasPrefix(k, LostAndFound) && want[k] != v {
			t.Fatalf("%s: %q is %.20q, want %.20q", what, k, v, want[k])
		}
	}
	var missing []string
	for k := range want {
		if _, ok := got[k]; !ok && !strings.HasSuffix(k, "/") {
			missing = append(missing, k)
		}
	}
	return report, missing
}

// TestSalvageEveryDamagedPage damages each page in turn and salvages. Nothing wrong may come out; what is missing lies in a gap
// that is reported; and damage of a branch loses nothing, since the pages below it are found again.
func TestSalvageEveryDamagedPage(t *testing.T) {
	opts, want := wreck(t)
	if report, missing := salvageTest(t, "sound", opts, want); len(missing) > 0 || len(report.Gaps) > 0 || report.LogTransactions != 2 {
		t.Fatalf("sound database: %+v, %d missing", report, len(missing))
	}
	i, err := Inspect("db", opts)
	must(t, err)
	pages, kinds := i.Pages(), map[uint64]string{}
	for n := range pages {
		p, err := i.Page(n)
		must(t, err)
		kinds[n] = p.Kind
	}
	must(t, i.Close())
	step := uint64(5)
	if raceFactor > 1 || testing.Short() {
		step = 23
	}
	adopted := 0
	for n := uint64(2); n < pages; n++ {
		if kinds[n] != "branch" && n%step != 0 {
			continue
		}
		flipData(t, opts.FS, int64(n)*4096+200)
		what := fmt.Sprintf("%s page %d", kinds[n], n)
		report, missing := salvageTest(t, what, opts, want)
		flipData(t, opts.FS, int64(n)*4096+200)
		adopted += int(report.AdoptedPages)
		if kinds[n] == "branch" && len(missing) > 0 && len(report.Gaps) > 0 {
			t.Errorf("%s: %d keys are missing, such as %q", what, len(missing), missing[0])
		}
		for _, k := range missing {
			table, name, _ := strings.Cut(k, "/")
			if !covered(report.Gaps, table, []byte(name)) && report.UnclearPages == 0 {
				t.Fatalf("%s: %q is missing without a gap: %+v", what, k, report.Gaps)
			}
		}
	}
	if adopted < 50 {
		t.Errorf("only %d pages adopted", adopted)
	}
}

// TestSalvageWithoutMeta makes sure that a database whose meta pages are both lost comes back whole.
func TestSalvageWithoutMeta(t *testing.T) {
	opts, want := wreck(t)
	zero(t, opts.FS, 0, 8192)
	report, missing := salvageTest(t, "no meta page", opts, want)
	if report.CheckpointTx != 0 || len(missing) > 0 {
		t.Errorf("%d missing: %+v", len(missing), report)
	}
	zero(t, opts.FS, 0, 4096*40)
	report, missing = salvageTest(t, "no beginning", opts, want)
	if len(missing) == len(want) {
		t.Errorf("nothing came back: %+v", report)
	}
}

// zero overwrites a part of the data file with zeros.
func zero(t *testing.T, files vfs.FS, from, to int64) {
	t.Helper()
	file, err := files.Open(filepath.Join("db", dataName))
	must(t, err)
	_, err = file.WriteAt(make([]byte, to-from), from)
	must(t, errors.Join(err, file.Close()))
}

// TestSalvageOfDamagedLog makes sure that a log that is damaged, or missing, costs only what stands behind the damage, and that it is
// reported.
func TestSalvageOfDamagedLog(t *testing.T) {
	opts, want := wreck(t)
	names, err := opts.FS.ReadDir(filepath.Join("db", logName))
	must(t, err)
	for _, name := range names {
		must(t, opts.FS.Remove(filepath.Join("db", logName, name)))
	}
	want["deep/"+string(key(5))], want["deep/"+string(key(6))] = string(value(5)), string(value(6)) // as at the checkpoint
	report, missing := salvageTest(t, "no log", opts, want)
	if report.LogDamage == nil || len(missing) != 10 {
		t.Errorf("%d missing, %v", len(missing), report.LogDamage)
	}
}

// TestSalvageRefuses makes sure that an existing target, a missing source and one in use are refused, and that nothing is left of it.
func TestSalvageRefuses(t *testing.T) {
	opts, _ := wreck(t)
	_, err := Salvage(t.Context(), "db", "db", opts, SalvageOptions{})
	wantError(t, err, fs.ErrExist)
	_, err = Salvage(t.Context(), "nothing", "saved", opts, SalvageOptions{})
	wantError(t, err, fs.ErrNotExist)
	db := openTest(t, "db", opts)
	_, err = Salvage(t.Context(), "db", "saved", opts, SalvageOptions{})
	wantError(t, err, ErrLocked)
	closeTest(t, db)
	for _, name := range []string{"saved", "saved" + restoringSuffix} {
		if _, err := opts.FS.Stat(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is left", name)
		}
	}
}
