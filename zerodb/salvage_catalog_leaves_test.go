package zerodb

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestSalvageWithoutTheRootOfTheCatalog loses the meta pages and the root of a catalog of several pages, one of which is the newest page of a catalog then: the report tells that others listed more, and with Guess all of their
// tables come back under their names.
func TestSalvageWithoutTheRootOfTheCatalog(t *testing.T) {
	const tables = 200
	for _, changed := range []int{0, tables / 2, tables - 1} { // in each leaf in turn
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := smallOptions(files)
		db := openTest(t, "db", opts)
		must(t, db.Update(func(tx *Tx) error {
			for i := range tables {
				table, err := tx.CreateTable(fmt.Sprintf("table %03d", i), TableOptions{})
				if err = errors.Join(err, table.Put(key(i), value(i))); err != nil {
					return err
				}
			}
			return nil
		}))
		must(t, db.Checkpoint(t.Context()))
		put(t, db, fmt.Sprintf("table %03d", changed), 1000, 1100)
		want, err := content(db)
		must(t, err)
		closeTest(t, db)
		opts.FS = leftBy(t, files, memfs.Everything)
		zero(t, opts.FS, 0, 8192)
		loseCatalogRoot(t, opts)
		report, missing := salvageTest(t, "without guessing", opts, want)
		told := 0
		for _, gap := range report.Gaps {
			if gap.Lost {
				told++
			}
		}
		if len(missing) == 0 || told == 0 || report.UnprovenPages == 0 {
			t.Errorf("change of table %d: %d are missing, %+v", changed, len(missing), report)
		}
		_, err = Salvage(t.Context(), "db", "guessed", opts, SalvageOptions{Guess: true})
		must(t, err)
		guessed := openTest(t, "guessed", opts)
		got, err := content(guessed)
		must(t, err)
		for k, v := range want {
			if got[k] != v {
				t.Fatalf("change of table %d: with Guess %q is %.20q, want %.20q", changed, k, got[k], v)
			}
		}
	}
}

// loseCatalogRoot damages the root of the catalog that a file without meta pages has.
func loseCatalogRoot(t *testing.T, opts Options) {
	t.Helper()
	i, err := Inspect("db", opts)
	must(t, err)
	s := &salvage{ctx: t.Context(), i: i}
	top, err := s.findCatalog()
	must(t, errors.Join(err, i.Close()))
	if top.Count() < 3 {
		t.Fatalf("the root has %d children", top.Count())
	}
	flipData(t, opts.FS, int64(top.Ref().ID)*4096+200)
}
