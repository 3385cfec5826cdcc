package zerodb

import (
	"fmt"
	"path/filepath"
	"testing"
)

// TestTwinsWithChecksums lets a reader of an earlier state look at a leaf that was changed in its place since, in each mode of checksums: its look at
// the file must not hide the change from others, nor from the next checkpoint.
func TestTwinsWithChecksums(t *testing.T) {
	for name, mode := range map[string]ChecksumMode{"once": ChecksumOnce, "always": ChecksumAlways, "off": ChecksumOff} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			opts := DefaultOptions()
			opts.Durability, opts.Checksums = DurabilityNone, mode
			db := openTest(t, path, opts)
			put(t, db, "t", 0, 1000)
			must(t, db.Checkpoint(t.Context()))
			reader := begin(t, db, false)
			storeIn(t, db, "t", 7, 5001)
			view(t, db, 7, 5001)
			seesValue(t, reader, 7, 7)
			view(t, db, 7, 5001)
			must(t, reader.Rollback())
			must(t, db.Checkpoint(t.Context()))
			view(t, db, 7, 5001)
			must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
			closeTest(t, db)
			db = openTest(t, path, opts)
			view(t, db, 7, 5001)
			closeTest(t, db)
		})
	}
}
