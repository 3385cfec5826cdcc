package wal

import (
	"errors"
	"io"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// ErrGone says that the log, and its archive, do not reach back to the position any more.
var ErrGone = errors.New("zerodb/wal: the log does not reach back to this position")

// ErrForeign says that a position is not one of this log: it is of another life than the log remembers there.
var ErrForeign = errors.New("zerodb/wal: the position belongs to another history")

// Reader reads a log and its archive forward, one record at a time, also while the log is written. It changes nothing. One
// goroutine uses it at a time.
type Reader struct {
	opts   Options
	replay *replayer
	from   Position // where reading began
	file   vfs.File
	got    *Record
}

// NewReader returns a reader of what follows a position. Segment 0 stands for the oldest record that is kept. epoch is the life
// that wrote the record before the position; 0 accepts any.
//
// Of the options, FS, Dir, Identity, Archive and MaxRecordBytes matter. Errors: ErrGone, ErrForeign, *CorruptionError, and the file
// system's.
func NewReader(opts Options, from Position, epoch uint64) (*Reader, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	r := &Reader{opts: opts}
	r.replay = newReplayer(&r.opts, func(record Record) error {
		r.got = &record
		return nil
	})
	if from.Segment == 0 {
		return r, r.openOldest()
	}
	return r, r.openAt(from, epoch)
}

// Next returns the next record that ends at or before limit, in general the durable position, or io.EOF when there is none yet; it may be called again
// then. The payload is valid until the next call. Errors: ErrGone when the log has moved on and no archive has what is needed, and
// *CorruptionError.
func (r *Reader) Next(limit ids.LSN) (Record, error) {
	for r.got == nil {
		if r.replay.tail.at.LSN >= limit {
			r.replay.window.forget()
			return Record{}, io.EOF
		}
		if err := r.step(); err != nil {
			return Record{}, err
		}
	}
	record := *r.got
	r.got = nil
	return record, nil
}

// step reads one frame, or goes on to the next segment.
func (r *Reader) step() error {
	if r.replay.more() {
		return r.replay.frame()
	}
	if r.replay.tail.bad != nil {
		again, err := r.again()
		if again || err != nil {
			return err
		}
	}
	return r.nextSegment()
}

// again reads a frame again that was bad: bytes may have been added since the window was filled, or the file was recycled.
func (r *Reader) again() (bool, error) {
	r.replay.window.forget()
	r.replay.tail.bad = nil
	if err := r.replay.frame(); err != nil || r.replay.tail.bad == nil {
		return err == nil, err
	}
	return r.reopen()
}

// reopen looks whether the segment can be read after all: the file may have been recycled while it was read, and be in the
// archive, or bytes have been added since the window was filled.
func (r *Reader) reopen() (again bool, err error) {
	t := &r.replay.tail
	file, head, err := r.open(t.head.Sequence)
	if isMissing(err) {
		return false, ErrGone
	}
	if err != nil {
		return false, err
	}
	if head.Epoch != t.head.Epoch && !r.replaced(head) {
		closeQuietly(file)
		return false, ErrForeign
	}
	closeQuietly(r.file)
	r.file, t.head = file, head
	r.replay.read(file)
	if !r.replay.more() {
		return false, nil
	}
	err = r.replay.frame()
	return r.replay.tail.bad == nil, err
}

// replaced reports whether a segment of another life stands where one without a frame was read, which that life replaces.
func (r *Reader) replaced(head segment.Header) bool {
	t := &r.replay.tail
	if t.offset != segment.HeaderSize || head.First != t.at.LSN || head.Chain != t.at.Chain {
		return false
	}
	r.replay.abandon()
	return true
}

// nextSegment goes on to the next segment; where there is none, it decides what the end means.
func (r *Reader) nextSegment() error {
	sequence := r.replay.tail.head.Sequence + 1
	file, head, err := r.openNamed(sequence)
	if isMissing(err) {
		if file, head, err = r.replay.openNext(sequence); err == nil && file == nil {
			return r.end(sequence)
		}
	}
	if err != nil {
		return err
	}
	if err := r.replay.link(head); err != nil {
		closeQuietly(file)
		switch {
		case r.strays():
			return r.finish()
		case r.begunSince(head):
			return nil
		case r.replay.tail.at == r.from && head.First < r.from.LSN:
			return ErrForeign // a power failure has taken what was behind that, and the position with it
		}
		return r.confirm(err)
	}
	r.replay.retired = r.replay.retired[:0]
	closeQuietly(r.file)
	r.file = file
	r.replay.read(file)
	return nil
}

// end is io.EOF at the end of the log, ErrGone where the log has moved on, or the damage that looks like an end.
func (r *Reader) end(missing uint64) error {
	known, err := sequences(&r.opts)
	if err != nil {
		return err
	}
	switch at, came := slices.BinarySearch(known, missing); {
	case came:
		return nil
	case at == 0 && len(known) > 0: // the segment that was read is not there any more either
		return ErrGone
	case at < len(known):
		return &CorruptionError{Segment: missing, LSN: r.replay.tail.at.LSN, Damage: DamageMissing}
	}
	return r.finish()
}

// finish is io.EOF at the end of the log, or the damage that looks like it.
func (r *Reader) finish() error {
	if r.replay.tail.bad != nil {
		if err := r.replay.judge(); err != nil {
			return r.confirm(err)
		}
	}
	r.replay.tail.bad = nil
	r.replay.window.forget()
	return io.EOF
}

// confirm returns damage, unless it lies in a frame that was bad and can be read by now, or that the segment no longer has: a writer may have written it, and those that say that it was
// durable, since it was read last, or filled the segment and begun the next one.
func (r *Reader) confirm(found error) error {
	if r.replay.tail.bad == nil {
		return found
	}
	again, err := r.again()
	if again || err != nil || r.replay.tail.bad == nil {
		return err
	}
	return found
}

// Position returns the place behind the last record that Next returned, and the life that wrote it.
func (r *Reader) Position() (Position, uint64) {
	return r.replay.tail.at, r.replay.tail.head.Epoch
}

// Began returns the place before the record that Next returned last, from which a Reader reads it again.
func (r *Reader) Began() Position { return r.replay.began }

// Close gives the open file back.
func (r *Reader) Close() {
	if r.file != nil {
		closeQuietly(r.file)
		r.file = nil
	}
}
