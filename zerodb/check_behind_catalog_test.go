package zerodb

import (
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestDamageBehindDamageOfTheCatalog damages a leaf in the middle of the catalog, and a page of the last table, which another leaf lists: checks and statistics tell of both.
func TestDamageBehindDamageOfTheCatalog(t *testing.T) {
	files := memfs.New(memfs.Options{})
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	must(t, db.Update(func(tx *Tx) error {
		for n := range 200 {
			table, err := tx.CreateTable(fmt.Sprintf("table %03d", n), TableOptions{})
			if err != nil {
				return err
			}
			if err := table.Put(key(n), value(n)); err != nil {
				return err
			}
		}
		return nil
	}))
	closeTest(t, db)
	i, err := Inspect("db", opts)
	must(t, err)
	m, err := i.current()
	must(t, err)
	var leaves []ids.PageID
	top := btree.Tree{State: btree.State(m.Catalog)}
	must(t, top.Walk(i.audit(m), func(v btree.Visit) error {
		if v.Kind == page.KindLeaf {
			leaves = append(leaves, v.Ref.ID)
		}
		return nil
	}))
	var last ids.PageID
	must(t, i.survey(t.Context(), m, func(table string, state btree.State, _ btree.Visit) {
		if table == "table 199" {
			last = state.Root.ID
		}
	}))
	must(t, i.Close())
	if len(leaves) < 3 || last == 0 {
		t.Fatalf("leaves of the catalog: %d, the last table's root: %d", len(leaves), last)
	}
	for _, id := range []ids.PageID{leaves[1], last} {
		flipData(t, files, int64(id)*4096+200)
	}
	i, err = Inspect("db", opts)
	must(t, err)
	wantFound := func(what string, check func(func(Finding) error) error) {
		t.Helper()
		found := map[ids.PageID]bool{}
		must(t, check(func(f Finding) error {
			found[ids.PageID(f.Page)] = true
			return nil
		}))
		if !found[leaves[1]] || !found[last] {
			t.Errorf("%s: pages %d and %d are damaged, found %v", what, leaves[1], last, found)
		}
	}
	wantFound("Inspection.Check", func(fn func(Finding) error) error {
		_, err := i.Check(t.Context(), CheckOptions{}, fn)
		return err
	})
	stat, err := i.Stat(t.Context(), CheckOptions{})
	must(t, err)
	if n := len(stat.Tables); n == 0 || stat.Tables[n-1].Name != "table 199" || stat.Tables[n-1].DamagedPlaces == 0 || stat.Catalog.DamagedPlaces == 0 {
		t.Errorf("statistics of %d tables: %+v", n, stat.Catalog)
	}
	must(t, i.Close())
	db = openTest(t, "db", opts)
	wantFound("DB.Check", func(fn func(Finding) error) error { return db.Check(t.Context(), fn) })
}
