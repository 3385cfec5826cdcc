package zerodb

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestSalvageOfAnEntryWithPagesOfItsOwn salvages from a catalog with an entry that is no entry, but a large value: the report tells of it, as the other looks from outside do.
func TestSalvageOfAnEntryWithPagesOfItsOwn(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	must(t, db.Update(func(tx *Tx) error {
		return tx.catalog.Put(tx.write.work, []byte("strange"), make([]byte, 9000), btree.Upsert)
	}))
	must(t, db.Checkpoint(t.Context()))
	opts.FS = leftBy(t, files, memfs.Everything)
	report, err := Salvage(t.Context(), "db", "saved", opts, SalvageOptions{})
	must(t, err)
	if len(report.Gaps) != 1 || report.Gaps[0].Table != "strange" || !report.Gaps[0].Lost {
		t.Errorf("%+v", report)
	}
	saved := openTest(t, "saved", opts)
	if got := entries(t, saved, "t"); got != 10 {
		t.Errorf("%d entries", got)
	}
	i, err := Inspect("db", opts)
	must(t, err)
	found := 0
	_, err = i.Check(t.Context(), CheckOptions{}, func(f Finding) error {
		if f.Table == "strange" {
			found++
		}
		return nil
	})
	must(t, err)
	must(t, i.Close())
	if found != 1 {
		t.Errorf("%d findings in the entry", found)
	}
}
