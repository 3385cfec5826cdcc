package wal

import (
	"context"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestDiskThatIsFullLate runs the log on a file system that finds room for what was written only when the file is synced, as those do
// that allocate late. A disk that is full then must refuse the reservation, after which the log goes on; it must not stop the log
// when the segment is begun.
func TestDiskThatIsFullLate(t *testing.T) {
	front := newHookFS(memfs.New(memfs.Options{}))
	full, has := false, map[string]bool{}
	front.set(func(c call) error {
		if c.op != vfs.OpSyncData || has[c.name] {
			return nil
		}
		if full {
			return vfs.ErrNoSpace
		}
		has[c.name] = true
		return nil
	})
	l := mustCreate(t, testOptions(front, "/wal"))
	full = true
	refused := 0
	for tx := ids.TxID(1); tx <= 12; tx++ {
		err := l.Reserve(segment.MinSize / 2)
		if isNoSpace(err) {
			refused++
			full = false
			err = l.Reserve(segment.MinSize / 2)
			full = true
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Append(Record{Tx: tx, Payload: payloadOf(tx, segment.MinSize/2)}); err != nil {
			t.Fatalf("record %d: %v", tx, err)
		}
		if err := l.Sync(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if refused == 0 {
		t.Error("the disk was never full")
	}
}
