package record

import (
	"context"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// benchIndex returns the definition of an index on a bin of the benchmarks' records.
func benchIndex(name, bin string, of aero.ParticleType) *aero.IndexDefinition {
	return &aero.IndexDefinition{Namespace: "test", Set: "users", Name: name, Bin: bin, Type: of}
}

// BenchmarkIndexedPut writes records from 64 goroutines in memory: with indexes on none of their bins, on a bin that stays the
// same, and on one that changes with every write.
func BenchmarkIndexedPut(b *testing.B) {
	for name, bins := range map[string][]string{"none": nil, "same": {"text"}, "changed": {"number"}} {
		b.Run(name, func(b *testing.B) {
			s := openBench(b, StorageMemory)
			for _, bin := range bins {
				of := aero.ParticleInteger
				if bin == "text" {
					of = aero.ParticleString
				}
				createIndex(b, s, benchIndex(bin, bin, of))
			}
			b.ResetTimer()
			parallel(b, func(i int, res *aero.RecordResult) error {
				cmd := benchPut(i * 7919 % benchRecords)
				cmd.Operations[0].Value = integer(int64(i))
				return s.Execute(context.Background(), cmd, res)
			})
		})
	}
}

// BenchmarkQuery finds records by an index of 10,000 records, over all partitions; the figure is for one query.
func BenchmarkQuery(b *testing.B) {
	for _, found := range []int{1, 100, benchRecords} {
		b.Run(fmt.Sprint(found), func(b *testing.B) {
			s := openBench(b, StorageMemory)
			createIndex(b, s, benchIndex("number", "number", aero.ParticleInteger))
			cmd := &aero.ScanCommand{Namespace: "test", Set: "users", Partitions: allPartitions(), Short: true}
			cmd.Index = &aero.IndexRange{Name: "number", Type: aero.ParticleInteger, From: 0, To: int64(found) - 1}
			b.ResetTimer()
			for range b.N {
				count := 0
				err := s.Scan(context.Background(), cmd, func(*aero.RecordResult) error { count++; return nil }, ignorePartition)
				if err != nil || count != found {
					b.Fatal(count, err)
				}
			}
		})
	}
}

// BenchmarkIndexBuild builds an index on 10,000 records; the figure is for one.
func BenchmarkIndexBuild(b *testing.B) {
	s := openBench(b, StorageMemory)
	for i := range b.N {
		createIndex(b, s, benchIndex(fmt.Sprint(i), "number", aero.ParticleInteger))
		if err := s.DropIndex("test", fmt.Sprint(i)); err != nil {
			b.Fatal(err)
		}
	}
}
