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

// TestTakeoversReuseWhatNoReaderSees kills one writer after the other, each after it has compacted the file, beside a reading process that stays and goes on to
// what is newest. What a life has added to the file, no reader sees any more once that is compacted, so the next takeover need
// not begin behind it: the later lives need no more pages than the first ones. For some lives a transaction of the reader keeps an old state, and sees it whole all the time.
func TestTakeoversReuseWhatNoReaderSees(t *testing.T) {
	const lives, keeps, releases = 40, 5, 10
	files := newFiles(t)
	var other *zerodb.DB
	var old *zerodb.Tx
	var most uint64
	for life := range lives {
		p := &process{FS: files}
		db, err := zerodb.Open(databasePath, smallOptions(sharingProcess{p}))
		must(t, err)
		must(t, putNumber(db, life))
		if other == nil {
			other, err = zerodb.OpenReadOnly(databasePath, smallOptions(files))
			must(t, err)
		}
		if life == keeps {
			old, err = other.BeginRead()
			must(t, err)
		}
		for range 2 {
			must(t, putNumber(db, life))
			must(t, other.View(func(tx *zerodb.Tx) error { return hasNumber(tx, life) }))
		}
		pages := db.Stats().Pages
		_, err = db.Compact(t.Context(), zerodb.CompactOptions{})
		must(t, err)
		must(t, other.View(func(tx *zerodb.Tx) error { return hasNumber(tx, life) }))
		if old != nil {
			must(t, hasNumber(old, keeps))
		}
		if life == releases {
			must(t, old.Rollback())
			old = nil
		}
		switch {
		case life <= releases+1: // its takeover begins behind what the old state needed
			most = max(most, pages)
		case pages > most:
			t.Errorf("%d pages in life %d, none of the first %d needed more than %d", pages, life, releases, most)
			return
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
