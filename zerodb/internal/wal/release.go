package wal

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Release gives up the segments that end before upTo: they become spare files, as many as Options.Spare allows,
// or are deleted. Call it with the position of a checkpoint that nobody will ever fall back past. A segment that
// ends exactly at upTo is kept, because the checkpoint's Position may name it.
//
// Segments that a Hold or Options.KeepBytes needs stay for a later call; a Hold that would keep more than Options.HoldBytes breaks.
// With Options.Archive a segment is copied there first, and stays when that fails. One in front of a Gap goes whatever anybody needs, and without a copy.
//
// The names go in the order of the segments, each durably before the next, so that a power failure leaves no gap: the end of a segment
// is where its successor begins.
//
// On failure the segments that remain are kept for the next call. A failed sync of the folder stops the log.
func (l *Log) Release(upTo ids.LSN) error {
	victims, keep, err := l.claimRetired(upTo)
	if err != nil || len(victims) == 0 {
		return err
	}
	var recycled []spare
	for i, v := range victims {
		if recycled, err = l.giveUp(v, keep, recycled); err != nil {
			l.unclaim(victims[i:])
		}
		if syncErr := l.opts.FS.SyncDir(l.opts.Dir); syncErr != nil {
			closeSpares(recycled)
			return l.stop(fmt.Errorf("sync folder after release: %w", syncErr))
		}
		if err != nil {
			break
		}
	}
	l.addSpares(recycled)
	if err != nil {
		return fmt.Errorf("zerodb/wal: release up to %d: %w", upTo, err)
	}
	return nil
}

// claimRetired takes the segments that end before upTo off the list, and returns how many of them may be kept.
func (l *Log) claimRetired(upTo ids.LSN) ([]retired, int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failure != nil {
		return nil, 0, l.failure
	}
	upTo = l.neededFrom(upTo)
	count := 0
	for count < len(l.retired) && (l.retired[count].severed || l.retired[count].end < upTo) {
		count++
	}
	victims := append([]retired(nil), l.retired[:count]...)
	l.retired = append(l.retired[:0], l.retired[count:]...)
	return victims, l.opts.Spare - len(l.spares), nil
}

// giveUp recycles one segment while fewer than keep were, or else deletes it.
func (l *Log) giveUp(v retired, keep int, recycled []spare) ([]spare, error) {
	name := l.opts.path(segment.Live, v.sequence)
	if l.opts.Archive != "" && !v.severed {
		if err := l.keep(v.sequence); err != nil {
			return recycled, fmt.Errorf("archive segment %016x: %w", v.sequence, err)
		}
	}
	if len(recycled) >= keep || v.size != l.opts.SegmentSize {
		return recycled, l.opts.FS.Remove(name)
	}
	number := l.drawNumber()
	if err := l.opts.FS.Rename(name, l.opts.path(segment.Spare, number)); err != nil {
		return recycled, err
	}
	file, err := l.openSpare(number)
	if err != nil {
		l.discard(l.opts.path(segment.Spare, number))
		return recycled, nil // The segment is released all the same; only its reuse is lost.
	}
	return append(recycled, spare{kind: segment.Spare, number: number, size: v.size, file: file}), nil
}

// openSpare opens a file that is to be used again. It must be as long as a segment: one whose cutting was interrupted may be longer. And it
// must have all its blocks: a sparse copy has none where records hold zeros.
func (l *Log) openSpare(number uint64) (vfs.File, error) {
	name := l.opts.path(segment.Spare, number)
	file, err := l.opts.FS.Open(name)
	if err != nil {
		return nil, err
	}
	size, err := file.Size()
	if err == nil && size != l.opts.SegmentSize {
		err = fmt.Errorf("%s has %d bytes", name, size)
	}
	if err == nil && lacksBlocks(file) {
		err = fmt.Errorf("%s has holes", name)
	}
	if err != nil {
		closeQuietly(file)
		return nil, err
	}
	return file, nil
}

// unclaim puts segments that could not be given up back.
func (l *Log) unclaim(rest []retired) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.retired = append(rest, l.retired...)
}

// addSpares makes files available for reuse, or closes them when the log was closed meanwhile.
func (l *Log) addSpares(files []spare) {
	l.mu.Lock()
	closed := l.closed
	if !closed {
		l.spares = append(l.spares, files...)
	}
	l.mu.Unlock()
	if closed {
		closeSpares(files)
	}
}

// closeSpares closes files that nobody will write.
func closeSpares(files []spare) {
	for _, s := range files {
		closeQuietly(s.file)
	}
}
