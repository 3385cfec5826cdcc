package wal

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// benchmarkLog creates a log with the default options in a fresh folder of the host.
func benchmarkLog(b *testing.B) *Log {
	b.Helper()
	return mustCreate(b, Options{FS: vfs.OS(), Dir: b.TempDir()})
}

// appendRecycling appends a record and gives up the segments before it, as a database does at its checkpoints.
func appendRecycling(l *Log, payload []byte) (ids.LSN, error) {
	if err := l.Reserve(int64(len(payload))); err != nil {
		return 0, err
	}
	end, err := l.Append(Record{Tx: 1, Payload: payload})
	if err != nil {
		return 0, err
	}
	return end, l.Release(l.Durable())
}

// BenchmarkAppend measures appending without waiting, with the syncs and changes of segment that it causes.
func BenchmarkAppend(b *testing.B) {
	for _, size := range []int{100, 1000, 10_000, 1_000_000} {
		b.Run(fmt.Sprintf("%d bytes", size), func(b *testing.B) {
			l := benchmarkLog(b)
			payload := payloadOf(1, size)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := appendRecycling(l, payload); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkGroupCommit measures durable commits of small records by several writers at once, and reports how many
// of them share a sync.
func BenchmarkGroupCommit(b *testing.B) {
	for _, writers := range []int{1, 4, 16, 64} {
		b.Run(fmt.Sprintf("%d writers", writers), func(b *testing.B) {
			h := newHookFS(vfs.OS())
			var syncs atomic.Int64
			h.set(func(c call) error {
				if c.op == vfs.OpSyncData {
					syncs.Add(1)
				}
				return nil
			})
			l := mustCreate(b, Options{FS: h, Dir: b.TempDir()})
			syncs.Store(0)
			b.ReportAllocs()
			b.ResetTimer()
			commitInParallel(b, l, writers)
			b.ReportMetric(float64(b.N)/float64(syncs.Load()), "commits/sync")
		})
	}
}

// commitInParallel makes b.N durable commits by so many goroutines.
func commitInParallel(b *testing.B, l *Log, writers int) {
	b.Helper()
	payload := payloadOf(1, 200)
	var lock sync.Mutex
	var left atomic.Int64
	left.Store(int64(b.N))
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				lock.Lock()
				end, err := appendRecycling(l, payload)
				lock.Unlock()
				if err == nil {
					err = l.WaitDurable(context.Background(), end)
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

// BenchmarkRecover measures reading a log of small records back, without what it takes to make it writable.
func BenchmarkRecover(b *testing.B) {
	o, err := Options{FS: vfs.OS(), Dir: b.TempDir()}.withDefaults()
	if err != nil {
		b.Fatal(err)
	}
	l := mustCreate(b, o)
	from := l.Position()
	const records = 100_000
	for range records {
		mustAppend(b, l, 1, payloadOf(1, 200))
	}
	f, err := readFolder(&o)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(l.Written()))
	b.ReportAllocs()
	for b.Loop() {
		r := newReplayer(&o, func(Record) error { return nil })
		if err := r.run(from, f); err != nil || r.report.Records != records {
			b.Fatalf("%d records, %v", r.report.Records, err)
		}
	}
}
