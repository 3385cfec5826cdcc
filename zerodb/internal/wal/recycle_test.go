package wal

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// fillingPayload is the payload of a record that fills a segment of the smallest size exactly.
const fillingPayload = segment.MinSize - segment.HeaderSize - segment.FrameHeaderSize

// TestRecycledSegment lets a segment be reused and checks that its old frames, which still stand behind the new
// ones, are neither read nor taken for proof of damage.
func TestRecycledSegment(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	l := mustCreate(t, o)
	for tx := range ids.TxID(100) {
		mustAppend(t, l, tx, payloadOf(tx, 90))
		mustSync(t, l)
	}
	from := l.Position()
	if err := l.Release(from.LSN); err != nil {
		t.Fatal(err)
	}
	f, err := readFolder(&o)
	if err != nil || len(f.spares) != o.Spare || len(f.live) != 1 {
		t.Fatalf("after release: %+v, %v", f, err)
	}
	count := 0
	for l.head.Sequence == from.Segment || l.offset < segment.HeaderSize+500 {
		count++
		mustAppend(t, l, ids.TxID(count), payloadOf(ids.TxID(count), 90))
	}
	mustClose(t, l)
	var sizes []int
	for range count {
		sizes = append(sizes, 90)
	}
	_, list, report := mustRecover(t, o, from)
	checkRecords(t, list, sizes)
	if report.Segments != 2 {
		t.Fatalf("read %d segments", report.Segments)
	}
}

// TestStaleFramesBehindTheEnd copies the frames of an earlier segment, and then those of the same segment in its
// earlier life, behind the end of the log, where they fit without a gap. They must not be read.
func TestStaleFramesBehindTheEnd(t *testing.T) {
	s := newSpecimen(t, []int{100, 100, fillingPayload, 100}, 2)
	old := s.read(t, 1)
	live := s.segments(t)
	last := live[len(live)-1]
	l, _, _ := mustRecover(t, s.opts, s.start)
	mustClose(t, l)
	for _, frames := range [][]byte{old[segment.HeaderSize:], s.read(t, last)[segment.HeaderSize:]} {
		s.write(t, last+1, segment.HeaderSize, frames[:1000])
		if count, err := s.replay(t); err != nil || count != len(s.records) {
			t.Fatalf("%d records, %v", count, err)
		}
	}
}

// TestReplacedEmptySegment opens a log again and again without writing and checks that files do not pile up, that
// the position that a checkpoint took stays readable, and that a second life's record is found behind it.
func TestReplacedEmptySegment(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	l := mustCreate(t, o)
	mustAppend(t, l, 1, payloadOf(1, 10))
	from := l.Position()
	for range 5 {
		mustClose(t, l)
		var report Report
		l, _, report = mustRecover(t, o, from)
		if report.RescuedBytes != 0 {
			t.Fatalf("copied %d bytes though nothing was replayed", report.RescuedBytes)
		}
		from = l.Position()
	}
	if f, err := readFolder(&o); err != nil || len(f.live) != 2 {
		t.Fatalf("segments %v, %v", f.live, err)
	}
	mustAppend(t, l, 1, payloadOf(1, 33))
	mustClose(t, l)
	_, list, _ := mustRecover(t, o, from)
	checkRecords(t, list, []int{33})
}

// TestPositionAtTheEndOfASegment takes a position where a segment is exactly full, lets the log go on, releases
// up to that position, and checks that the log can still be read from it.
func TestPositionAtTheEndOfASegment(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	l := mustCreate(t, o)
	mustAppend(t, l, 1, payloadOf(1, fillingPayload))
	from := l.Position()
	if !segment.Full(l.offset, l.head.Size) || from.Segment != 1 {
		t.Fatalf("at %+v", from)
	}
	mustAppend(t, l, 1, payloadOf(1, fillingPayload))
	mustAppend(t, l, 2, payloadOf(2, 10))
	if err := l.Release(from.LSN); err != nil {
		t.Fatal(err)
	}
	mustClose(t, l)
	_, list, _ := mustRecover(t, o, from)
	checkRecords(t, list, []int{fillingPayload, 10})
}

