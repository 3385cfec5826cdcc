package wal

import (
	"errors"
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Recover opens an existing log: it hands every record behind the position to visit, in order, then makes what
// it found durable, begins a new life, and returns the log ready for writing. A record's payload is valid only
// during the call of visit.
//
// Nothing is changed before all records have been read and verified, and a crash at any moment leaves a log that
// Recover opens with the same result. It returns a *CorruptionError when the log was damaged after it had been
// durable or does not reach back to the position, ErrRecordTooLarge when a record exceeds MaxRecordBytes, the
// error of visit as it is, ErrBadOption, and the file system's error otherwise.
func Recover(opts Options, from Position, visit func(Record) error) (*Log, Report, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, Report{}, err
	}
	f, err := readFolder(&opts)
	if err != nil {
		return nil, Report{}, err
	}
	first, _ := slices.BinarySearch(f.live, from.Segment)
	r := newReplayer(&opts, visit)
	if err := r.run(from, f.live[first:]); err != nil {
		return nil, r.report, err
	}
	epoch, err := drawEpoch(&opts, r.epochs)
	if err != nil {
		return nil, r.report, err
	}
	l := newLog(opts, epoch)
	if err := l.revive(f, r, from); err != nil {
		return nil, r.report, errors.Join(err, l.Close())
	}
	return l, r.report, nil
}

// revive makes the tail that was read durable and begins a new life behind it.
func (l *Log) revive(f folder, r *replayer, from Position) error {
	if err := l.adopt(f); err != nil {
		return err
	}
	l.tip = r.tail.at
	if l.tip.LSN > from.LSN && r.tail.offset > segment.HeaderSize {
		if err := l.rescue(r.tail); err != nil {
			return fmt.Errorf("zerodb/wal: make segment %016x durable again: %w", r.tail.head.Sequence, err)
		}
		r.report.RescuedBytes = r.tail.offset
	}
	l.noteOlder(f, r)
	return l.start(l.successor(r.tail))
}

// noteOlder lists the segments before the last for Release. Those before the start position were not read: they
// end where the first one that was read begins, and are not reused because their length is not known.
func (l *Log) noteOlder(f folder, r *replayer) {
	for _, sequence := range f.live {
		if sequence < r.first.Sequence {
			l.retired = append(l.retired, retired{sequence: sequence, end: r.first.First})
		}
	}
	l.retired = append(l.retired, r.retired...)
}

// successor returns the number of the segment that begins the new life. A last segment without a single frame is
// replaced, so that a database that is opened again and again does not collect empty files; one with frames is
// kept and followed.
func (l *Log) successor(t tail) uint64 {
	if t.offset == segment.HeaderSize {
		return t.head.Sequence
	}
	l.retired = append(l.retired, retired{sequence: t.head.Sequence, end: t.at.LSN, size: t.head.Size})
	return t.head.Sequence + 1
}

// rescue copies the frames of the last segment into another file, syncs it and puts it in the segment's place,
// because what was read may be in the page cache only, after a sync that failed: syncing the old file again
// would prove nothing. The rest of the new file is zeros, so the segment ends exactly at the tail.
func (l *Log) rescue(t tail) error {
	source, err := l.opts.FS.OpenReadOnly(l.opts.path(segment.Live, t.head.Sequence))
	if err != nil {
		return err
	}
	defer closeQuietly(source)
	target, name, err := l.rescueTarget(t.head.Size)
	if err != nil {
		return err
	}
	err = copyTail(target, source, t)
	err = errors.Join(err, target.Close())
	if err == nil {
		err = l.opts.FS.Rename(name, l.opts.path(segment.Live, t.head.Sequence))
	}
	if err != nil {
		l.discard(name)
		return err
	}
	return l.opts.FS.SyncDir(l.opts.Dir)
}

// rescueTarget returns the file to copy a segment of the given size into: a spare one if there is one, so that
// recovery works on a full disk, under a name that the next recovery removes.
func (l *Log) rescueTarget(size int64) (vfs.File, string, error) {
	name := l.opts.path(segment.Unfinished, l.drawNumber())
	if size != l.opts.SegmentSize || len(l.spares) == 0 {
		file, err := l.opts.FS.Create(name, l.opts.FileMode)
		return file, name, err
	}
	s, err := l.takeSpare()
	if err != nil {
		return nil, "", err
	}
	if err := l.opts.FS.Rename(l.opts.path(segment.Spare, s.number), name); err != nil {
		closeQuietly(s.file)
		return nil, "", err
	}
	return s.file, name, nil
}

// copyTail writes the segment up to the tail, and zeros behind, into target and syncs it.
func copyTail(target, source vfs.File, t tail) error {
	var w window
	w.reset(source, t.offset)
	for at := int64(0); at < t.offset; at += windowSize {
		b, err := w.at(at, windowSize)
		if err != nil {
			return err
		}
		if _, err := target.WriteAt(b, at); err != nil {
			return err
		}
	}
	if err := fillZeros(target, t.offset, t.head.Size); err != nil {
		return err
	}
	return target.SyncData()
}
