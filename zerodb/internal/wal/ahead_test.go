package wal

import (
	"context"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// aheadOptions returns options of a log whose writer may run ahead of the syncs.
func aheadOptions(fs vfs.FS) Options {
	o := testOptions(fs, "/wal")
	o.Ahead, o.Filling = 3, ByReserving
	return o
}

// fillAhead appends records of a kilobyte until so many full segments wait for their sync, and returns the sizes of all records.
func fillAhead(t *testing.T, l *Log, segments int) []int {
	t.Helper()
	const size = 1000
	var sizes []int
	for l.waiting() < segments {
		tx := ids.TxID(len(sizes) + 1)
		mustAppend(t, l, tx, payloadOf(tx, size))
		sizes = append(sizes, size)
	}
	return sizes
}

// TestWriterRunsAhead fills as many segments as may wait without a sync, then one more, for which the oldest is synced, and nothing else.
func TestWriterRunsAhead(t *testing.T) {
	hooked := newHookFS(memfs.New(memfs.Options{}))
	l := mustCreate(t, aheadOptions(hooked))
	var synced []string
	hooked.set(func(c call) error {
		if c.op == vfs.OpSyncData || c.op == vfs.OpSyncDir {
			synced = append(synced, c.name)
		}
		return nil
	})
	sizes := fillAhead(t, l, 3)
	if len(synced) > 0 || !l.Behind() {
		t.Fatalf("synced %v, behind: %v", synced, l.Behind())
	}
	for l.head.Sequence < 5 {
		tx := ids.TxID(len(sizes) + 1)
		mustAppend(t, l, tx, payloadOf(tx, 1000))
		sizes = append(sizes, 1000)
	}
	if len(synced) != 1 || synced[0] == "wal" || l.waiting() != 3 {
		t.Fatalf("synced %v, %d segments wait", synced, l.waiting())
	}
	if err := l.Settle(); err != nil || l.waiting() != 0 || l.Durable() == 0 || l.Durable() > l.head.First {
		t.Fatalf("Settle = %v: %d segments wait, durable up to %d, the active one begins at %d", err, l.waiting(), l.Durable(), l.head.First)
	}
	mustSync(t, l)
	if f, err := readFolder(&l.opts); err != nil || len(f.ahead) > 0 || len(f.live) != 5 {
		t.Fatalf("after a sync there are %+v, %v", f, err)
	}
}

// TestKilledAhead ends a process whose writer had run ahead: the next one, readers and who only reads find all records, and a
// power failure after the recovery takes none.
func TestKilledAhead(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	o := aheadOptions(files)
	l := mustCreate(t, o)
	from := l.Position()
	sizes := fillAhead(t, l, 3)
	mustClose(t, l)
	report, err := Read(o, from, func(Record) error { return nil })
	if err != nil || report.Records != uint64(len(sizes)) {
		t.Fatalf("Read found %d records of %d: %v", report.Records, len(sizes), err)
	}
	r, err := NewReader(o, from, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i := range sizes {
		if got, err := r.Next(l.Written()); err != nil || got.Tx != ids.TxID(i+1) {
			t.Fatalf("Next = %v, %v, want record %d", got.Tx, err, i+1)
		}
	}
	r.Close()
	if at, _, err := Locate(o, l.Written()); err != nil || at != l.Position() {
		t.Fatalf("Locate = %v, %v, want %v", at, err, l.Position())
	}
	l, list, _ := mustRecover(t, o, from)
	checkRecords(t, list, sizes)
	if f, err := readFolder(&o); err != nil || len(f.ahead) > 0 {
		t.Fatalf("after recovery there are %+v, %v", f, err)
	}
	mustClose(t, l)
	image, err := files.CrashImage(memfs.OnlySynced, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ = mustRecover(t, aheadOptions(image), from)
	checkRecords(t, list, sizes)
}

// TestLossBeforeFilesAhead removes a record of the named segment, with files ahead behind it. If one of their frames says that it was
// durable, it is damage; else a crash may have done it, and the log ends there.
func TestLossBeforeFilesAhead(t *testing.T) {
	for _, synced := range []bool{false, true} {
		o := aheadOptions(memfs.New(memfs.Options{}))
		l := mustCreate(t, o)
		from := l.Position()
		first := mustAppend(t, l, 1, payloadOf(1, 100))
		mustAppend(t, l, 2, payloadOf(2, 100))
		if synced {
			mustSync(t, l)
		}
		fillAhead(t, l, 2)
		mustClose(t, l)
		s := &specimen{opts: o}
		s.write(t, 1, segment.HeaderSize+int64(first), make([]byte, segment.MinSize-segment.HeaderSize-int64(first)))
		s.opts.Ahead = 0
		report, err := Read(o, from, func(Record) error { return nil })
		if synced {
			isCorruption(t, err)
		} else if err != nil || report.Records != 1 {
			t.Errorf("nothing was synced: %d records, %v", report.Records, err)
		}
	}
}

// TestNoteIsWrittenAgain lets the sync of the note fail with which a log is ended. The next opening sees the note in the page cache, may
// not copy what lies before it, and must make it durable.
func TestNoteIsWrittenAgain(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	faults := faultfs.New(files)
	o := testOptions(faults, "/wal")
	l := mustCreate(t, o)
	mustAppend(t, l, 1, payloadOf(1, 3000))
	mustSync(t, l)
	from := l.Position()
	mustAppend(t, l, 2, payloadOf(2, 8))
	if err := faults.Inject(faultfs.Rule{Op: vfs.OpSyncData, Fault: faultfs.IOError}); err != nil {
		t.Fatal(err)
	}
	if err := l.Sync(context.Background()); !errors.Is(err, ErrStopped) {
		t.Fatalf("Sync = %v", err)
	}
	mustClose(t, l)
	o.FS, o.Ended = files, true
	l, list, report := mustRecover(t, o, from)
	if len(list) != 1 || report.RescuedBytes == 0 || report.RescuedBytes > 100 {
		t.Fatalf("%d records, %d bytes rescued", len(list), report.RescuedBytes)
	}
	mustClose(t, l)
	image, err := files.CrashImage(memfs.OnlySynced, nil)
	if err != nil {
		t.Fatal(err)
	}
	o.FS = image
	if _, list, _ = mustRecover(t, o, from); len(list) != 1 || list[0].Tx != 2 {
		t.Errorf("after a power failure there are %d records", len(list))
	}
}

// TestFirstSegmentIsShort begins a life with a segment of its own size and goes on in longer ones, up to the usual size.
func TestFirstSegmentIsShort(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	o.SegmentSize, o.FirstSize = 6*segment.MinSize, segment.MinSize
	l := mustCreate(t, o)
	from := l.Position()
	var sizes []int
	for l.head.Sequence < 3 {
		tx := ids.TxID(len(sizes) + 1)
		mustAppend(t, l, tx, payloadOf(tx, 700))
		sizes = append(sizes, 700)
	}
	mustSync(t, l)
	for sequence, want := range map[uint64]int64{1: o.FirstSize, 2: growth * o.FirstSize, 3: o.SegmentSize} {
		if head, err := readHead(&o, sequence); err != nil || head.Size != want {
			t.Errorf("segment %d has %d bytes, want %d (%v)", sequence, head.Size, want, err)
		}
	}
	mustClose(t, l)
	_, list, _ := mustRecover(t, o, from)
	checkRecords(t, list, sizes)
}
