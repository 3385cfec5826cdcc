package zerodb

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestLongestNames makes tables with names up to the longest: the entries of the catalog for the last of them lie in pages of their own. Checks, statistics, backups, compaction and
// salvage, with meta pages and without, find all that is in them.
func TestLongestNames(t *testing.T) {
	const longest = 982
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	for i := range 30 {
		put(t, db, fmt.Sprintf("%02d", i)+strings.Repeat("n", longest-2-i%10), 0, 5+i)
	}
	want, err := content(db)
	must(t, err)
	wantSound(t, db)
	var stream bytes.Buffer
	_, err = db.Backup(t.Context(), &stream, BackupOptions{})
	must(t, err)
	_, err = db.Compact(t.Context(), CompactOptions{})
	must(t, err)
	must(t, db.Checkpoint(t.Context()))
	wantContent(t, db, want)

	opts.FS = leftBy(t, files, memfs.Everything)
	_, err = Restore(t.Context(), "restored", opts, RestoreOptions{Backup: &stream})
	must(t, err)
	wantContent(t, openTest(t, "restored", opts), want)
	i, err := Inspect("db", opts)
	must(t, err)
	stat, err := i.Stat(t.Context(), CheckOptions{})
	must(t, err)
	if len(stat.Tables) != 30 {
		t.Errorf("statistics of %d tables", len(stat.Tables))
	}
	_, err = i.Check(t.Context(), CheckOptions{}, func(f Finding) error { return fmt.Errorf("check: %v", f) })
	must(t, err)
	must(t, i.Close())
	for _, saved := range []string{"with meta pages", "without"} {
		report, err := Salvage(t.Context(), "db", saved, opts, SalvageOptions{})
		must(t, err)
		if report.Tables != 30 || saved != "without" && len(report.Gaps) > 0 {
			t.Errorf("%s: %+v", saved, report)
		}
		wantContent(t, openTest(t, saved, opts), want)
		zero(t, opts.FS, 0, 8192)
	}
}
