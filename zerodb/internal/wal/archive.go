package wal

import (
	"errors"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// keep copies a segment that is not written any more into the archive, cut to its frames. The copy gets its name once it is
// complete and synced, and the name is durable before keep returns; so the segment may be given up afterwards. A copy that is
// there already, since a crash came between the two, is replaced.
func (l *Log) keep(sequence uint64) error {
	t, err := l.endOf(sequence)
	if err != nil {
		return err
	}
	source, err := l.opts.FS.OpenReadOnly(l.opts.path(segment.Live, sequence))
	if err != nil {
		return err
	}
	defer closeQuietly(source)
	name := l.opts.archived(segment.Unfinished, sequence)
	if err := l.opts.FS.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	target, err := l.opts.FS.Create(name, l.opts.FileMode)
	if err != nil {
		return err
	}
	if err := l.fillCopy(target, name, source, t, trimmed(t.offset, t.head.Size)); err != nil {
		return err
	}
	if err := l.opts.FS.Rename(name, l.opts.archived(segment.Live, sequence)); err != nil {
		l.discard(name)
		return err
	}
	return l.opts.FS.SyncDir(l.opts.Archive)
}

// endOf finds where a segment ends: where its successor, which every released segment has, begins.
func (l *Log) endOf(sequence uint64) (tail, error) {
	head, err := readHead(&l.opts, sequence)
	if err != nil {
		return tail{}, err
	}
	next, err := readHead(&l.opts, sequence+1)
	if err != nil {
		return tail{}, err
	}
	offset, ok := head.OffsetOf(next.First)
	if !ok {
		return tail{}, &CorruptionError{
			Segment: sequence + 1, LSN: next.First, Damage: DamageLink,
			Field: string(segment.FieldFirst), Want: uint64(head.First), Got: uint64(next.First),
		}
	}
	return tail{head: head, offset: offset}, nil
}

// sequences lists the segments that a reader can find, ascending and without duplicates: those of the archive and those of the
// log. One of the two folders may be missing.
func sequences(o *Options) ([]uint64, error) {
	live, err := readFolder(o)
	if err != nil && (!errors.Is(err, fs.ErrNotExist) || o.Archive == "") {
		return nil, err
	}
	if o.Archive == "" {
		return live.live, nil
	}
	archive := *o
	archive.Dir = o.Archive
	kept, keptErr := readFolder(&archive)
	if keptErr != nil && (err != nil || !errors.Is(keptErr, fs.ErrNotExist)) {
		return nil, keptErr
	}
	return mergeAscending(kept.live, live.live), nil
}

// mergeAscending merges two ascending lists.
func mergeAscending(a, b []uint64) []uint64 {
	var all []uint64
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			all, a = append(all, a[0]), a[1:]
		case len(a) == 0 || b[0] < a[0]:
			all, b = append(all, b[0]), b[1:]
		default:
			all, a, b = append(all, a[0]), a[1:], b[1:]
		}
	}
	return all
}
