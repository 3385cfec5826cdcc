package wal

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestFileAheadThatCannotBeRead gives a file ahead the next version of the format, or lets opening it fail: nobody takes it for the end of the log, nor a
// position in it for one whose segment is gone.
func TestFileAheadThatCannotBeRead(t *testing.T) {
	faults := faultfs.New(memfs.New(memfs.Options{}))
	o := aheadOptions(faults)
	l := mustCreate(t, o)
	from := l.Position()
	fillAhead(t, l, 2)
	last, end := l.Position(), l.Written()
	mustClose(t, l)
	name := o.path(segment.Ahead, last.Segment)
	calls := map[string]func() error{
		"Read":         func() error { _, err := Read(o, from, func(Record) error { return nil }); return err },
		"Locate":       func() error { _, _, err := Locate(o, end); return err },
		"Recover":      func() error { _, _, err := Recover(o, from, func(Record) error { return nil }); return err },
		"Reader":       func() error { return readTo(o, from, end) },
		"Reader in it": func() error { return readTo(o, last, end+segment.Alignment) },
	}
	if err := faults.Inject(faultfs.Rule{Op: vfs.OpOpen, Name: name, Fault: faultfs.IOError, Times: faultfs.Forever}); err != nil {
		t.Fatal(err)
	}
	for call, do := range calls {
		if err := do(); !errors.Is(err, faultfs.ErrInjected) || errors.Is(err, ErrGone) {
			t.Errorf("%s of what cannot be opened: %v", call, err)
		}
	}
	faults.Heal()
	setVersion(t, o.FS, name, segment.Version+1)
	for call, do := range calls {
		version, ok := errors.AsType[*VersionError](do())
		if !ok || version.Segment != last.Segment || version.Version != segment.Version+1 {
			t.Errorf("%s of a later version: %v", call, version)
		}
	}
	setVersion(t, o.FS, name, segment.Version)
	if report, err := Read(o, from, func(Record) error { return nil }); err != nil || report.End != end {
		t.Errorf("the log ends at %d, not %d: %v", report.End, end, err)
	}
}

// readTo reads records from a position until one fails or ends at or behind another one.
func readTo(o Options, from Position, end ids.LSN) error {
	r, err := NewReader(o, from, 0)
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		if _, err := r.Next(end); err != nil {
			return err
		}
	}
}

// setVersion gives the header of a file of the log another version.
func setVersion(t *testing.T, files vfs.FS, name string, version uint32) {
	t.Helper()
	file, err := files.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer closeQuietly(file)
	b := make([]byte, 72) // docs/format/log.md draws it
	_, err = file.ReadAt(b, 0)
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	binary.LittleEndian.PutUint32(b[8:], version)
	binary.LittleEndian.PutUint32(b[12:], crc32.Update(crc32.Checksum(b[:12], castagnoli), castagnoli, b[16:]))
	if err == nil {
		_, err = file.WriteAt(b, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
}
