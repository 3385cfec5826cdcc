package wal

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestTailThatEndsWithItsBlock ends a log with a record without payload, whose frame ends exactly where a block of the file does.
// Recovery copies the tail, trimmed to whole blocks; in a copy without room to spare the frame would start where no frame
// may, so the next recovery would miss it, and the segment behind it would not continue.
func TestTailThatEndsWithItsBlock(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	o.SegmentSize = 8 * segment.SizeUnit
	l := mustCreate(t, o)
	from := l.Position()
	const before = segment.SizeUnit - 2*segment.FrameHeaderSize
	sizes := []int{before, 0}
	for i, size := range sizes {
		mustAppend(t, l, ids.TxID(i+1), payloadOf(ids.TxID(i+1), size))
	}
	mustSync(t, l)
	if l.offset%segment.SizeUnit != 0 {
		t.Fatalf("the log ends at %d", l.offset)
	}
	mustClose(t, l)
	for range 3 {
		l, list, _ := mustRecover(t, o, from)
		checkRecords(t, list, sizes)
		mustClose(t, l)
	}
}
