package proof

import (
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
)

// TestSpaceOfTheKilledComesBack kills writers, each taken over by the next process beside a reading process that stays, until the reader ends and a
// writer compacts the file, and does the whole again and again. A takeover beside readers begins behind everything that was published, so each
// lengthens the file by what recovery and the first commits take; all of that must come back: the file of the later rounds is no longer than
// that of the first few, and the checker finds every page owned once.
func TestSpaceOfTheKilledComesBack(t *testing.T) {
	const rounds, lives, settled = 8, 6, 3
	files := newFiles(t)
	var most uint64
	number := 0
	for round := range rounds {
		var reader *zerodb.DB
		var pages uint64
		for life := range lives {
			p := &process{FS: files}
			db, err := zerodb.Open(databasePath, smallOptions(sharingProcess{p}))
			must(t, err)
			for range 4 {
				number++
				must(t, putNumber(db, number))
			}
			if reader == nil {
				reader, err = zerodb.OpenReadOnly(databasePath, smallOptions(files))
				must(t, err)
			}
			must(t, db.Checkpoint(t.Context()))
			number++
			must(t, putNumber(db, number))
			if life < lives-1 {
				must(t, p.kill())
				_ = db.Close() // a dead process cannot write; this ends its goroutines
				continue
			}
			must(t, reader.Close())
			must(t, db.View(func(tx *zerodb.Tx) error { return hasNumber(tx, number) }))
			grown := db.Stats().Pages
			_, err = db.Compact(t.Context(), zerodb.CompactOptions{})
			must(t, err)
			pages = db.Stats().Pages
			t.Logf("round %d: %d pages, compacted %d", round, grown, pages)
			must(t, db.Check(t.Context(), func(f zerodb.Finding) error { return f.Err }))
			must(t, db.Close())
		}
		if round < settled {
			most = max(most, pages)
		} else if pages > most {
			t.Errorf("round %d needs %d pages, none of the first %d more than %d", round, pages, settled, most)
		}
	}
}

// hasNumber makes sure that all keys of putNumber have that number.
func hasNumber(tx *zerodb.Tx, number int) error {
	table, err := tx.Table("t")
	if err != nil {
		return err
	}
	for key, value := range table.All() {
		if string(value) != fmt.Sprintf("%0150d", number) {
			return fmt.Errorf("%s has %s, want %d", key, value, number)
		}
	}
	return tx.Err()
}
