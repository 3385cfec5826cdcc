//go:build unix

package zerodb

import (
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"
)

// TestKeysOfLostPage cuts the data file under a cursor that stands on an entry whose key lies whole in its page: looking at the key, whatever form it has, ends nothing but the transaction.
func TestKeysOfLostPage(t *testing.T) {
	for _, access := range []AccessMode{AccessDirect, AccessCopy} {
		for _, options := range []TableOptions{{}, {Duplicates: true}, {Order: OrderReverse}} {
			if access == AccessDirect && options == (TableOptions{}) {
				continue // the slice is the page's: who touches it may meet a fault
			}
			opts := smallOptions(nil)
			opts.Access = access
			path := filepath.Join(t.TempDir(), "db")
			db := openTest(t, path, opts)
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.CreateTable("t", options)
				must(t, err)
				for i := range 100 {
					must(t, table.Put([]byte{byte(i * 7), byte(i), byte(i * 7)}, []byte("v")))
				}
				return nil
			}))
			closeTest(t, db)
			db = openTest(t, path, opts)
			err := db.View(func(tx *Tx) error {
				table, err := tx.Table("t")
				must(t, err)
				c := table.Cursor()
				if !c.First() {
					t.Fatal(c.Err())
				}
				must(t, os.Truncate(filepath.Join(path, dataName), 2*4096))
				defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
				defer func() {
					if fault := recover(); fault != nil {
						t.Errorf("access %d, %v: %v", access, options, fault)
					}
				}()
				c.Key()
				c.FirstDup()
				c.NextDup()
				return nil
			})
			if damage := (*CorruptionError)(nil); err != nil && !errors.As(err, &damage) {
				t.Errorf("access %d, %v: %v", access, options, err)
			}
		}
	}
}
