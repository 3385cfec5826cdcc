package wal

import (
	"errors"
	"io"
	"io/fs"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// openOldest starts at the oldest segment there is. While it looks the log may move on.
func (r *Reader) openOldest() error {
	var missing error
	for before := uint64(0); ; {
		known, err := sequences(&r.opts)
		switch {
		case err != nil:
			return err
		case len(known) == 0:
			return ErrGone
		case missing != nil && known[0] == before:
			return missing
		}
		file, head, err := r.open(known[0])
		if isMissing(err) {
			before, missing = known[0], err
			continue
		}
		if err != nil {
			return err
		}
		r.replay.joining = true
		return r.enter(file, head, Position{LSN: head.First, Segment: head.Sequence, Chain: head.Chain})
	}
}

// openAt starts at a position.
func (r *Reader) openAt(from Position, epoch uint64) error {
	file, head, err := r.open(from.Segment)
	if isMissing(err) {
		return r.openBehind(from)
	}
	if err != nil {
		return err
	}
	if epoch != 0 && head.Epoch != epoch {
		closeQuietly(file)
		return ErrForeign
	}
	return r.enter(file, head, from)
}

// openBehind starts at a position whose segment is not there any more. Where it is the end of that one all behind it may be kept: the next segment begins there, and
// with the checksum of the frame before says that it continues this history, in whichever life.
func (r *Reader) openBehind(from Position) error {
	file, head, err := r.open(from.Segment + 1)
	if isMissing(err) {
		return ErrGone
	}
	if err != nil {
		return err
	}
	if head.First != from.LSN {
		closeQuietly(file)
		return ErrGone
	}
	return r.enter(file, head, Position{LSN: from.LSN, Segment: head.Sequence, Chain: from.Chain})
}

// Locate returns the place in the log at a position that is the end of a record, and the life that wrote it. Options and errors are those of
// NewReader; ErrForeign says that no record ends there.
func Locate(opts Options, lsn ids.LSN) (Position, uint64, error) {
	r := &Reader{}
	var err error
	if r.opts, err = opts.withDefaults(); err != nil {
		return Position{}, 0, err
	}
	r.replay = newReplayer(&r.opts, func(record Record) error {
		r.got = &record
		return nil
	})
	if err := r.openBefore(lsn); err != nil {
		return Position{}, 0, err
	}
	defer r.Close()
	r.replay.joining = true
	for err == nil {
		_, err = r.Next(lsn)
	}
	if !errors.Is(err, io.EOF) {
		return Position{}, 0, err
	}
	at, _ := r.Position()
	if at.LSN != lsn {
		return Position{}, 0, ErrForeign
	}
	return at, lifeBefore(at, r.replay.tail.head), nil
}

// openBefore starts at the last segment that begins before a position.
func (r *Reader) openBefore(lsn ids.LSN) error {
	last, err := r.lastLive()
	if err != nil {
		return err
	}
	known, err := sequences(&r.opts)
	if err != nil {
		return err
	}
	for _, sequence := range slices.Backward(known) {
		if last != 0 && sequence > last {
			continue // of another history, or begun since
		}
		file, head, err := r.open(sequence)
		if isMissing(err) {
			return ErrGone
		}
		if err != nil {
			return err
		}
		if head.First < lsn || head.First == lsn && sequence == known[0] {
			return r.enter(file, head, Position{LSN: head.First, Segment: head.Sequence, Chain: head.Chain})
		}
		closeQuietly(file)
	}
	return ErrGone
}

// lastLive returns the number of the last segment of the log itself, 0 where it has none. What the archive has beyond that is of a history that the database has lost, because
// its files were replaced by older ones.
func (r *Reader) lastLive() (uint64, error) {
	live, err := readFolder(&r.opts)
	switch {
	case err != nil && r.opts.Archive != "" && errors.Is(err, fs.ErrNotExist), err == nil && len(live.live) == 0:
		return 0, nil
	case err != nil:
		return 0, err
	}
	return live.live[len(live.live)-1], nil
}

// strays reports whether the segment behind the one that was read, which does not continue it, is of another history: the log ends with the one that was read, and the archive has
// another life's in the place of that.
func (r *Reader) strays() bool {
	read := r.replay.tail.head
	if last, err := r.lastLive(); err != nil || last != read.Sequence || r.opts.Archive == "" {
		return false
	}
	file, other, err := openAndVerify(&r.opts, r.opts.archived(segment.Live, read.Sequence), read.Sequence)
	if err != nil {
		return false
	}
	closeQuietly(file)
	return other.Epoch != read.Epoch
}

// begunSince reports whether another life's segment stands where one was opened that does not continue the one before: the writer has begun it since, and what was opened is of another history, in the archive.
func (r *Reader) begunSince(opened segment.Header) bool {
	file, head, err := r.openNamed(opened.Sequence)
	if err != nil {
		return false
	}
	closeQuietly(file)
	return head.Epoch != opened.Epoch
}

// open opens a segment of this database, also one that has not got its name yet.
func (r *Reader) open(sequence uint64) (vfs.File, segment.Header, error) {
	file, head, err := r.openNamed(sequence)
	if !isMissing(err) {
		return file, head, err
	}
	early, earlyHead, earlyErr := openAhead(&r.opts, sequence)
	if earlyErr != nil {
		return nil, head, earlyErr // it is there
	}
	if early == nil {
		return nil, head, err
	}
	if earlyHead.Identity != r.opts.Identity {
		closeQuietly(early)
		return nil, head, err
	}
	return early, earlyHead, nil
}

// openNamed opens a segment of this database. A file that was released and used again while its header was read is opened once more: its
// name is gone then, and never leads to another file.
func (r *Reader) openNamed(sequence uint64) (vfs.File, segment.Header, error) {
	file, head, err := openSegment(&r.opts, sequence)
	if errors.As(err, new(*CorruptionError)) && !isMissing(err) {
		file, head, err = openSegment(&r.opts, sequence)
	}
	if err != nil {
		return nil, head, err
	}
	if head.Identity != r.opts.Identity {
		closeQuietly(file)
		return nil, head, &CorruptionError{Segment: sequence, Damage: DamageHeader, Field: string(segment.FieldIdentity)}
	}
	return file, head, nil
}

// isMissing reports whether an error says that a segment is not there.
func isMissing(err error) bool {
	damage, ok := errors.AsType[*CorruptionError](err)
	return ok && damage.Damage == DamageMissing
}

// enter begins to read a file at a position.
func (r *Reader) enter(file vfs.File, head segment.Header, at Position) error {
	if err := r.replay.enter(head, at); err != nil {
		closeQuietly(file)
		return ErrForeign
	}
	r.file, r.from = file, at
	r.replay.read(file)
	return nil
}
