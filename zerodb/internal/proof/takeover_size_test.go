package proof

import (
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
)

// TestTakeoversKeepTheFileSmall kills one writer after the other beside a reading process that stays. Each takeover begins behind what
// was published, not behind what the file has in advance: else the file would grow by a part of its size each time.
func TestTakeoversKeepTheFileSmall(t *testing.T) {
	const lives, pagesOfLife = 40, 40
	files := newFiles(t)
	var other *zerodb.DB
	for life := range lives {
		p := &process{FS: files}
		db, err := zerodb.Open(databasePath, smallOptions(sharingProcess{p}))
		must(t, err)
		for range 3 {
			must(t, putNumber(db, life))
		}
		if other == nil {
			other, err = zerodb.OpenReadOnly(databasePath, smallOptions(files))
			must(t, err)
		}
		must(t, putNumber(db, life))
		if pages := db.Stats().Pages; pages > uint64(pagesOfLife*(life+1)) {
			t.Fatalf("%d pages in life %d", pages, life)
		}
		must(t, p.kill())
		_ = db.Close() // a dead process cannot write; this ends its goroutines
	}
	must(t, other.Close())
}

// putNumber stores one number under 100 keys.
func putNumber(db *zerodb.DB, number int) error {
	return db.Update(func(tx *zerodb.Tx) error {
		tab, err := tx.CreateTable("t", zerodb.TableOptions{})
		for i := 0; i < 100 && err == nil; i++ {
			err = tab.Put(fmt.Appendf(nil, "%03d", i), fmt.Appendf(nil, "%0150d", number))
		}
		return err
	})
}
