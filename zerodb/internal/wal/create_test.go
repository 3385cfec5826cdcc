package wal

import (
	"context"
	"errors"
	"io/fs"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestCreateTwice checks that a creation replaces what another left that was cut short, but nothing that holds a
// record or that it does not understand.
func TestCreateTwice(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	mustClose(t, mustCreate(t, o))
	o.Identity[0]++
	l := mustCreate(t, o)
	mustAppend(t, l, 1, payloadOf(1, 10))
	from := l.Position()
	mustClose(t, l)
	if _, err := Create(o); !errors.Is(err, ErrExists) {
		t.Fatalf("Create over records: %v", err)
	}
	l, _, _ = mustRecover(t, o, Position{Segment: 1, Chain: segment.Origin(o.Identity)})
	mustClose(t, l)
	if _, err := Create(o); !errors.Is(err, ErrExists) {
		t.Fatalf("Create over two segments: %v", err)
	}
	if from.LSN == 0 {
		t.Fatal("nothing was written")
	}
	s := newSpecimen(t, nil)
	s.write(t, 1, 0, []byte("damage"))
	if _, err := Create(s.opts); !errors.Is(err, ErrExists) {
		t.Fatalf("Create over a damaged segment: %v", err)
	}
}

// TestForeignFiles checks that files with other names are left alone and unfinished ones are removed.
func TestForeignFiles(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	from := func() Position {
		l := mustCreate(t, o)
		defer mustClose(t, l)
		return l.Position()
	}()
	for _, name := range []string{"/wal/notes.log", "/wal/" + segment.Name(segment.Unfinished, 77)} {
		f, err := o.FS.Create(name, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		closeQuietly(f)
	}
	mustRecover(t, o, from)
	if _, err := o.FS.Stat("/wal/notes.log"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.FS.Stat("/wal/" + segment.Name(segment.Unfinished, 77)); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("unfinished file: %v", err)
	}
}

// TestOptionRanges checks that options outside their range are refused by name.
func TestOptionRanges(t *testing.T) {
	good := testOptions(memfs.New(memfs.Options{}), "/wal")
	for name, spoil := range map[string]func(*Options){
		"FS":             func(o *Options) { o.FS = nil },
		"Dir":            func(o *Options) { o.Dir = "" },
		"SegmentSize":    func(o *Options) { o.SegmentSize = segment.MinSize + 1 },
		"SegmentSize<0":  func(o *Options) { o.SegmentSize = -segment.MinSize },
		"MaxRecordBytes": func(o *Options) { o.MaxRecordBytes = -1 },
		"Spare":          func(o *Options) { o.Spare = -1 },
		"WriteBuffer":    func(o *Options) { o.WriteBuffer = 1 },
		"NewEpoch":       func(o *Options) { o.NewEpoch = func() (uint64, error) { return 0, nil } },
	} {
		o := good
		spoil(&o)
		if _, err := Create(o); !errors.Is(err, ErrBadOption) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := Recover(Options{}, Position{}, nil); !errors.Is(err, ErrBadOption) {
		t.Errorf("Recover: %v", err)
	}
	mustClose(t, mustCreate(t, Options{FS: good.FS, Dir: "/default"}))
}

// TestFolderMode checks who may enter the folder.
func TestFolderMode(t *testing.T) {
	for file, folder := range map[fs.FileMode]fs.FileMode{0o600: 0o700, 0o660: 0o770, 0o640: 0o750} {
		if got := folderMode(file); got != folder {
			t.Errorf("files %o, folder %o", file, got)
		}
	}
}

// TestClosed checks that a closed log refuses everything and can be closed again.
func TestClosed(t *testing.T) {
	l := mustCreate(t, testOptions(memfs.New(memfs.Options{}), "/wal"))
	end := mustAppend(t, l, 1, nil)
	mustClose(t, l)
	mustClose(t, l)
	_, appendErr := l.Append(Record{})
	for _, err := range []error{appendErr, l.Reserve(1), l.Release(end), l.WaitDurable(context.Background(), end)} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("closed log: %v", err)
		}
	}
}

// TestVisitorFails checks that Recover returns what the visitor returns.
func TestVisitorFails(t *testing.T) {
	s := newSpecimen(t, []int{1, 2, 3})
	want := errors.New("enough")
	if _, _, err := Recover(s.opts, s.start, func(Record) error { return want }); err != want {
		t.Fatalf("Recover: %v", err)
	}
}

// TestLargeRecordsReserve makes spare files beside short and beside large records: only the former are filled with zeros.
func TestLargeRecordsReserve(t *testing.T) {
	hooked := newHookFS(memfs.New(memfs.Options{}))
	o := testOptions(hooked, "/wal")
	o.SegmentSize = 1 << 20
	l := mustCreate(t, o)
	for _, c := range []struct {
		size   int
		filled bool
	}{{100, true}, {largeRecord, false}, {100, true}} {
		mustAppend(t, l, 1, payloadOf(1, c.size))
		var written int
		hooked.set(func(c call) error {
			if c.op == vfs.OpWrite {
				written += c.size
			}
			return nil
		})
		if err := l.addSpare(l.opts.SegmentSize); err != nil {
			t.Fatal(err)
		}
		hooked.set(func(call) error { return nil })
		if filled := written >= 1<<20; filled != c.filled {
			t.Errorf("after a record of %d bytes %d zeros were written", c.size, written)
		}
	}
}
