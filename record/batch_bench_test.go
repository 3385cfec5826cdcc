package record

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// The shape of the batches of BenchmarkBatchAlone: far more records than the processor's caches hold, and enough batches that
// none is met again soon.
const (
	aloneRecords = 200_000
	aloneBatches = 500
	aloneEntries = 100
)

// BenchmarkBatchAlone reads batches of random records, one after the other: by one goroutine, and with half of each read aside. The
// figure is for one batch.
func BenchmarkBatchAlone(b *testing.B) {
	s := openBench(b, StorageMemory)
	for i := benchRecords; i < aloneRecords; i++ {
		want(b, s, benchPut(i), aero.CodeOK, "")
	}
	random := rand.New(rand.NewPCG(1, 2))
	batches := make([]aero.BatchCommand, aloneBatches)
	for i := range batches {
		for range aloneEntries {
			batches[i].Entries = append(batches[i].Entries, *inSet(get(random.IntN(aloneRecords)), "users"))
		}
	}
	readers := s.asides.most
	for name, most := range map[string]int32{"one goroutine": 0, "two goroutines": readers} {
		b.Run(name, func(b *testing.B) {
			s.asides.most = most
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				err := s.Batch(context.Background(), &batches[i%aloneBatches], func(_ int, res *aero.RecordResult) error {
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
