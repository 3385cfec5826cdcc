package proof

import (
	"errors"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestRefusedOpeningChangesNothing damages the newest meta page of a database whose log still reaches back to the checkpoint
// before it, so that replay from there begins and ends only where the log tells of the lost one: the opening is refused,
// and the data file is as it was, so that whoever repairs the meta page has everything.
func TestRefusedOpeningChangesNothing(t *testing.T) {
	r := newFaultRun(t)
	options := smallOptions(r.files)
	options.LogKeepBytes = 256 * logSegment // replay must get as far as the record of the lost checkpoint
	db, err := zerodb.Open(databasePath, options)
	must(t, err)
	var reader *zerodb.Tx // makes the pages lie elsewhere than replay would put them
	for i := range 9 {
		must(t, fill(r, db, i))
		if i == 1 {
			reader, err = db.BeginRead()
			must(t, err)
		}
		if i%3 == 2 {
			must(t, db.Checkpoint(t.Context()))
		}
	}
	s := &specimen{files: r.files}
	refused := 0
	for slot := range 2 {
		files, err := r.files.CrashImage(memfs.Everything, nil)
		must(t, err)
		must(t, overwrite(files, dataFile, make([]byte, damagePage), int64(slot)*damagePage))
		before := s.read(t, files, dataFile)
		options.FS = files
		damaged, err := zerodb.Open(databasePath, options)
		if err == nil {
			must(t, damaged.Close())
			continue
		}
		refused++
		var c *zerodb.CorruptionError
		if !errors.As(err, &c) || int(c.Page) != slot || !strings.Contains(err.Error(), "meta page of a finished checkpoint") {
			t.Errorf("meta page %d is damaged: %v", slot, err)
		}
		if string(s.read(t, files, dataFile)) != string(before) {
			t.Errorf("meta page %d is damaged, and the refused opening changed the data file", slot)
		}
	}
	if refused != 1 {
		t.Errorf("%d openings were refused, want that without the newest meta page", refused)
	}
	must(t, errors.Join(reader.Rollback(), db.Close()))
}
