package wal

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// besideFS lets something happen before each call with which a reader looks at a log: what a writer does beside it.
type besideFS struct {
	vfs.FS
	opened func(name string, file vfs.File)
	read   func(offset int64)
}

// besideFile is a file of besideFS.
type besideFile struct {
	vfs.File
	fs *besideFS
}

// OpenReadOnly opens a file, and tells of it.
func (b *besideFS) OpenReadOnly(name string) (vfs.File, error) {
	f, err := b.FS.OpenReadOnly(name)
	if err != nil {
		return nil, err
	}
	if b.opened != nil {
		b.opened(name, f)
	}
	return &besideFile{f, b}, nil
}

// ReadAt tells of a read, and reads.
func (f *besideFile) ReadAt(p []byte, offset int64) (int, error) {
	if f.fs.read != nil {
		f.fs.read(offset)
	}
	return f.File.ReadAt(p, offset)
}

// besideWriter makes a log with one record, and a file system that lets two more be written and synced as soon as somebody who has found the end of the log
// looks whether it is damage.
func besideWriter(t *testing.T) Options {
	t.Helper()
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	o.SegmentSize = 2 << 20
	l := mustCreate(t, o)
	mustAppend(t, l, 1, []byte("first"))
	mustSync(t, l)
	end, busy := segment.HeaderSize+int64(l.Written()), false
	o.FS = &besideFS{FS: o.FS, read: func(offset int64) {
		if offset <= end || busy {
			return
		}
		busy = true
		mustAppend(t, l, 2, make([]byte, 3*windowSize))
		mustSync(t, l)
		mustAppend(t, l, 3, []byte("third"))
		mustSync(t, l)
	}}
	return o
}

