package wal

import (
	"bytes"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// specimen is a closed log whose files tests damage.
type specimen struct {
	opts  Options
	start Position
	// records are all that were written, ends the positions after each.
	records []Record
	ends    []ids.LSN
	// claimed is the greatest durable position that a frame or segment header states.
	claimed ids.LSN
}

// newSpecimen writes records of the given sizes to a new log, syncing after those whose number is in synced.
func newSpecimen(t testing.TB, sizes []int, synced ...int) *specimen {
	t.Helper()
	s := &specimen{opts: testOptions(memfs.New(memfs.Options{}), "/wal")}
	l := mustCreate(t, s.opts)
	s.start = l.Position()
	for i, size := range sizes {
		tx := ids.TxID(i + 1)
		s.claimed = max(s.claimed, l.Durable())
		s.ends = append(s.ends, mustAppend(t, l, tx, payloadOf(tx, size)))
		s.records = append(s.records, Record{Type: uint8(tx % 7), Tx: tx, Payload: payloadOf(tx, size)})
		if len(synced) > 0 && synced[0] == i+1 {
			synced = synced[1:]
			mustSync(t, l)
		}
	}
	s.claimed = max(s.claimed, l.head.First)
	mustClose(t, l)
	return s
}

// open opens a segment for damaging.
func (s *specimen) open(t testing.TB, sequence uint64) vfs.File {
	t.Helper()
	f, err := s.opts.FS.Open(s.opts.path(segment.Live, sequence))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeQuietly(f) })
	return f
}

// read returns a segment's bytes.
func (s *specimen) read(t testing.TB, sequence uint64) []byte {
	t.Helper()
	f := s.open(t, sequence)
	size, err := f.Size()
	if err != nil {
		t.Fatal(err)
	}
	b := make([]byte, size)
	if _, err := f.ReadAt(b, 0); err != nil {
		t.Fatal(err)
	}
	return b
}

// write overwrites a part of a segment.
func (s *specimen) write(t testing.TB, sequence uint64, offset int64, b []byte) {
	t.Helper()
	if _, err := s.open(t, sequence).WriteAt(b, offset); err != nil {
		t.Fatal(err)
	}
}

// segments returns the numbers of the segments.
func (s *specimen) segments(t testing.TB) []uint64 {
	t.Helper()
	f, err := readFolder(&s.opts)
	if err != nil {
		t.Fatal(err)
	}
	return f.live
}

// replay reads the log without changing it and checks that what comes out is a prefix of the truth. It returns
// how many records there were.
func (s *specimen) replay(t testing.TB) (int, error) {
	t.Helper()
	count := 0
	r := newReplayer(&s.opts, func(got Record) error {
		want := s.records[count]
		if got.Tx != want.Tx || got.Type != want.Type || !bytes.Equal(got.Payload, want.Payload) {
			t.Fatalf("record %d is not the one that was written", count)
		}
		count++
		return nil
	})
	return count, errors.Join(r.run(s.start, folder{live: s.segments(t)}))
}

// isCorruption fails unless err is a *CorruptionError.
func isCorruption(t testing.TB, err error) *CorruptionError {
	t.Helper()
	c, ok := errors.AsType[*CorruptionError](err)
	if !ok || c.Damage == "" || c.Error() == "" {
		t.Fatalf("error is %v, want corruption", err)
	}
	return c
}

// damageSizes are records that fill three segments, one of them larger than a segment.
func damageSizes() []int { return []int{100, 0, 900, 3000, 6000, 10, 700, 300, 5, 250} }

// TestEveryByteFlipped flips one bit of each byte of each segment in turn. Each time the log must be refused as damaged,
// or yield a prefix of what was written; and where a frame or header states that the damaged place had been
// durable, it must be refused.
func TestEveryByteFlipped(t *testing.T) {
	s := newSpecimen(t, damageSizes(), 2, 5, 8)
	if count, err := s.replay(t); err != nil || count != len(s.records) {
		t.Fatalf("intact log: %d, %v", count, err)
	}
	refused, shortened := 0, 0
	for _, sequence := range s.segments(t) {
		content := s.read(t, sequence)
		head, err := segment.DecodeHeader(content)
		if err != nil {
			t.Fatal(err)
		}
		f := s.open(t, sequence)
		for i := range content {
			mustWrite(t, f, int64(i), content[i]^1<<(i%8))
			count, err := s.replay(t)
			if err != nil {
				isCorruption(t, err)
				refused++
			} else if lsn := head.First + ids.LSN(max(0, i-segment.HeaderSize)); count < len(s.records) {
				shortened++
				if i < segment.HeaderSize || lsn < s.claimed {
					t.Fatalf("segment %d, byte %d: %d records left without an error", sequence, i, count)
				}
			}
			mustWrite(t, f, int64(i), content[i])
		}
	}
	if refused == 0 || shortened == 0 {
		t.Fatalf("%d logs refused, %d shortened", refused, shortened)
	}
}

// mustWrite writes one byte.
func mustWrite(t testing.TB, f vfs.File, offset int64, b byte) {
	t.Helper()
	if _, err := f.WriteAt([]byte{b}, offset); err != nil {
		t.Fatal(err)
	}
}

// TestTornTail cuts the last segment at each byte, with zeros or with stale bytes behind the cut. The log must end
// after exactly the records that lie before the cut, since nothing is left that states otherwise.
func TestTornTail(t *testing.T) {
	s := newSpecimen(t, damageSizes(), 2, 5)
	live := s.segments(t)
	sequence := live[len(live)-1]
	content := s.read(t, sequence)
	head, err := segment.DecodeHeader(content)
	if err != nil {
		t.Fatal(err)
	}
	for _, filler := range []byte{0, 0xa5} {
		for cut := len(content) - 1; cut >= segment.HeaderSize; cut-- {
			s.write(t, sequence, int64(cut), []byte{filler})
			want := 0
			for want < len(s.ends) && s.ends[want] <= head.First+ids.LSN(cut-segment.HeaderSize) {
				want++
			}
			count, err := s.replay(t)
			// A cut within the zeros behind a payload changes nothing.
			if err != nil || count != want && content[cut] != filler {
				t.Fatalf("cut at %d with %d: %d records, want %d, %v", cut, filler, count, want, err)
			}
		}
		s.write(t, sequence, 0, content)
	}
}
