package zerodb

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// agedCatalog leaves behind a database whose log begins behind its last checkpoint, and loses the meta pages and the newest catalog of the file, so that an older one is found. It returns options and content.
func agedCatalog(t *testing.T, afterwards int) (Options, map[string]string) {
	t.Helper()
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 400)
	must(t, db.Checkpoint(t.Context()))
	reader, err := db.BeginRead() // keeps the catalog that is found
	must(t, err)
	for n := 1; n < 6; n++ {
		put(t, db, "t", 400*n, 400*n+400)
		must(t, db.Checkpoint(t.Context()))
	}
	must(t, reader.Rollback())
	closeTest(t, db)
	db = openTest(t, "db", opts)
	put(t, db, "t", 5000, 5000+afterwards)
	want, err := content(db)
	must(t, err)
	opts.FS = leftBy(t, files, memfs.Everything)
	zero(t, opts.FS, 0, 8192)
	i, err := Inspect("db", opts)
	must(t, err)
	s := &salvage{ctx: t.Context(), i: i}
	top, err := s.findCatalog()
	must(t, errors.Join(err, i.Close()))
	flipData(t, opts.FS, int64(top.Ref().ID)*4096+200)
	return opts, want
}

// TestSalvageFromAnOlderCatalogTells salvages where an older catalog is all that is found of it, and the log begins behind that, or has nothing: the report tells that transactions between them are missing.
func TestSalvageFromAnOlderCatalogTells(t *testing.T) {
	for _, afterwards := range []int{0, 1} {
		opts, want := agedCatalog(t, afterwards)
		report, missing := salvageTest(t, "older catalog", opts, want)
		if len(missing) == 0 || report.Entries == 0 || report.LogDamage != nil {
			t.Fatalf("%d are missing: %+v", len(missing), report)
		}
		if !covered(report.Gaps, "t", []byte(missing[0])) {
			t.Errorf("%d commits later: %d are missing, which nothing tells: %+v", afterwards, len(missing), report)
		}
	}
}
