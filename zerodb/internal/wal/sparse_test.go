package wal

import (
	"bytes"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestSparseSegmentIsNotReused recovers a log from a sparse copy, whose segments have no blocks for the zeros in their records, releases them, and fills
// the disk up. The files that are used next must have their blocks: a full disk refuses a reservation and never stops the log.
func TestSparseSegmentIsNotReused(t *testing.T) {
	const count, size = 4, 12 * segment.SizeUnit
	files := memfs.New(memfs.Options{})
	o := testOptions(files, "/wal")
	o.SegmentSize = 16 * segment.SizeUnit
	l := mustCreate(t, o)
	from := l.Position()
	for tx := range ids.TxID(count) {
		mustAppend(t, l, tx, make([]byte, size))
	}
	mustSync(t, l)
	mustClose(t, l)
	makeSparse(t, &o)
	l, list, _ := mustRecover(t, o, from)
	if len(list) != count {
		t.Fatalf("%d records, want %d", len(list), count)
	}
	if err := l.Release(l.Position().LSN); err != nil {
		t.Fatal(err)
	}
	files.SetQuota(files.Used())
	for tx := range ids.TxID(count) {
		err := l.Reserve(size)
		if isNoSpace(err) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Append(Record{Tx: tx, Payload: payloadOf(tx, size)}); err != nil {
			t.Fatalf("record %d: %v", tx, err)
		}
	}
	t.Error("the disk was never full")
}

// makeSparse replaces the files of a log by copies without blocks for what is zero, as cp --sparse does.
func makeSparse(t *testing.T, o *Options) {
	t.Helper()
	f, err := readFolder(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range f.paths(o) {
		if err := makeFileSparse(o, name); err != nil {
			t.Fatal(err)
		}
	}
}

// makeFileSparse is makeSparse for one file.
func makeFileSparse(o *Options, name string) error {
	file, err := o.FS.Open(name)
	if err != nil {
		return err
	}
	defer closeQuietly(file)
	size, err := file.Size()
	if err != nil {
		return err
	}
	content := make([]byte, size)
	if _, err := file.ReadAt(content, 0); err != nil {
		return err
	}
	if err := file.Truncate(0); err != nil {
		return err
	}
	if err := file.Truncate(size); err != nil {
		return err
	}
	zeros := make([]byte, segment.SizeUnit)
	for at := int64(0); at < size; at += segment.SizeUnit {
		if b := content[at : at+segment.SizeUnit]; !bytes.Equal(b, zeros) {
			if _, err := file.WriteAt(b, at); err != nil {
				return err
			}
		}
	}
	return nil
}
