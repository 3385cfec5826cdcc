package wal

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// Append writes a record behind all earlier ones, without syncing it, and returns the position after it, which
// WaitDurable takes. Only one call at a time, and none beside Reserve, which must have covered the payload.
//
// It returns ErrRecordTooLarge or ErrNotReserved when nothing was written, and an error wrapping ErrStopped or
// ErrClosed when the log accepts nothing any more; a failed write is such an error, and whether the record will
// be found after reopening is then unknown.
func (l *Log) Append(r Record) (ids.LSN, error) {
	size := r.size()
	if err := l.admit(size); err != nil {
		return 0, err
	}
	var err error
	if len(r.More) > 0 || size >= longRecord {
		err = l.writeLong(r)
	} else {
		err = l.writeRecord(r)
	}
	if err != nil {
		return 0, l.stop(fmt.Errorf("append record at position %d: %w", l.tip.LSN, err))
	}
	l.large.Store(size >= largeRecord)
	l.publish()
	return l.tip.LSN, nil
}

// largeRecord is the length of a record, in bytes, from which on writing zeros ahead of it costs more than it saves its sync.
const largeRecord = 64 << 10

// admit checks that a record can be written: that the log runs, the record is within its limit, and the spare
// files for it exist.
func (l *Log) admit(payload int64) error {
	if payload > l.opts.MaxRecordBytes {
		return fmt.Errorf("%w: %d bytes, limit %d", ErrRecordTooLarge, payload, l.opts.MaxRecordBytes)
	}
	if l.dormant != nil {
		return ErrDormant
	}
	rest, more := segment.Rest(l.offset, l.head.Size, payload)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failure != nil {
		return l.failure
	}
	if rest, more = l.beyondSpares(rest, more); more {
		return fmt.Errorf("%w: %d bytes, %d of them have no segment", ErrNotReserved, payload, rest)
	}
	return nil
}

// writeRecord splits the record into frames and writes them, going on in the next segment where one is full. On
// failure an unknown part of the record is in the files.
func (l *Log) writeRecord(r Record) error {
	rest := r.Payload
	for flags := segment.First; ; flags = 0 {
		if segment.Full(l.offset, l.head.Size) {
			if err := l.changeOver(); err != nil {
				return err
			}
		}
		n := segment.Piece(l.offset, l.head.Size, int64(len(rest)))
		if n == int64(len(rest)) {
			flags |= segment.Last
		}
		l.addFrame(r, flags, rest[:n])
		rest = rest[n:]
		if flags&segment.Last != 0 {
			return l.flush()
		}
		if len(l.buffer)+segment.MaxFrameSize > l.opts.WriteBuffer {
			if err := l.flush(); err != nil {
				return err
			}
		}
	}
}

// addFrame puts the next frame into the buffer.
func (l *Log) addFrame(r Record, flags segment.Flags, piece []byte) {
	before := len(l.buffer)
	frame := l.frame(r, flags)
	frame.Payload = piece
	l.buffer, l.tip.Chain = segment.AppendFrame(l.buffer, frame)
	size := int64(len(l.buffer) - before)
	l.offset += size
	l.tip.LSN += ids.LSN(size)
}

// frame returns the next frame of a record, without its piece of the payload.
func (l *Log) frame(r Record, flags segment.Flags) segment.Frame {
	return segment.Frame{
		Prev:     l.tip.Chain,
		Epoch:    l.epoch,
		Sequence: l.head.Sequence,
		Durable:  l.Durable(),
		Tx:       r.Tx,
		Type:     r.Type,
		Flags:    flags,
	}
}

// flush writes the buffered frames, which end at the present offset, into the active segment.
func (l *Log) flush() error {
	if l.long.size > 0 {
		return l.flushLong()
	}
	if len(l.buffer) == 0 {
		return nil
	}
	start := l.offset - int64(len(l.buffer))
	_, err := l.active.file.WriteAt(l.buffer, start)
	l.buffer = l.buffer[:0]
	return l.writeError(start, err)
}

// writeError adds to an error of writing where that was in the active segment.
func (l *Log) writeError(start int64, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("write segment %016x at %d: %w", l.head.Sequence, start, err)
}

// publish makes the record that was just written visible to those who wait and to checkpoints.
func (l *Log) publish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.position = l.tip
}
