package record

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// The shape of the batches of BenchmarkBatchOrder: far more records than the processor's caches hold, and enough batches that
// none is met again soon.
const (
	orderRecords = 200_000
	orderBatches = 500
	orderEntries = 100
)

// BenchmarkBatchOrder reads batches of random records, each in random order and in the order of its digests; the figure is for
// one batch.
func BenchmarkBatchOrder(b *testing.B) {
	s := openBench(b, StorageMemory)
	for i := benchRecords; i < orderRecords; i++ {
		want(b, s, benchPut(i), aero.CodeOK, "")
	}
	random := rand.New(rand.NewPCG(1, 2))
	asSent, sorted := make([]aero.BatchCommand, orderBatches), make([]aero.BatchCommand, orderBatches)
	for i := range asSent {
		for range orderEntries {
			asSent[i].Entries = append(asSent[i].Entries, *inSet(get(random.IntN(orderRecords)), "users"))
		}
		sorted[i].Entries = slices.SortedFunc(slices.Values(asSent[i].Entries), func(x, y aero.RecordCommand) int {
			return bytes.Compare(x.Digest[:], y.Digest[:])
		})
	}
	for name, batches := range map[string][]aero.BatchCommand{"as sent": asSent, "sorted": sorted} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				err := s.Batch(context.Background(), &batches[i%orderBatches], func(_ int, res *aero.RecordResult) error {
					if res.Code != aero.CodeOK {
						return fmt.Errorf("code %v", res.Code)
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