// TestReadFromTheEndOfAReleasedSegment reads from positions at the end of a segment that is full, and of one that ended with a life, after that segment was released: all behind
// them is kept. Positions in the middle of it are gone, and one of another history is foreign.
func TestReadFromTheEndOfAReleasedSegment(t *testing.T) {
	for name, again := range map[string]func(*testing.T, Options, *Log, Position) *Log{
		"full": func(_ *testing.T, _ Options, l *Log, _ Position) *Log { return l },
		"life": func(t *testing.T, o Options, l *Log, from Position) *Log {
			mustClose(t, l)
			l, _, _ = mustRecover(t, o, from)
			return l
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := testOptions(memfs.New(memfs.Options{}), "/wal")
			l := mustCreate(t, o)
			start, epoch := l.Position(), l.Epoch()
			first := fillingPayload
			if name == "life" {
				first = 100
			}
			mustAppend(t, l, 1, payloadOf(1, first))
			end := l.Position()
			l = again(t, o, l, start)
			mustAppend(t, l, 1, payloadOf(1, fillingPayload))
			mustAppend(t, l, 2, payloadOf(2, 10))
			if err := l.Release(end.LSN + 1); err != nil {
				t.Fatal(err)
			}
			if f, err := readFolder(&o); err != nil || f.live[0] != end.Segment+1 {
				t.Fatalf("segments %v, %v", f.live, err)
			}
			r, err := NewReader(o, end, epoch)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			for _, want := range []int{fillingPayload, 10} {
				if record, err := r.Next(l.Written()); err != nil || len(record.Payload) != want {
					t.Fatalf("%d bytes, %v, want %d", len(record.Payload), err, want)
				}
			}
			other := end
			other.Chain++
			for at, want := range map[Position]error{start: ErrGone, other: ErrForeign} {
				if _, err := NewReader(o, at, 0); !errors.Is(err, want) {
					t.Errorf("from %+v: %v, want %v", at, err, want)
				}
			}
		})
	}
}

// TestSparesAreBounded reserves a huge record and releases it, and checks that only Options.Spare files remain,
// and that segments of another size, as after a change of the option, are not reused.
func TestSparesAreBounded(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	l := mustCreate(t, o)
	mustAppend(t, l, 1, payloadOf(1, 50_000))
	mustAppend(t, l, 2, payloadOf(2, 10))
	if err := l.Release(l.Written()); err != nil {
		t.Fatal(err)
	}
	from := l.Position()
	if f, err := readFolder(&o); err != nil || len(f.live) != 1 || len(f.spares) != o.Spare {
		t.Fatalf("files %+v, %v", f, err)
	}
	mustAppend(t, l, 1, payloadOf(1, 10))
	mustClose(t, l)
	o.SegmentSize *= 2
	l, list, _ := mustRecover(t, o, from)
	checkRecords(t, list, []int{10})
	mustAppend(t, l, 2, payloadOf(2, 20_000))
	if err := l.Release(l.Written()); err != nil {
		t.Fatal(err)
	}
	f, err := readFolder(&o)
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range f.spares {
		if info, err := o.FS.Stat(o.path(segment.Spare, number)); err != nil || info.Size != o.SegmentSize {
			t.Fatalf("spare %d: %+v, %v", number, info, err)
		}
	}
}

// TestRescueIsTrimmed recovers a short log of large segments and checks that the copy of the last one is no longer than
// what is in it, is read again by the next life, and is not reused when it is released.
func TestRescueIsTrimmed(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	o.SegmentSize = 1 << 20
	l := mustCreate(t, o)
	from := l.Position()
	mustAppend(t, l, 1, payloadOf(1, 10_000))
	var list []Record
	for range 2 {
		mustClose(t, l)
		var report Report
		l, list, report = mustRecover(t, o, from)
		checkRecords(t, list, []int{10_000})
		info, err := o.FS.Stat(o.path(segment.Live, 1))
		if err != nil || info.Size != 16<<10 || report.Records != 1 || report.Bytes != 10_000 {
			t.Fatalf("segment is %+v, %v, report %+v", info, err, report)
		}
	}
	mustAppend(t, l, 2, nil)
	spares := len(l.spares)
	if err := l.Release(l.Written()); err != nil || len(l.spares) != spares {
		t.Fatalf("%d spares, then %d, %v", spares, len(l.spares), err)
	}
}
