package wal

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// rescue copies the frames of the last segment into another file, syncs it and puts it in the segment's place,
// because what was read may be in the page cache only, after a sync that failed: syncing the old file again
// would prove nothing. The copy ends at the tail, and so does the segment, whose new size is returned. On a full
// disk the copy goes into a spare file.
func (l *Log) rescue(t tail) (int64, error) {
	source, err := l.openLoose(t.head.Sequence)
	if err != nil {
		return 0, err
	}
	defer closeQuietly(source)
	size := trimmed(t.offset, t.head.Size)
	name, err := l.copyToFresh(source, t, size)
	if errors.Is(err, vfs.ErrNoSpace) && len(l.spares) > 0 && l.opts.SegmentSize >= size {
		size = l.opts.SegmentSize
		name, err = l.copyToSpare(source, t, size)
	}
	if err != nil {
		return 0, err
	}
	if err := l.opts.FS.Rename(name, l.opts.path(segment.Live, t.head.Sequence)); err != nil {
		l.discard(name)
		return 0, err
	}
	if err := l.opts.FS.SyncDir(l.opts.Dir); err != nil {
		return 0, err
	}
	err = l.opts.FS.Remove(l.opts.path(segment.Ahead, t.head.Sequence))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return size, err
}

// rescueAll makes durable what may not be: the last segment, and what continues it in files without a segment's name, which get
// theirs, each after those before it.
func (l *Log) rescueAll(r *replayer, from Position) error {
	for i := range r.loose {
		if err := l.rescueOne(r, &r.loose[i]); err != nil {
			return err
		}
	}
	if r.tail.offset == segment.HeaderSize {
		return l.dropEmpty(r)
	}
	if r.endedIn(r.tail.head, from) {
		return l.writeAgain(r, from)
	}
	return l.rescueOne(r, &r.tail)
}

// rescueOne rescues one segment.
func (l *Log) rescueOne(r *replayer, t *tail) error {
	size, err := l.rescue(*t)
	if err != nil {
		return fmt.Errorf("zerodb/wal: make segment %016x durable again: %w", t.head.Sequence, err)
	}
	t.head.Size = size
	r.report.RescuedBytes += t.offset
	return nil
}

// dropEmpty removes the last file if it has no segment's name: nothing was found in it.
func (l *Log) dropEmpty(r *replayer) error {
	if len(r.loose) == 0 {
		return nil
	}
	err := l.opts.FS.Remove(l.opts.path(segment.Ahead, r.tail.head.Sequence))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("zerodb/wal: remove a file that a crash cut off: %w", err)
	}
	return nil
}

// writeAgain makes the note durable with which a life was ended in order. What lies before the start position is durable and need not
// be copied; the note itself may be in the page cache only, after a sync that failed. So it is written once more, the same bytes to
// the same place, and synced.
func (l *Log) writeAgain(r *replayer, from Position) error {
	t := &r.tail
	file, err := l.opts.FS.Open(l.opts.path(segment.Live, t.head.Sequence))
	if err != nil {
		return fmt.Errorf("zerodb/wal: open segment %016x: %w", t.head.Sequence, err)
	}
	at, _ := t.head.OffsetOf(from.LSN)
	note := make([]byte, t.offset-at)
	_, err = file.ReadAt(note, at)
	if err == nil {
		_, err = file.WriteAt(note, at)
	}
	if err == nil {
		err = file.SyncData()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("zerodb/wal: make segment %016x durable again: %w", t.head.Sequence, err)
	}
	r.report.RescuedBytes += int64(len(note))
	return nil
}

// trimmed returns the size of a copy, up to the offset, of a segment of the given size. The last frame must start where the
// copy is not full yet: a frame without payload is shorter than the room that a frame needs to start in.
func trimmed(offset, size int64) int64 {
	const room = segment.MinRoom - segment.FrameHeaderSize
	return min(size, max(segment.MinSize, (offset+room+segment.SizeUnit-1)/segment.SizeUnit*segment.SizeUnit))
}

// copyToFresh makes a synced copy of the segment under the name that it returns, and nothing when it fails.
func (l *Log) copyToFresh(source vfs.File, t tail, size int64) (string, error) {
	name := l.opts.path(segment.Unfinished, l.drawNumber())
	target, err := l.opts.FS.Create(name, l.opts.FileMode)
	if err != nil {
		return "", err
	}
	return name, l.fillCopy(target, name, source, t, size)
}

// copyToSpare is copyToFresh with a spare file, which needs no further space. After a crash it is a spare again,
// with frames of this segment in it; the zeros behind the next copy keep them from continuing a shorter tail.
func (l *Log) copyToSpare(source vfs.File, t tail, size int64) (string, error) {
	s, err := l.takeSpare()
	if err != nil {
		return "", err
	}
	name := l.opts.path(segment.Spare, s.number)
	return name, l.fillCopy(s.file, name, source, t, size)
}

// fillCopy writes the copy, syncs and closes it, or removes it when that fails.
func (l *Log) fillCopy(target vfs.File, name string, source vfs.File, t tail, size int64) error {
	err := copyTail(target, source, t, size)
	err = errors.Join(err, target.Close())
	if err != nil {
		l.discard(name)
	}
	return err
}

// copyTail writes a segment of the given size into target, with the frames of source up to the tail and zeros
// behind them, and syncs it.
func copyTail(target, source vfs.File, t tail, size int64) error {
	head := t.head
	head.Size = size
	if _, err := target.WriteAt(head.Append(nil), 0); err != nil {
		return err
	}
	var w window
	w.reset(source, t.offset)
	for at := int64(segment.HeaderSize); at < t.offset; at += windowSize {
		b, err := w.at(at, windowSize)
		if err != nil {
			return err
		}
		if _, err := target.WriteAt(b, at); err != nil {
			return err
		}
	}
	if err := fillZeros(target, t.offset, size); err != nil {
		return err
	}
	return target.SyncData()
}
