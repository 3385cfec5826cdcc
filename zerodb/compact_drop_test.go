package zerodb

import (
	"testing"
)

// TestCompactAfterLargeDrop drops a table that is most of the file and compacts in the same life: the end of the file is cut.
func TestCompactAfterLargeDrop(t *testing.T) {
	opts := memOptions()
	opts.GrowthStep = 4096
	db := openTest(t, "db", opts)
	put(t, db, "small", 0, 100)
	put(t, db, "large", 0, 20_000/raceFactor)
	put(t, db, "small", 100, 200)
	before := db.Stats().FileBytes
	must(t, db.Update(func(tx *Tx) error { return tx.DropTable("large") }))
	report, err := db.Compact(t.Context(), CompactOptions{})
	must(t, err)
	after := db.Stats()
	if used := int64(after.Pages-after.AvailablePages) * 4096; after.FileBytes > before/8 && after.FileBytes > 2*used+compactRoom*4096 {
		t.Errorf("%d bytes before, %d after, %d in use: %+v", before, after.FileBytes, used, report)
	}
	wantSound(t, db)
}

// TestCompactMovesOrdinaryPages stores a table behind another one, each in one transaction, so that nothing else decides where its pages are, drops the first and compacts: the second moves
// to the front.
func TestCompactMovesOrdinaryPages(t *testing.T) {
	opts := memOptions()
	opts.GrowthStep = 4096
	db := openTest(t, "db", opts)
	put(t, db, "gone", 0, 20_000)
	put(t, db, "stays", 0, 5_000)
	must(t, db.Update(func(tx *Tx) error { return tx.DropTable("gone") }))
	report, err := db.Compact(t.Context(), CompactOptions{})
	must(t, err)
	after := db.Stats()
	if used := int64(after.Pages-after.AvailablePages) * 4096; report.PagesMoved < 50 || after.FileBytes > used+2*compactRoom*4096 {
		t.Errorf("%d bytes, %d in use: %+v", after.FileBytes, used, report)
	}
	wantSound(t, db)
}

// TestSecondCompactionGainsNothing thins databases out in several ways, compacts and closes them, and does so a second time: the file is as
// short as it gets after the first.
func TestSecondCompactionGainsNothing(t *testing.T) {
	for name, thin := range map[string]func(*testing.T, *DB){
		"every other entry": func(t *testing.T, db *DB) { fillAndThin(t, db, 6000) },
		"the first table": func(t *testing.T, db *DB) {
			put(t, db, "a", 0, 6000)
			put(t, db, "b", 0, 6000)
			must(t, db.Update(func(tx *Tx) error { return tx.DropTable("a") }))
		},
		"the last table": func(t *testing.T, db *DB) {
			put(t, db, "a", 0, 6000)
			put(t, db, "b", 0, 6000)
			must(t, db.Update(func(tx *Tx) error { return tx.DropTable("b") }))
		},
	} {
		t.Run(name, func(t *testing.T) {
			opts := memOptions()
			opts.GrowthStep = 4096
			db := openTest(t, "db", opts)
			thin(t, db)
			closeTest(t, db)
			var sizes [3]int64
			for round := range sizes {
				db := openTest(t, "db", opts)
				_, err := db.Compact(t.Context(), CompactOptions{})
				must(t, err)
				closeTest(t, db)
				size, err := opts.FS.Stat("db/" + dataName)
				must(t, err)
				sizes[round] = size.Size
			}
			if t.Logf("%v", sizes); sizes[0] > sizes[1]+16*4096 {
				t.Errorf("sizes after each round: %v", sizes)
			}
		})
	}
}
