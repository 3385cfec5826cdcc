package zerodb

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestCheckpointWithoutRoomForItsNote fills the log's segment so that the note of a checkpoint needs another one, which the disk
// has no room for. Nothing stops: the database stays sound, survives a crash in this state, and concludes the checkpoint when there is
// room again. How much fits before the end of the segment is found by trying.
func TestCheckpointWithoutRoomForItsNote(t *testing.T) {
	met := 0
	for padding := 0; padding < 400; padding += 8 {
		memory := memfs.New(memfs.Options{CrashImages: true})
		files := faultfs.New(memory)
		db := openTest(t, "db", smallOptions(files))
		put(t, db, "t", 0, 20)
		must(t, files.Inject(faultfs.Rule{Op: vfs.OpCreate, Times: faultfs.Forever, Fault: faultfs.NoSpace}))
		fillSegment(t, db, padding)
		want, err := content(db)
		must(t, err)
		err = db.Checkpoint(t.Context())
		must(t, db.check.lock(t.Context()))
		unconcluded := db.check.unconcluded != nil
		db.check.unlock()
		if err == nil && !unconcluded {
			files.Heal()
			closeTest(t, db)
			continue
		}
		met++
		wantError(t, err, ErrNoSpace)
		wantError(t, db.Checkpoint(t.Context()), ErrNoSpace)
		wantSound(t, db)
		image, err := memory.CrashImage(memfs.OnlySynced, nil)
		must(t, err)
		crashed := openTest(t, "db", smallOptions(image))
		wantContent(t, crashed, want)
		wantSound(t, crashed)
		closeTest(t, crashed)
		files.Heal()
		must(t, db.Checkpoint(t.Context()))
		put(t, db, "t", 5000, 5100)
		wantSound(t, db)
		closeTest(t, db)
	}
	if met == 0 {
		t.Error("the note always found room: the test tests nothing")
	}
	t.Logf("met %d times", met)
}

// fillSegment commits until the log has no room for another small commit, the last ones of a size that depends on padding.
func fillSegment(t *testing.T, db *DB, padding int) {
	t.Helper()
	for _, size := range []int{3000, 300 + padding, 1} {
		for {
			err := db.Update(func(tx *Tx) error {
				table, err := tx.Table("t")
				if err != nil {
					return err
				}
				return table.Put([]byte{1}, make([]byte, size))
			})
			if errors.Is(err, ErrNoSpace) {
				break
			}
			must(t, err)
		}
	}
}
