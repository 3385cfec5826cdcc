package wal

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestSegmentsGrow writes short records into a log whose first segment is short: each new segment is longer than the one before, up to
// SegmentSize, and a record that is longer than the next one gets whole ones.
func TestSegmentsGrow(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	o.FirstSize, o.SegmentSize = 2*segment.SizeUnit, 50*segment.SizeUnit
	l := mustCreate(t, o)
	from, sizes := l.Position(), []int64{l.head.Size}
	count := 0
	add := func(length int) {
		count++
		mustAppend(t, l, ids.TxID(count), payloadOf(ids.TxID(count), length))
		if l.head.Size != sizes[len(sizes)-1] {
			sizes = append(sizes, l.head.Size)
		}
	}
	for l.head.Sequence < from.Segment+4 {
		add(100)
	}
	for i, want := range []int64{2, 8, 32, 50} {
		if sizes[i] != want*segment.SizeUnit {
			t.Fatalf("segments have %v bytes", sizes)
		}
	}
	if len(sizes) != 4 {
		t.Fatalf("segments have %v bytes", sizes)
	}
	mustClose(t, l)
	l, list, _ := mustRecover(t, o, from)
	if len(list) != count {
		t.Fatalf("%d records, want %d", len(list), count)
	}
	sizes = []int64{l.head.Size}
	add(100)
	add(int(o.SegmentSize))
	if l.head.Size != o.SegmentSize || l.head.Sequence > from.Segment+7 {
		t.Fatalf("a long record is in segments of %v bytes", sizes)
	}
}
