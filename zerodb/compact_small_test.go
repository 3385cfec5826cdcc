package zerodb

import "testing"

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
