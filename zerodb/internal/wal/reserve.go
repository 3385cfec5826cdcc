package wal

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// spare is a file, all of whose blocks exist, that waits to become a segment. One that is Unfinished was not synced and is removed by
// the next recovery.
type spare struct {
	kind   segment.Kind
	number uint64
	size   int64
	file   vfs.File
}

// Reserve makes sure that a record with n bytes of payload can be appended without needing space: every segment
// that it reaches into exists, filled and synced. Call it before each Append, never beside one; reservations do
// not add up. When it fails nothing has changed and the log goes on working; a full disk is an error for which
// errors.Is(err, vfs.ErrNoSpace) holds. It returns ErrRecordTooLarge beyond MaxRecordBytes, and an error wrapping
// ErrStopped or ErrClosed when the log accepts nothing any more.
func (l *Log) Reserve(n int64) error {
	if n < 0 || n > l.opts.MaxRecordBytes {
		return fmt.Errorf("%w: %d bytes, limit %d", ErrRecordTooLarge, n, l.opts.MaxRecordBytes)
	}
	if l.dormant != nil {
		return ErrDormant
	}
	rest, more := segment.Rest(l.offset, l.head.Size, n)
	if !more {
		return l.Err()
	}
	return l.provide(rest)
}

// Prefill makes one spare file if there is none, so that a later Reserve need not. It may be called at any time
// from anywhere, best by a background task after a segment was begun. On a dormant log it does nothing. Its errors are those of Reserve.
func (l *Log) Prefill() error {
	if l.isDormant() {
		return nil
	}
	return l.provide(0)
}

// provide makes spare files until there is one, and room in them for so many bytes of a record's payload.
func (l *Log) provide(payload int64) error {
	if _, more, err := l.lacking(payload); !more || err != nil {
		return err
	}
	l.fill.Lock()
	defer l.fill.Unlock()
	for {
		rest, more, err := l.lacking(payload)
		if !more || err != nil {
			return err
		}
		if err := l.addSpare(l.sizeFor(rest)); err != nil {
			return err
		}
	}
}

// lacking returns how many bytes of payload the spare files have no room for and whether another file is needed, or why the log does not
// go on.
func (l *Log) lacking(payload int64) (rest int64, more bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rest, more = l.beyondSpares(payload, true)
	return rest, more, l.failure
}

// beyondSpares follows a record that goes on behind its segment, if it does, through the spare files in the order of their use. The caller
// holds mu.
func (l *Log) beyondSpares(rest int64, more bool) (int64, bool) {
	for i := 0; i < len(l.spares) && more; i++ {
		rest, more = segment.Rest(segment.HeaderSize, l.spares[i].size, rest)
	}
	return rest, more
}

// growth is how many times longer each new file is than the one before.
const growth = 4

// sizeFor returns the size of the next new file: each is longer than the one before, up to Options.SegmentSize, so that a short life makes
// no long files. A record that is longer takes whole ones. The caller holds fill.
func (l *Log) sizeFor(rest int64) int64 {
	if rest >= l.nextSize {
		l.nextSize = l.opts.SegmentSize
	}
	size := l.nextSize
	l.nextSize = min(growth*size, l.opts.SegmentSize)
	return size
}

// addSpare makes one spare file. The caller holds fill. A failure leaves the log as it was. The file's name may get lost in
// a crash: begin syncs the folder.
func (l *Log) addSpare(size int64) error {
	s, err := l.makeFile(size)
	if err == nil && !l.usesUnsynced() {
		s, err = l.finish(s)
	}
	if err != nil {
		return fmt.Errorf("zerodb/wal: fill a segment of %d bytes: %w", size, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.spares = append(l.spares, s)
	return nil
}

// usesUnsynced reports whether new files need no sync before they are used: who runs ahead promises nothing of a segment before its own
// sync. Zeros that were written are synced by who does not wait for them.
func (l *Log) usesUnsynced() bool { return l.opts.Ahead > 0 && l.opts.Filling == ByReserving }

// makeFile makes an unfinished file of the given size that reads as zeros. When it fails, nothing is left behind unless removing fails
// too; Recover removes such a rest.
func (l *Log) makeFile(size int64) (spare, error) {
	s := spare{kind: segment.Unfinished, number: l.drawNumber(), size: size}
	name := l.opts.path(s.kind, s.number)
	var err error
	if s.file, err = l.opts.FS.Create(name, l.opts.FileMode); err != nil {
		return spare{}, err
	}
	if err := l.fillSegment(s); err != nil {
		closeQuietly(s.file)
		l.discard(name)
		return spare{}, err
	}
	return s, nil
}

// fillSegment gives a new file the length and the blocks of a segment, which read as zeros. Where records are large it writes none: each byte
// would go to the disk twice, to save microseconds of a sync that takes milliseconds.
func (l *Log) fillSegment(s spare) error {
	if l.opts.Filling == ByReserving || l.large.Load() {
		return s.file.Allocate(s.size)
	}
	return fillZeros(s.file, 0, s.size)
}

// finish syncs an unfinished file and names it a spare, or removes it when that fails.
func (l *Log) finish(s spare) (spare, error) {
	name := l.opts.path(s.kind, s.number)
	err := s.file.SyncData()
	if err == nil {
		err = l.opts.FS.Rename(name, l.opts.path(segment.Spare, s.number))
	}
	if err != nil {
		closeQuietly(s.file)
		l.discard(name)
		return spare{}, err
	}
	s.kind = segment.Spare
	return s, nil
}

// drawNumber returns a number that no file of this log has used.
func (l *Log) drawNumber() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.nextSpare++
	return l.nextSpare
}

// takeSpare removes a ready file from the list. Append has checked that there is one.
func (l *Log) takeSpare() (spare, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.spares) == 0 {
		return spare{}, ErrNotReserved
	}
	s := l.spares[0]
	l.spares = append(l.spares[:0], l.spares[1:]...)
	return s, nil
}

// zeroChunk is how many zeros are written at once. Linux caches them in blocks as large as the write that brings them, and each later write of a
// short record looks at all pages of its block: 1.3 to 2 µs of such a write here, 3.7 to 7 with chunks of 1 MiB.
const zeroChunk = 16 << 10

// fillZeros writes zeros from the offset from up to the offset to.
func fillZeros(file vfs.File, from, to int64) error {
	if from >= to {
		return nil
	}
	zeros := make([]byte, min(zeroChunk, to-from))
	for from < to {
		n := min(int64(len(zeros)), to-from)
		if _, err := file.WriteAt(zeros[:n], from); err != nil {
			return err
		}
		from += n
	}
	return nil
}

// closeQuietly closes a file whose content does not matter.
func closeQuietly(file vfs.File) {
	if err := file.Close(); err != nil {
		return // Nothing was kept in the file, and the caller reports the failure that made it useless.
	}
}

// discard removes a file that was never part of the log.
func (l *Log) discard(name string) {
	if err := l.opts.FS.Remove(name); err != nil {
		return // Recover removes it; the caller reports the failure that made it useless.
	}
}
