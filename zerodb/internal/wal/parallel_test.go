package wal

import (
	"bytes"
	"context"
	"encoding/binary"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestParallelWriters lets writers append under a lock and wait together, while another goroutine takes positions,
// releases segments and prefills, and a third waits with contexts that end. Nobody may return before its position
// is durable, the durable position must only grow, and everything must be there in the end. Segments are small, so
// the log changes over all the time.
func TestParallelWriters(t *testing.T) {
	const writers, each = 8, 150
	h := newHookFS(memfs.New(memfs.Options{}))
	var syncs atomic.Int64
	h.set(func(c call) error {
		if c.op == vfs.OpSyncData {
			syncs.Add(1)
		}
		return nil
	})
	o := testOptions(h, "/wal")
	var heard atomic.Uint64
	o.OnDurable = func(lsn ids.LSN) {
		if before := heard.Swap(uint64(lsn)); before >= uint64(lsn) {
			t.Errorf("heard of %d after %d", lsn, before)
		}
	}
	l := mustCreate(t, o)
	start := l.Position()
	var lock sync.Mutex
	write := func(payload []byte) (ids.LSN, error) {
		lock.Lock()
		defer lock.Unlock()
		if err := l.Reserve(int64(len(payload))); err != nil {
			return 0, err
		}
		return l.Append(Record{Payload: payload})
	}
	stop := make(chan struct{})
	var side, main sync.WaitGroup
	side.Go(func() { disturb(t, l, start.LSN, stop) })
	for writer := range writers {
		main.Go(func() {
			for i := range each {
				payload := binary.LittleEndian.AppendUint32(nil, uint32(writer*each+i))
				end, err := write(append(payload, make([]byte, i*3)...))
				if err == nil {
					err = l.WaitDurable(context.Background(), end)
				}
				if err != nil || ids.LSN(heard.Load()) < end {
					t.Errorf("writer %d: %v, heard of %d, waited for %d", writer, err, heard.Load(), end)
					return
				}
			}
		})
	}
	main.Wait()
	close(stop)
	side.Wait()
	t.Logf("%d syncs for %d commits", syncs.Load(), writers*each)
	mustClose(t, l)
	checkNumbers(t, o, start, writers*each)
}

// disturb uses all that may be called beside a writer until it is stopped. It keeps everything from position keep.
func disturb(t *testing.T, l *Log, keep ids.LSN, stop chan struct{}) {
	t.Helper()
	var durable ids.LSN
	for {
		select {
		case <-stop:
			return
		default:
		}
		now := l.Durable()
		if now < durable || now > l.Written() {
			t.Errorf("durable %d after %d, written %d", now, durable, l.Written())
		}
		durable = now
		ctx, cancel := context.WithCancel(context.Background())
		done := waitDurable(ctx, l, l.Written())
		cancel()
		<-done
		if err := l.Prefill(); err != nil {
			t.Errorf("Prefill: %v", err)
		}
		if err := l.Release(keep); err != nil {
			t.Errorf("Release: %v", err)
		}
	}
}

// checkNumbers recovers the log and checks that each number below count is the beginning of one record.
func checkNumbers(t *testing.T, o Options, from Position, count int) {
	t.Helper()
	o.OnDurable = nil
	_, list, _ := mustRecover(t, o, from)
	seen := make([]bool, count)
	for _, r := range list {
		n := binary.LittleEndian.Uint32(r.Payload)
		if seen[n] || len(bytes.Trim(r.Payload[4:], "\x00")) > 0 {
			t.Fatalf("record %d is there twice or damaged", n)
		}
		seen[n] = true
	}
	if len(list) != count {
		t.Fatalf("%d records, want %d", len(list), count)
	}
}

// TestParallelFailure lets a sync fail under many waiters. Each must get an error that says so, or have been durable
// before, and no waiter may be left behind.
func TestParallelFailure(t *testing.T) {
	h := newHookFS(memfs.New(memfs.Options{}))
	l := mustCreate(t, testOptions(h, "/wal"))
	var syncs atomic.Int64
	h.set(func(c call) error {
		if c.op == vfs.OpSyncData && syncs.Add(1) > 20 {
			return vfs.ErrReadOnly
		}
		return nil
	})
	var lock sync.Mutex
	var failed atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for {
				lock.Lock()
				err := l.Reserve(10)
				var end ids.LSN
				if err == nil {
					end, err = l.Append(Record{Payload: make([]byte, 10)})
				}
				lock.Unlock()
				if err == nil {
					err = l.WaitDurable(context.Background(), end)
				}
				if err != nil {
					if l.Err() != nil && err.Error() == l.Err().Error() {
						failed.Add(1)
					}
					return
				}
			}
		})
	}
	all.Wait()
	if failed.Load() == 0 || l.Err() == nil {
		t.Fatalf("%d writers failed with %v", failed.Load(), l.Err())
	}
}
