package proof

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb"
)

// TestTakeoverLeavesWhatReadersSee kills a writer that has shown many states since its last checkpoint, on pages behind those of the checkpoint, while a
// reading process sees one of them. The next writer repeats the log and goes on writing: none of the pages that the reader sees may change, whether it has
// read them before or not.
func TestTakeoverLeavesWhatReadersSee(t *testing.T) {
	const seen = 6
	files := newFiles(t)
	p := &process{FS: files}
	db, err := zerodb.Open(databasePath, smallOptions(sharingProcess{p}))
	must(t, err)
	must(t, putNumber(db, 0))
	other, err := zerodb.OpenReadOnly(databasePath, smallOptions(files))
	must(t, err)
	must(t, db.Checkpoint(t.Context()))
	var fresh, read *zerodb.Tx
	for number := 1; number <= 2*seen; number++ {
		must(t, putNumber(db, number))
		if number != seen {
			continue
		}
		fresh, err = other.BeginRead()
		must(t, err)
		read, err = other.BeginRead()
		must(t, err)
		must(t, hasNumber(read, seen))
	}
	must(t, p.kill())
	_ = db.Close() // a dead process cannot write; this ends its goroutines
	next, err := zerodb.Open(databasePath, smallOptions(files))
	must(t, err)
	must(t, next.View(func(tx *zerodb.Tx) error { return hasNumber(tx, 2*seen) }))
	for number := 2*seen + 1; number <= 4*seen; number++ {
		must(t, putNumber(next, number))
	}
	must(t, next.Checkpoint(t.Context()))
	for _, tx := range []*zerodb.Tx{fresh, read} {
		must(t, hasNumber(tx, seen))
		must(t, tx.Rollback())
	}
	must(t, other.View(func(tx *zerodb.Tx) error { return hasNumber(tx, 4*seen) }))
	must(t, other.Close())
	must(t, next.Close())
}
