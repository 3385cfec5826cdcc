package zerodb

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/peers"
)

// TestOpenBesideDamagedMemory damages what processes share while one of them reads: who wants to write then is refused before anything is written, since what it
// cannot know is which pages and transaction numbers the other one depends on. When that has ended, the database is as it was.
func TestOpenBesideDamagedMemory(t *testing.T) {
	const highest, greatest = 64, 72 // docs/format/lock.md
	for _, c := range []struct {
		name  string
		place int
		value uint64
	}{
		{"greatest transaction", greatest, math.MaxUint64},
		{"a transaction from which numbers do not go on", greatest, uint64(txMax) - 5},
		{"highest page", highest, math.MaxUint64},
	} {
		t.Run(c.name, func(t *testing.T) {
			opts := memOptions()
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 10)
			reader := openReader(t, "db", opts)
			closeTest(t, db)
			binary.NativeEndian.PutUint64(reader.peers.shared.Bytes()[c.place:], c.value)
			_, err := Open("db", opts)
			wantError(t, err, peers.ErrDamaged)
			wantEntries(t, reader, 10)
			closeTest(t, reader)
			for range 2 {
				db = openTest(t, "db", opts)
				put(t, db, "t", 0, 10)
				wantEntries(t, db, 10)
				closeTest(t, db)
			}
		})
	}
}
