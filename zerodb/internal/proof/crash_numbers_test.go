package proof

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestNumbersNeverComeAgain loses the power in lives that begin after an orderly end or after another crash, and that
// commit or only abort transactions: no later life may use a transaction number of theirs again, be the transactions lost or
// not, because pages that bear the numbers may lie in the file.
func TestNumbersNeverComeAgain(t *testing.T) {
	for name, durability := range durabilities() {
		t.Run(name, func(t *testing.T) {
			options := smallOptions(newFiles(t))
			options.Durability = durability
			last, random := uint64(0), randomOf(seedOf(t), 12)
			for life := range 24 {
				db, err := zerodb.Open(databasePath, options)
				must(t, err)
				for i := range life % 5 {
					last = useNumber(t, db, last, i%2 == life%2)
				}
				if life%3 == 0 {
					must(t, db.Close())
					continue
				}
				files, ok := options.FS.(*memfs.FS)
				if !ok {
					t.Fatal("not a file system in memory")
				}
				image, err := files.CrashImage(memfs.Kinds()[life%len(memfs.Kinds())], random)
				must(t, err)
				must(t, db.Close())
				options.FS = image
			}
		})
	}
}

// useNumber makes a transaction, which is aborted or not, and returns its number, which must be above last.
func useNumber(t *testing.T, db *zerodb.DB, last uint64, abort bool) uint64 {
	t.Helper()
	err := db.Update(func(tx *zerodb.Tx) error {
		if tx.ID() <= last {
			t.Errorf("transaction %d comes after %d", tx.ID(), last)
		}
		last = tx.ID()
		if abort {
			return errUndo
		}
		return bulk(tx, draftOf(content{}), int(last))
	})
	if abort != errors.Is(err, errUndo) {
		t.Fatal(err)
	}
	return last
}
