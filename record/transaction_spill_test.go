package record

import (
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestRollInLargeGroup: a record that is rolled forward beside other writes leaves the entries of its former version in no
// index, also where the engine moves the group's pages to the file in the middle. Method: groups that spill at each step, and
// records so close together that the one rolled lies in a page that the group has changed.
func TestRollInLargeGroup(t *testing.T) {
	const records, rounds = 60, 20
	options := fileOptions(newClock(), memfs.New(memfs.Options{}))
	options.Enterprise = true
	options.Engine.MaxDirtyPages = 1
	s := openStore(t, "/data", options)
	for i := range records {
		do(t, s, put(i, "n", integer(int64(i))))
	}
	definition := onBin("index", "n", aero.ParticleInteger, aero.IndexValue)
	definition.Set = ""
	createIndex(t, s, definition)
	random := rand.New(rand.NewPCG(1, 2))
	for round := range rounds {
		x := begin(t, s, uint64(7+round))
		rolled := random.Perm(records)[:8]
		for _, i := range rolled {
			expect(t, "write", x.write(i, put(i, "n", integer(random.Int64N(1000)))), aero.CodeOK)
		}
		var writes []aero.Write
		for _, i := range rolled {
			other := random.IntN(records)
			roll := &aero.RecordCommand{Namespace: "test", Digest: digestOf(i), Flags: aero.FlagWrite}
			roll.Transaction = aero.Transaction{ID: x.id, Step: aero.TransactionRollForward}
			for _, cmd := range []*aero.RecordCommand{put(other, "n", integer(random.Int64N(1000))), roll} {
				writes = append(writes, aero.Write{Command: cmd, Result: new(aero.RecordResult)})
			}
		}
		s.Write(writes)
		if entries := checkIndexes(t, s); entries != records {
			t.Fatalf("round %d: %d entries", round, entries)
		}
	}
}
