package zerodb

import "testing"

// TestSmallCommitOnSparseCopyAsksForRoom puts one entry at a time, which changes a leaf in its place and takes no page, into a sparse copy on a disk with room for the log
// alone: each is refused with ErrNoSpace, nothing stops, and once there is room all goes on.
func TestSmallCommitOnSparseCopyAsksForRoom(t *testing.T) {
	for _, durability := range []Durability{DurabilityAlways, DurabilityNone} {
		opts := smallOptions(nil)
		opts.GrowthStep = mebibyte
		files := sparseCopy(t, opts, false)
		opts.FS, opts.Durability = files, durability
		files.SetQuota(files.Used() + 300*kibibyte)
		db := openTest(t, "db", opts)
		for i := range 50 {
			wantError(t, db.Update(func(tx *Tx) error {
				tab, err := tx.Table("t")
				if err != nil {
					return err
				}
				return tab.Put(key(i), value(i))
			}), ErrNoSpace)
		}
		files.SetQuota(0)
		put(t, db, "t", 0, 1200)
		must(t, db.Checkpoint(t.Context()))
		wantSound(t, db)
		closeTest(t, db)
	}
}
