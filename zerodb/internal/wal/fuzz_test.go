package wal

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// FuzzDamagedLog applies up to 64 changes to the segments of a valid log: each is 5 bytes, which say where and what. Reading must yield a prefix of what was written, and either succeed or name the damage.
func FuzzDamagedLog(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0x10, 0, 1})
	f.Add([]byte{1, 0, 0x10, 12, 0xff, 2, 0, 0, 16, 7})
	s := newSpecimen(f, damageSizes(), 2, 5, 8)
	live := s.segments(f)
	f.Fuzz(func(t *testing.T, changes []byte) {
		type place struct {
			sequence uint64
			offset   int64
			former   byte
		}
		var undo []place
		for ; len(changes) >= 5 && len(undo) < 64; changes = changes[5:] {
			sequence := live[int(changes[0])%len(live)]
			offset := int64(binary.BigEndian.Uint16(changes[1:])) % segment.MinSize
			file := s.open(t, sequence)
			former := make([]byte, 1)
			if _, err := file.ReadAt(former, offset); err != nil {
				t.Fatal(err)
			}
			undo = append(undo, place{sequence, offset, former[0]})
			mustWrite(t, file, offset, former[0]^changes[3]^changes[4])
		}
		if _, err := s.replay(t); err != nil {
			isCorruption(t, err)
		}
		for i := len(undo) - 1; i >= 0; i-- {
			s.write(t, undo[i].sequence, undo[i].offset, []byte{undo[i].former})
		}
	})
}

// FuzzForeignSegment reads a segment with a valid header and arbitrary frames, and then recovers it twice, which
// must give the same records again.
func FuzzForeignSegment(f *testing.F) {
	head := segment.Header{
		Identity: testIdentity, Sequence: 1, Epoch: 2, Size: segment.MinSize,
		Chain: segment.Origin(testIdentity),
	}
	good, sum := segment.AppendFrame(nil, segment.Frame{
		Prev: head.Chain, Epoch: 2, Sequence: 1,
		Flags: segment.First | segment.Last, Payload: []byte("record"),
	})
	half, _ := segment.AppendFrame(good, segment.Frame{Prev: sum, Epoch: 2, Sequence: 1, Flags: segment.First})
	f.Add([]byte{})
	f.Add(good)
	f.Add(half)
	f.Fuzz(func(t *testing.T, frames []byte) {
		o := testOptions(memfs.New(memfs.Options{}), "/wal")
		if err := o.FS.Mkdir("/wal", 0o700); err != nil {
			t.Fatal(err)
		}
		file, err := o.FS.Create(o.path(segment.Live, 1), 0o600)
		if err != nil {
			t.Fatal(err)
		}
		content := append(head.Append(nil), frames...)
		content = append(content, make([]byte, segment.MinSize)...)[:segment.MinSize]
		if _, err := file.WriteAt(content, 0); err != nil {
			t.Fatal(err)
		}
		closeQuietly(file)
		recoverTwice(t, o, Position{Segment: 1, Chain: head.Chain})
	})
}

// recoverTwice recovers a log of unknown content and, if that works, checks that it does so again.
func recoverTwice(t *testing.T, o Options, from Position) {
	t.Helper()
	var first, second []Record
	l, _, err := Recover(o, from, collect(&first))
	if errors.Is(err, ErrRecordTooLarge) {
		return
	}
	if err != nil {
		isCorruption(t, err)
		return
	}
	mustClose(t, l)
	l, _, err = Recover(o, from, collect(&second))
	if err != nil || len(first) != len(second) {
		t.Fatalf("%d records, then %d, %v", len(first), len(second), err)
	}
	mustClose(t, l)
}