// TestReaderBesideAWriter follows a log while it is written: a frame that came meanwhile and states that the end was durable must not make damage of it.
func TestReaderBesideAWriter(t *testing.T) {
	r, err := NewReader(besideWriter(t), Position{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	wantInOrder(t, r, func(want ids.TxID) bool { return want <= 3 })
}

// wantInOrder reads one transaction after the other, waiting at the end of the log, as long as more wants the next one.
func wantInOrder(t *testing.T, r *Reader, more func(want ids.TxID) bool) {
	t.Helper()
	for want := ids.TxID(1); more(want); {
		record, err := r.Next(math.MaxInt64)
		switch {
		case errors.Is(err, io.EOF):
		case err != nil || record.Tx != want:
			t.Fatalf("transaction %d, want %d: %v", record.Tx, want, err)
		default:
			want++
		}
	}
}

// TestReadBesideAWriter is TestReaderBesideAWriter for who looks through the log once.
func TestReadBesideAWriter(t *testing.T) {
	var list []Record
	o := besideWriter(t)
	from := Position{Segment: firstSegment, Chain: segment.Origin(o.Identity)}
	if _, err := Read(o, from, collect(&list)); err != nil || len(list) == 0 {
		t.Errorf("%d records, %v", len(list), err)
	}
}

// TestReaderLeftBehind makes sure that a reader whose next segments were released, and are in no archive, is told so, and not of damage.
func TestReaderLeftBehind(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	l := mustCreate(t, o)
	for tx := range ids.TxID(40) {
		mustAppend(t, l, tx+1, make([]byte, 900))
	}
	mustSync(t, l)
	r, err := NewReader(o, Position{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Next(math.MaxInt64); err != nil {
		t.Fatal(err)
	}
	if err := l.Release(l.Written()); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := r.Next(math.MaxInt64); err != nil {
			if !errors.Is(err, ErrGone) {
				t.Errorf("%v, want ErrGone", err)
			}
			return
		}
	}
}

// TestReaderOfAReusedSegment lets a segment be released, and its file used again, at the moment in which a reader has opened it by its name.
func TestReaderOfAReusedSegment(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	o.Spare = 64
	l := mustCreate(t, o)
	tx := ids.TxID(0)
	fill := func() {
		for range 40 {
			tx++
			mustAppend(t, l, tx, make([]byte, 900))
		}
		mustSync(t, l)
	}
	fill()
	first := l.Position()
	fill()
	files := &besideFS{FS: o.FS}
	name := o.path(segment.Live, first.Segment)
	reused := false
	files.opened = func(opened string, _ vfs.File) {
		if opened == name && !reused {
			reused = true
			if err := l.Release(l.Written()); err != nil {
				t.Fatal(err)
			}
			fill()
		}
	}
	o.FS = files
	if _, err := NewReader(o, first, 0); !errors.Is(err, ErrGone) || !reused {
		t.Errorf("%v, want ErrGone", err)
	}
}

// TestReaderOfTheOldestReleased lets the oldest segment go while a reader looks which one it is: reading begins with the one that is the oldest then.
func TestReaderOfTheOldestReleased(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	l := mustCreate(t, o)
	for tx := range ids.TxID(40) {
		mustAppend(t, l, tx+1, make([]byte, 900))
	}
	mustSync(t, l)
	files := &besideFS{FS: &goneFS{FS: o.FS, before: func() {
		if err := l.Release(l.Written()); err != nil {
			t.Fatal(err)
		}
	}}}
	o.FS = files
	r, err := NewReader(o, Position{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Next(math.MaxInt64); err != nil {
		t.Error(err)
	}
}

// goneFS lets something happen once, after a folder was listed.
type goneFS struct {
	vfs.FS
	before func()
}

// ReadDir lists a folder.
func (g *goneFS) ReadDir(name string) ([]string, error) {
	names, err := g.FS.ReadDir(name)
	if before := g.before; before != nil {
		g.before = nil
		before()
	}
	return names, err
}

// TestReaderOfADanglingName makes sure that a name in the folder that leads nowhere ends in an error, and not in a search without end.
func TestReaderOfADanglingName(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	l := mustCreate(t, o)
	mustAppend(t, l, 1, []byte("first"))
	if err := l.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	o.FS = danglingFS{o.FS}
	if _, err := NewReader(o, Position{}, 0); !errors.As(err, new(*CorruptionError)) {
		t.Errorf("%v, want damage", err)
	}
}

// danglingFS has a name in each folder that leads nowhere.
type danglingFS struct{ vfs.FS }

// OpenReadOnly finds nothing.
func (danglingFS) OpenReadOnly(name string) (vfs.File, error) {
	return nil, &vfs.Error{Op: vfs.OpOpen, Path: name, Err: fs.ErrNotExist}
}

// pausedFS lets something happen once, before somebody opens a file.
type pausedFS struct {
	vfs.FS
	name string
	do   func()
}

// OpenReadOnly opens a file.
func (p *pausedFS) OpenReadOnly(name string) (vfs.File, error) {
	if do := p.do; do != nil && name == p.name {
		p.do = nil
		do()
	}
	return p.FS.OpenReadOnly(name)
}

// TestReaderPausedAtTheEnd stops a reader that has found the end of the log, and is about to look for the next segment, for as long as a writer takes to fill the segment and to begin the next one: what was not
// there yet is no damage.
func TestReaderPausedAtTheEnd(t *testing.T) {
	o := testOptions(memfs.New(memfs.Options{}), "/wal")
	l := mustCreate(t, o)
	mustAppend(t, l, 1, []byte("first"))
	mustSync(t, l)
	first, last := l.Position().Segment, ids.TxID(1)
	o.FS = &pausedFS{FS: o.FS, name: o.path(segment.Live, first+1), do: func() {
		for l.Position().Segment < first+2 {
			last++
			mustAppend(t, l, last, make([]byte, 500))
			mustSync(t, l)
		}
	}}
	r, err := NewReader(o, Position{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	wantInOrder(t, r, func(want ids.TxID) bool { return want <= last || last == 1 })
}
