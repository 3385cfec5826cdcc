package wal

import (
	"errors"
	"fmt"
	"io/fs"

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

// conclude decides what the bad frame means at which reading the last segment, or a file that continues it, has stopped. Before damage is reported
// the frame is read once more: where a writer is at work beside, it may have written the frame, and what states that it was durable, in between.
func (r *replayer) conclude() error {
	for r.tail.bad != nil {
		found := r.judge()
		if !errors.As(found, new(*CorruptionError)) {
			return found
		}
		r.window.forget()
		r.tail.bad = nil
		if err := r.frame(); err != nil {
			return err
		}
		if r.tail.bad != nil {
			return found
		}
		if err := r.rest(); err != nil {
			return err
		}
	}
	return nil
}

// judge decides what a bad frame in the last segment means. If a frame of the same life, in this segment or in a file that may have
// continued it, states a durable position beyond it, it had been synced and is now damaged. Else the log ends before it:
// what was never synced may be missing, and what came after it may be there all the same, because a crash keeps unsynced
// writes in any order.
func (r *replayer) judge() error {
	t := &r.tail
	claimed, err := r.claims(&r.window, t.offset, t.head.Size, t.head.Sequence)
	for _, sequence := range r.beyond {
		if claimed || err != nil {
			break
		}
		if sequence > t.head.Sequence {
			claimed, err = r.claimsAhead(sequence)
		}
	}
	if err == nil && claimed {
		return damaged(t.head.Sequence, t.at, t.offset, DamageFrame, t.bad)
	}
	return err
}

// claims reports whether a frame between two offsets of a segment of the tail's life states a durable position beyond the tail.
func (r *replayer) claims(w *window, at, end int64, sequence uint64) (bool, error) {
	t := &r.tail
	for end-at >= segment.FrameHeaderSize {
		b, err := w.at(at, windowSize)
		if err != nil {
			return false, fmt.Errorf("zerodb/wal: segment %016x: %w", sequence, err)
		}
		for ; len(b) >= segment.FrameHeaderSize; b = b[segment.Alignment:] {
			durable, ok := segment.Claim(b, t.head.Epoch, sequence)
			if ok && durable > t.at.LSN {
				return true, nil
			}
			at += segment.Alignment
		}
	}
	return false, nil
}

// claimsAhead is claims for a file that has no segment's name. Its header may be missing, which says nothing of its frames.
func (r *replayer) claimsAhead(sequence uint64) (bool, error) {
	file, err := r.opts.FS.OpenReadOnly(r.opts.path(segment.Ahead, sequence))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("zerodb/wal: open a file ahead: %w", err)
	}
	defer closeQuietly(file)
	size, err := file.Size()
	if err != nil {
		return false, fmt.Errorf("zerodb/wal: size of a file ahead: %w", err)
	}
	var w window
	w.reset(file, min(size, segment.MaxSize))
	return r.claims(&w, segment.HeaderSize, w.size, sequence)
}
