package wal

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// inPieces returns two records of three as they are, and the third with its content in pieces, some of them empty.
func inPieces(r Record) Record {
	if r.Tx%3 != 0 {
		return r
	}
	random := rand.New(rand.NewPCG(uint64(r.Tx), 1))
	rest := r.Payload
	cut := func() []byte {
		n := random.IntN(len(rest) + 1)
		if random.IntN(3) == 0 {
			n = len(rest)
		}
		b := rest[:n:n]
		rest = rest[n:]
		return b
	}
	r.Payload = cut()
	for len(rest) > 0 {
		r.More = append(r.More, cut())
	}
	r.More = append(r.More, nil)
	return r
}

// TestLongRecords writes records of all lengths around those at which they are written otherwise, in pieces and whole, over many
// segments, with system calls and through a file system that takes no pieces, and reads them back.
func TestLongRecords(t *testing.T) {
	var sizes []int
	for _, around := range []int{0, longRecord, largeRecord, segment.MaxPiece, 2 * segment.MaxPiece, 300_000} {
		for _, more := range []int{0, 1, 2, 3, 7, 8, 9} {
			sizes = append(sizes, around+more, max(0, around-more))
		}
	}
	for name, o := range map[string]Options{
		"pieces": testOptions(vfs.OS(), t.TempDir()),
		"joined": testOptions(newHookFS(vfs.OS()), t.TempDir()),
	} {
		t.Run(name, func(t *testing.T) {
			o.SegmentSize, o.WriteBuffer = 16*segment.MinSize, 3*segment.MaxFrameSize
			l := mustCreate(t, o)
			start := l.Position()
			for i, size := range sizes {
				tx := ids.TxID(i + 1)
				mustAppend(t, l, tx, payloadOf(tx, size))
			}
			mustSync(t, l)
			mustClose(t, l)
			_, list, _ := mustRecover(t, o, start)
			checkRecords(t, list, sizes)
		})
	}
}

// TestHeadLikeFrame compares the parts of a frame in pieces with the frame as a whole.
func TestHeadLikeFrame(t *testing.T) {
	for size := range 40 {
		f := segment.Frame{Prev: 1, Epoch: 2, Sequence: 3, Durable: 4, Tx: 5, Type: 6, Flags: segment.First, Payload: payloadOf(1, size)}
		want, wantSum := segment.AppendFrame(nil, f)
		pieces := [][]byte{f.Payload[:size/3], nil, f.Payload[size/3:]}
		f.Payload = nil
		head, padding, sum := segment.AppendHead(nil, f, pieces)
		got := append(bytes.Join(append([][]byte{head}, pieces...), nil), padding...)
		if !bytes.Equal(got, want) || sum != wantSum {
			t.Fatalf("%d bytes: %x, %d, want %x, %d", size, got, sum, want, wantSum)
		}
	}
}
