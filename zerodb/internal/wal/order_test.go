package wal

import (
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// TestFramesStandInTheirOrder copies each frame of a segment over each other one of the same length, and exchanges them. Every frame
// is right by itself then; only that it does not continue the one before it tells. No such log may hand out a record at the
// wrong place: it is refused, and the error names the place.
func TestFramesStandInTheirOrder(t *testing.T) {
	const payload, count = 200, 8
	s := newSpecimen(t, slices.Repeat([]int{payload}, count), count)
	sequence := s.segments(t)[0]
	content := s.read(t, sequence)
	size := segment.FrameSize(payload)
	frame := func(i int) []byte { return content[segment.HeaderSize+i*size:][:size] }
	for i := range count {
		for j := range count {
			if i == j {
				continue
			}
			for _, exchanged := range []bool{false, true} {
				s.write(t, sequence, int64(segment.HeaderSize+j*size), frame(i))
				if exchanged {
					s.write(t, sequence, int64(segment.HeaderSize+i*size), frame(j))
				}
				first := j
				if exchanged {
					first = min(i, j)
				}
				_, err := s.replay(t)
				if c := isCorruption(t, err); c.Segment != sequence || c.Offset != int64(segment.HeaderSize+first*size) {
					t.Errorf("frame %d over %d: %v", i, j, err)
				}
				s.write(t, sequence, 0, content)
			}
		}
	}
}

// TestDamageIsNamedWhereItIs flips a bit of each frame of segments that others follow: the error names the segment and the frame that
// are damaged, not the segment behind them that cannot be linked to what is left.
func TestDamageIsNamedWhereItIs(t *testing.T) {
	s := newSpecimen(t, damageSizes(), 2, 5, 8)
	live := s.segments(t)
	for _, sequence := range live[:len(live)-1] {
		content := s.read(t, sequence)
		f := s.open(t, sequence)
		for offset := segment.HeaderSize; !segment.Full(int64(offset), int64(len(content))); {
			mustWrite(t, f, int64(offset), content[offset]^1)
			_, err := s.replay(t)
			if c := isCorruption(t, err); c.Segment != sequence || c.Offset != int64(offset) || c.Damage != DamageFrame {
				t.Errorf("segment %d, frame at %d: %v", sequence, offset, err)
			}
			mustWrite(t, f, int64(offset), content[offset])
			head, err := segment.DecodeHeader(content)
			if err != nil {
				t.Fatal(err)
			}
			decoded, _, err := segment.DecodeFrame(content[offset:], head.Epoch, sequence)
			if err != nil {
				t.Fatal(err)
			}
			offset += segment.FrameSize(len(decoded.Payload))
		}
	}
}
