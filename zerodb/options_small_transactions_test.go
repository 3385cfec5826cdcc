package zerodb

import (
	"fmt"
	"testing"
)

// TestLeastTransactions opens databases of each page size with the least MaxTxBytes and GrowthStep, writes, deletes and compacts with long keys.
func TestLeastTransactions(t *testing.T) {
	for pageSize := minPageSize; pageSize <= maxPageSize; pageSize *= 2 {
		for _, dirty := range []int{1, 0, -1} {
			t.Run(fmt.Sprint(pageSize, dirty), func(t *testing.T) {
				opts := memOptions()
				opts.PageSize = pageSize
				closeTest(t, openTest(t, "db", opts))
				opts.PageSize, opts.MaxKeySize = 0, 900 // what is said of pages of 4 KiB must do for those that there are
				opts.MaxDirtyPages, opts.MaxCloseMoveBytes = dirty, -1
				opts.MaxValueSize, opts.GrowthStep, opts.MaxTxBytes = 100, minPageSize, 64*kibibyte
				db := openTest(t, "db", opts)
				for i := range 600 {
					must(t, db.Update(func(tx *Tx) error {
						table, err := tx.CreateTable("t", TableOptions{})
						if err != nil {
							return err
						}
						return table.Put(append(key(i), make([]byte, 880)...), make([]byte, 100))
					}))
				}
				for i := range 500 {
					must(t, db.Update(func(tx *Tx) error {
						table, err := tx.Table("t")
						if err != nil {
							return err
						}
						return table.Delete(append(key(i), make([]byte, 880)...))
					}))
				}
				report, err := db.Compact(t.Context(), CompactOptions{})
				if err != nil {
					t.Errorf("%+v, %v", report, err)
				}
				must(t, db.Update(func(tx *Tx) error { return tx.DropTable("t") }))
				wantSound(t, db)
			})
		}
	}
}
