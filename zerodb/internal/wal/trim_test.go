package wal

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// trimSegment is the size of segments in these tests.
const trimSegment = 1 << 20

// trimOptions returns the options of a log with segments that are long beside what is written to them.
func trimOptions(fs vfs.FS) Options {
	o := testOptions(fs, "/wal")
	o.SegmentSize = trimSegment
	return o
}

// folderBytes returns the size of all files of a log.
func folderBytes(t *testing.T, o Options) int64 {
	t.Helper()
	f, err := List(o)
	if err != nil {
		t.Fatal(err)
	}
	return f.Bytes
}

// TestTrimmedLogIsShort ends lives of a log in order, with spare files at hand: what is left is as long as the records, rounded up, all of
// them are read again, and the next life goes on behind them.
func TestTrimmedLogIsShort(t *testing.T) {
	o := trimOptions(memfs.New(memfs.Options{}))
	l := mustCreate(t, o)
	from := l.Position()
	var sizes []int
	for life := range 4 {
		for range 20 {
			sizes = append(sizes, 500)
			mustAppend(t, l, ids.TxID(len(sizes)), payloadOf(ids.TxID(len(sizes)), 500))
		}
		if err := l.Prefill(); err != nil {
			t.Fatal(err)
		}
		mustSync(t, l)
		if err := l.Trim(); err != nil {
			t.Fatal(err)
		}
		mustClose(t, l)
		const framed = 20*(500+segment.FrameHeaderSize+segment.Alignment) + 2*segment.SizeUnit
		if got, most := folderBytes(t, o), int64((life+1)*framed); got > most {
			t.Fatalf("life %d: the log takes %d bytes, at most %d are needed", life, got, most)
		}
		var list []Record
		l, list, _ = mustRecover(t, o, from)
		checkRecords(t, list, sizes)
	}
}

// TestTrimLeavesWhatIsNotDurable asks for a trim before all records are durable, on a dormant log and twice: it is refused in silence the
// first times and does nothing the last.
func TestTrimLeavesWhatIsNotDurable(t *testing.T) {
	o := trimOptions(memfs.New(memfs.Options{}))
	l := mustCreate(t, o)
	from := l.Position()
	mustAppend(t, l, 1, payloadOf(1, 100))
	if err := l.Trim(); err != nil || folderBytes(t, o) < trimSegment {
		t.Fatalf("%d bytes are left, %v", folderBytes(t, o), err)
	}
	mustClose(t, l)
	asleep, _, err := Open(o, from, func(Record) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	before := folderBytes(t, o)
	if err := errors.Join(asleep.Trim(), asleep.Wake(), asleep.Trim()); err != nil || folderBytes(t, o) >= before {
		t.Fatalf("%d bytes are left of %d, %v", folderBytes(t, o), before, err)
	}
	if err := errors.Join(asleep.Trim(), asleep.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestReaderBesideTrim reads a log that is trimmed while its reader is at the end, and at the beginning: it gets all records and then the end.
func TestReaderBesideTrim(t *testing.T) {
	o := trimOptions(memfs.New(memfs.Options{}))
	l := mustCreate(t, o)
	from := l.Position()
	for tx := ids.TxID(1); tx <= 300; tx++ {
		mustAppend(t, l, tx, payloadOf(tx, 100))
	}
	mustSync(t, l)
	atEnd, atBeginning := trimReader(t, o, from), trimReader(t, o, from)
	end := l.Durable() + 1 // one more than there is, so that readers look at what lies behind
	if count := readAll(t, atEnd, end); count != 300 {
		t.Fatalf("%d records", count)
	}
	if _, err := atBeginning.Next(end); err != nil {
		t.Fatal(err)
	}
	if err := l.Trim(); err != nil {
		t.Fatal(err)
	}
	if more, rest := readAll(t, atEnd, end), readAll(t, atBeginning, end); more != 0 || rest != 299 {
		t.Errorf("%d more records and %d of the rest", more, rest)
	}
}

// trimReader returns a reader that is closed at the end of the test.
func trimReader(t *testing.T, o Options, from Position) *Reader {
	t.Helper()
	r, err := NewReader(o, from, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// readAll counts the records up to the end.
func readAll(t *testing.T, r *Reader, limit ids.LSN) (count int) {
	t.Helper()
	for {
		_, err := r.Next(limit)
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatal(err)
		}
		count++
	}
}

// TestInterruptedCut ends a process after each step of a cut: before the file is shorter, and with a mark that is torn at each byte, the log is
// read to its end; a file that was cut without its mark is damage.
func TestInterruptedCut(t *testing.T) {
	o := trimOptions(memfs.New(memfs.Options{CrashImages: true}))
	l := mustCreate(t, o)
	from, name := l.Position(), o.path(segment.Live, 1)
	mustAppend(t, l, 1, payloadOf(1, 100))
	mustSync(t, l)
	mark := segment.AppendCut(nil, l.head, segment.MinSize)
	mustClose(t, l)
	read := func(written int, length int64) error {
		image, err := o.FS.(*memfs.FS).CrashImage(memfs.Everything, nil)
		if err != nil {
			t.Fatal(err)
		}
		file, err := image.Open(name)
		if err == nil {
			_, err = file.WriteAt(mark[:written], segment.CutAt)
		}
		if err = errors.Join(err, file.Truncate(length), file.Close()); err != nil {
			t.Fatal(err)
		}
		there := o
		there.FS = image
		var list []Record
		l, _, err := Open(there, from, collect(&list))
		if err != nil {
			return err
		}
		checkRecords(t, list, []int{100})
		return l.Close()
	}
	for n := range bytes.TrimRight(mark, "\x00") {
		if err := read(n, trimSegment); err != nil {
			t.Fatalf("with %d bytes of the mark: %v", n, err)
		}
		if e := isCorruption(t, read(n, segment.MinSize)); e.Damage != DamageLength {
			t.Fatalf("cut with %d bytes of the mark: %v", n, e)
		}
	}
	for _, length := range []int64{trimSegment, segment.MinSize, trimSegment / 2} {
		if err := read(len(mark), length); err != nil {
			t.Errorf("marked, %d bytes long: %v", length, err)
		}
	}
	for _, length := range []int64{trimSegment + 1, segment.MinSize - 1} {
		if e := isCorruption(t, read(len(mark), length)); e.Damage != DamageLength {
			t.Errorf("marked, %d bytes long: %v", length, e)
		}
	}
}
