package wal

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// link checks that a segment continues the one before it, and moves the tail to its beginning.
//
// Within a life the segment before it must be full, for only then was it left, and it had been synced by then: a
// bad frame in it is damage. A new life must continue exactly where the old one was found to end when the new
// one began, and cuts off a record that was unfinished there.
func (r *replayer) link(next segment.Header) error {
	t := &r.tail
	if t.bad != nil && (next.First > t.at.LSN || next.Epoch == t.head.Epoch) {
		return damaged(t.head.Sequence, t.at, t.offset, DamageFrame, t.bad)
	}
	if next.First != t.at.LSN {
		return t.unlinked(next, segment.FieldFirst, uint64(t.at.LSN), uint64(next.First))
	}
	if next.Chain != t.at.Chain {
		return t.unlinked(next, segment.FieldChain, uint64(t.at.Chain), uint64(next.Chain))
	}
	if next.Epoch != t.head.Epoch {
		if _, again := r.epochs[next.Epoch]; again {
			return t.unlinked(next, segment.FieldEpoch, t.head.Epoch, next.Epoch)
		}
		r.epochs[next.Epoch] = next.First
		r.report.Lives++
		r.abandon()
	}
	r.retired = append(r.retired, retired{sequence: t.head.Sequence, end: t.at.LSN, size: t.head.Size})
	t.at.Segment = next.Sequence
	r.tail = tail{head: next, offset: segment.HeaderSize, at: t.at}
	return nil
}

// unlinked builds the error for a segment that does not continue the tail.
func (t *tail) unlinked(next segment.Header, field segment.Field, want, got uint64) error {
	return &CorruptionError{
		Segment: next.Sequence, LSN: next.First, Damage: DamageLink,
		Field: string(field), Want: want, Got: got,
	}
}

// judge decides what a bad frame in the last segment means. If a frame of the same life states a durable
// position beyond it, it had been synced and is now damaged. Else the log ends before it: what was never synced
// may be missing, and what came after it may be there all the same, because a crash keeps unsynced writes in any
// order.
func (r *replayer) judge() error {
	t := &r.tail
	at := t.offset
	for t.head.Size-at >= segment.FrameHeaderSize {
		b, err := r.window.at(at, windowSize)
		if err != nil {
			return fmt.Errorf("zerodb/wal: segment %016x: %w", t.head.Sequence, err)
		}
		for ; len(b) >= segment.FrameHeaderSize; b = b[segment.Alignment:] {
			durable, ok := segment.Claim(b, t.head.Epoch, t.head.Sequence)
			if ok && durable > t.at.LSN {
				return damaged(t.head.Sequence, t.at, t.offset, DamageFrame, t.bad)
			}
			at += segment.Alignment
		}
	}
	return nil
}
