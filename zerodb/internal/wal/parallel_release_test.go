package wal

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestParallelRelease makes checkpoints beside a writer: it takes a position, syncs and releases what is before it.
// The log must stay readable from the last checkpoint, without a gap, and must not keep more files than it needs.
func TestParallelRelease(t *testing.T) {
	const records = 3000
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	l := mustCreate(t, o)
	var from Position
	var work sync.WaitGroup
	done := make(chan struct{})
	work.Go(func() {
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
			}
			from = l.Position()
			if err := errors.Join(l.Sync(context.Background()), l.Release(from.LSN)); err != nil {
				t.Errorf("checkpoint: %v", err)
				return
			}
		}
	})
	for i := range records {
		mustAppend(t, l, ids.TxID(i+1), payloadOf(ids.TxID(i+1), i%500))
	}
	close(done)
	work.Wait()
	mustAppend(t, l, records+1, nil)
	mustClose(t, l)
	_, list, _ := mustRecover(t, o, from)
	for i, r := range list {
		if want := ids.TxID(records + 1 - len(list) + i + 1); r.Tx != want {
			t.Fatalf("record %d of %d is of transaction %d, want %d", i, len(list), r.Tx, want)
		}
	}
	f, err := readFolder(&o)
	if err != nil || len(list) == 0 || len(f.live) > 4 || len(f.spares) > o.Spare {
		t.Fatalf("%d records, files %+v, %v", len(list), f, err)
	}
}
