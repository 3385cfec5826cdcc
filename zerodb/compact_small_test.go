package zerodb

import (
	"bytes"
	"testing"
)

// TestCompactWithSmallTransactions compacts a database whose transactions may hold less than the default number of pages that a step moves.
func TestCompactWithSmallTransactions(t *testing.T) {
	for _, dirty := range []int{0, -1} {
		opts := memOptions()
		opts.MaxCloseMoveBytes = -1
		db := openTest(t, "db", opts)
		fillAndThin(t, db, 6000)
		closeTest(t, db)
		opts.MaxTxBytes, opts.MaxValueSize, opts.MaxDirtyPages = 64*kibibyte, 16*kibibyte, dirty
		db = openTest(t, "db", opts)
		report, err := db.Compact(t.Context(), CompactOptions{})
		must(t, err)
		if report.BytesAfter >= report.BytesBefore {
			t.Errorf("MaxDirtyPages %d: %+v", dirty, report)
		}
		wantSound(t, db)
	}
}

// TestCompactManyLargeValuesOfALeaf compacts a table whose only leaf has more large values than a transaction may hold, at the end of the file: a step ends between two of them.
func TestCompactManyLargeValuesOfALeaf(t *testing.T) {
	opts := memOptions()
	opts.MaxCloseMoveBytes = -1
	opts.GrowthStep = 4096
	db := openTest(t, "db", opts)
	put(t, db, "gone", 0, 20_000)
	large := func(i int) []byte { return bytes.Repeat([]byte{byte(i)}, 12_000) }
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("stays", TableOptions{})
		if err != nil {
			return err
		}
		for i := range 40 {
			if err := table.Put(key(i), large(i)); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, db.Update(func(tx *Tx) error { return tx.DropTable("gone") }))
	want, err := content(db)
	must(t, err)
	closeTest(t, db)
	opts.MaxTxBytes, opts.MaxValueSize, opts.MaxDirtyPages = 64*kibibyte, 16*kibibyte, -1
	db = openTest(t, "db", opts)
	_, err = db.Compact(t.Context(), CompactOptions{})
	must(t, err)
	after := db.Stats()
	if used := int64(after.Pages-after.AvailablePages) * 4096; after.FileBytes > used+2*compactRoom*4096 {
		t.Errorf("%d bytes, %d in use", after.FileBytes, used)
	}
	wantContent(t, db, want)
	wantSound(t, db)
}

// TestCompactStepAboveTheLargestTransaction asks for steps of more pages than a transaction may hold: they are smaller.
func TestCompactStepAboveTheLargestTransaction(t *testing.T) {
	opts := memOptions()
	opts.MaxCloseMoveBytes = -1
	db := openTest(t, "db", opts)
	fillAndThin(t, db, 6000)
	closeTest(t, db)
	opts.MaxTxBytes, opts.MaxValueSize, opts.MaxDirtyPages = 64*kibibyte, 16*kibibyte, -1
	db = openTest(t, "db", opts)
	report, err := db.Compact(t.Context(), CompactOptions{PagesPerStep: pagesPerStepMax})
	must(t, err)
	if report.BytesAfter >= report.BytesBefore {
		t.Errorf("%+v", report)
	}
	wantSound(t, db)
}

// TestCompactValuesAboveTheLargestTransaction compacts a database with values that no transaction may hold any more: they stay, all else moves.
func TestCompactValuesAboveTheLargestTransaction(t *testing.T) {
	opts := memOptions()
	opts.MaxCloseMoveBytes, opts.GrowthStep = -1, 4096
	db := openTest(t, "db", opts)
	put(t, db, "gone", 0, 20_000)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("large", TableOptions{})
		for i := 0; i < 5 && err == nil; i++ {
			err = table.Put(key(i), bytes.Repeat([]byte{byte(i)}, 100_000))
		}
		return err
	}))
	put(t, db, "small", 0, 2000)
	must(t, db.Update(func(tx *Tx) error { return tx.DropTable("gone") }))
	want, err := content(db)
	must(t, err)
	closeTest(t, db)
	opts.MaxTxBytes, opts.MaxValueSize = 64*kibibyte, 16*kibibyte
	db = openTest(t, "db", opts)
	report, err := db.Compact(t.Context(), CompactOptions{})
	must(t, err)
	if report.BytesAfter >= report.BytesBefore {
		t.Errorf("%+v", report)
	}
	wantContent(t, db, want)
	wantSound(t, db)
}
