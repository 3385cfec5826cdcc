package record

import (
	"context"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// describe returns an answer as text.
func describe(index int, res *aero.RecordResult) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d: %v generation %d", index, res.Code, res.Generation)
	for _, bin := range res.Bins {
		fmt.Fprintf(&out, " %s of type %d, %d bytes, sum %x", bin.Name, bin.Value.Type, len(bin.Value.Data), crc32.ChecksumIEEE(bin.Value.Data))
	}
	return out.String()
}

// randomEntry returns a command for a batch: mostly a read, of few records, so that many are repeated; now and then a write, a large
// record, a filter that is none, or a read of another namespace or of none.
func randomEntry(random *rand.Rand) aero.RecordCommand {
	cmd := *get(random.IntN(60))
	switch key := random.IntN(60); random.IntN(60) {
	case 0:
		cmd = *put(key, "a", integer(random.Int64()))
	case 1:
		cmd = *remove(key)
	case 2:
		cmd = *put(key, "a", aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, random.IntN(60_000))})
	case 3:
		cmd.Namespace = []string{"other", "none"}[random.IntN(2)]
	case 4:
		cmd.Filter = []byte{0xff}
	}
	return cmd
}

// TestBatchIsItsEntries carries out random batches, and in another store each of their entries by itself: the answers are the same, in
// the same order, and a batch that stops at a failure stops there.
func TestBatchIsItsEntries(t *testing.T) {
	random := randomFrom(seedFromEnvironment(t))
	together := openStore(t, "", memoryOptions(newClock()))
	oneByOne := openStore(t, "", memoryOptions(newClock()))
	for round := range 100 {
		batch := &aero.BatchCommand{StopAtFailure: random.IntN(5) == 0}
		for range 1 + random.IntN(300) {
			batch.Entries = append(batch.Entries, randomEntry(random))
		}
		var expected []string
		for i := range batch.Entries {
			res := do(t, oneByOne, &batch.Entries[i])
			expected = append(expected, describe(i, res))
			if batch.StopAtFailure && endsBatch(res.Code) {
				break
			}
		}
		next := 0
		err := together.Batch(context.Background(), batch, func(i int, res *aero.RecordResult) error {
			if next >= len(expected) || describe(i, res) != expected[next] {
				return fmt.Errorf("answer %d of %d is %s, want %v", next, len(expected), describe(i, res), expected[min(next, len(expected)-1)])
			}
			next++
			return nil
		})
		if err != nil || next != len(expected) {
			t.Fatalf("round %d: %d of %d answers, %v", round, next, len(expected), err)
		}
	}
}
