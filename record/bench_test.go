package record

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// benchRecords is how many records the benchmarks work on.
const benchRecords = 10_000

// openBench opens a store with one namespace, in files or in memory, filled with records of two bins.
func openBench(b *testing.B, storage Storage) *Store {
	b.Helper()
	options := Options{Namespaces: []NamespaceOptions{{Name: "test", Storage: storage}}, Now: time.Now}
	s := openStore(b, b.TempDir(), options)
	for i := range benchRecords {
		want(b, s, benchPut(i), aero.CodeOK, "")
		if storage == StorageFile && i == benchRecords/10 {
			break // each of these waits for the disk
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	return s
}

// benchPut returns the command that writes record i.
func benchPut(i int) *aero.RecordCommand {
	cmd := inSet(put(i, "number", integer(int64(i))), "users")
	cmd.Operations = append(cmd.Operations, aero.Operation{
		Type: aero.OpWrite, Bin: "text", Value: text(fmt.Sprintf("%0100d", i)),
	})
	return cmd
}

// BenchmarkGet reads all bins of records, one after the other.
func BenchmarkGet(b *testing.B) {
	s := openBench(b, StorageMemory)
	var res aero.RecordResult
	cmds := make([]*aero.RecordCommand, benchRecords)
	for i := range cmds {
		cmds[i] = inSet(get(i), "users")
	}
	b.ResetTimer()
	for i := range b.N {
		if err := s.Execute(context.Background(), cmds[i*7919%benchRecords], &res); err != nil || len(res.Bins) != 2 {
			b.Fatal(err, res.Code)
		}
	}
}

// BenchmarkGetParallel reads from 64 goroutines.
func BenchmarkGetParallel(b *testing.B) {
	s := openBench(b, StorageMemory)
	parallel(b, func(i int, res *aero.RecordResult) error {
		return s.Execute(context.Background(), inSet(get(i*7919%benchRecords), "users"), res)
	})
}

// parallel runs do from 64 goroutines, with ascending numbers.
func parallel(b *testing.B, do func(i int, res *aero.RecordResult) error) {
	b.Helper()
	const goroutines = 64
	var number atomic.Int64
	b.SetParallelism(goroutines / 2) // times GOMAXPROCS, which is 2 on the machine of the published figures
	b.RunParallel(func(pb *testing.PB) {
		var res aero.RecordResult
		for pb.Next() {
			if err := do(int(number.Add(1)), &res); err != nil || res.Code != aero.CodeOK {
				b.Error(err, res.Code)
				return
			}
		}
	})
}

// BenchmarkPut writes records, one after the other, durably.
func BenchmarkPut(b *testing.B) {
	for name, storage := range map[string]Storage{"file": StorageFile, "memory": StorageMemory} {
		b.Run(name, func(b *testing.B) {
			s := openBench(b, storage)
			var res aero.RecordResult
			cmds := make([]*aero.RecordCommand, benchRecords)
			for i := range cmds {
				cmds[i] = benchPut(i)
			}
			b.ResetTimer()
			for i := range b.N {
				if err := s.Execute(context.Background(), cmds[i*7919%benchRecords], &res); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPutParallel writes records from 64 goroutines, durably.
func BenchmarkPutParallel(b *testing.B) {
	for name, storage := range map[string]Storage{"file": StorageFile, "memory": StorageMemory} {
		b.Run(name, func(b *testing.B) {
			s := openBench(b, storage)
			parallel(b, func(i int, res *aero.RecordResult) error {
				return s.Execute(context.Background(), benchPut(i*7919%benchRecords), res)
			})
		})
	}
}

// BenchmarkScan scans all records; the figure is for one scan.
func BenchmarkScan(b *testing.B) {
	s := openBench(b, StorageMemory)
	cmd := &aero.ScanCommand{Namespace: "test", Partitions: allPartitions()}
	for range b.N {
		count := 0
		err := s.Scan(context.Background(), cmd, func(*aero.RecordResult) error { count++; return nil },
			func(aero.PartitionID, aero.ResultCode) error { return nil })
		if err != nil || count != benchRecords {
			b.Fatal(count, err)
		}
	}
}

// BenchmarkBatchGet reads batches of 100 records; the figure is for one batch.
func BenchmarkBatchGet(b *testing.B) {
	s := openBench(b, StorageMemory)
	batch := &aero.BatchCommand{}
	for i := range 100 {
		batch.Entries = append(batch.Entries, *inSet(get(i*7919%benchRecords), "users"))
	}
	b.ResetTimer()
	for range b.N {
		err := s.Batch(context.Background(), batch, func(int, *aero.RecordResult) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
}
