//go:build unix

package zerodb

import (
	"bytes"
	"errors"
	"os"
	"testing"
)

// TestCutsBeforeACursor cuts the data file of an open database that was read before, so that cursors ask ahead for pages that are gone: each pair that one
// comes to is right, and it ends with all pairs or with a CorruptionError.
func TestCutsBeforeACursor(t *testing.T) {
	const entries = 3000
	db, file := openMapped(t, ChecksumOnce, entries)
	if _, err := content(db); err != nil {
		t.Fatal(err)
	}
	whole, early := 0, 0
	for pages := int64(db.Stats().Pages); pages >= 2; pages-- {
		must(t, os.Truncate(file, pages*4096))
		seen := 0
		err := db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err != nil {
				return err
			}
			c := table.Cursor()
			for c.Next() {
				if !bytes.Equal(c.Key(), key(seen)) {
					t.Fatalf("%d pages left: key %d is %q", pages, seen, c.Key())
				}
				seen++
			}
			return c.Err()
		})
		var damage *CorruptionError
		switch {
		case err == nil && seen == entries:
			whole++
		case errors.As(err, &damage) && seen < entries:
			early++
		default:
			t.Fatalf("%d pages left: %d pairs, %v", pages, seen, err)
		}
	}
	if whole == 0 || early == 0 {
		t.Errorf("%d walks came to the end, %d met damage", whole, early)
	}
}
