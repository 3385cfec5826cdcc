package zerodb

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestSalvageTellsWhichTablesBecamePlain damages the catalog of tables with duplicates and another order: what is found of them comes back in plain tables, and the report
// names each of these.
func TestSalvageTellsWhichTablesBecamePlain(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	fill := func(from, to uint32) {
		must(t, db.Update(func(tx *Tx) error {
			pairs, err := tx.CreateTable("pairs", TableOptions{Duplicates: true})
			if err != nil {
				return err
			}
			numbers, err := tx.CreateTable("numbers", TableOptions{Order: OrderUint32})
			for n := from; n < to && err == nil; n++ {
				if err = pairs.Put(key(int(n%3)), value(int(n))); err == nil {
					err = numbers.Put(binary.LittleEndian.AppendUint32(nil, n), value(int(n)))
				}
			}
			return err
		}))
	}
	fill(0, 100)
	for range 2 {
		must(t, db.Checkpoint(t.Context()))
	}
	fill(100, 110)
	must(t, db.Update(func(tx *Tx) error {
		pairs, err := tx.Table("pairs")
		if err != nil {
			return err
		}
		_, err = pairs.DeleteDup(key(1), value(100))
		return err
	}))
	opts.FS = leftBy(t, files, memfs.Everything)
	i, err := Inspect("db", opts)
	must(t, err)
	m, err := i.current()
	must(t, err)
	must(t, i.Close())
	flipData(t, opts.FS, int64(m.Catalog.Root.ID)*4096+200)
	report, err := Salvage(t.Context(), "db", "saved", opts, SalvageOptions{})
	must(t, err)
	saved := openTest(t, "saved", opts)
	var found []string
	must(t, saved.View(func(tx *Tx) error {
		for name := range tx.Tables() {
			found = append(found, name)
		}
		return tx.Err()
	}))
	lost := slices.DeleteFunc(slices.Clone(found), func(name string) bool { return !strings.HasPrefix(name, LostAndFound) })
	slices.Sort(report.PlainTables)
	if !slices.Equal(found, report.PlainTables) || len(lost) != 2 || len(found) != 4 {
		t.Errorf("tables %q, of which are plain %q", found, report.PlainTables)
	}
}
