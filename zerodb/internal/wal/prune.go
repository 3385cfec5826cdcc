package wal

import (
	"context"
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// Pruned tells what Prune has removed, and what is left.
type Pruned struct {
	// Segments and Bytes are what was removed, Left is how many segments there are still.
	Segments, Left int
	Bytes          int64
}

// Prune removes the archived segments in front of that of a position, the oldest first, each durably before the next, so that what an interruption or a power failure leaves is
// whole. The segment itself stays: a reader that goes on behind a position in it opens it.
//
// Of the options, FS, Identity, Archive and MaxRecordBytes matter. Errors: ErrForeign where the archive has another history at the position, or before it a segment that begins behind it; *CorruptionError
// where it is damaged there; one that wraps ctx.Err(), and the file system's. What was removed by then is counted.
func Prune(ctx context.Context, opts Options, keep Position) (done Pruned, err error) {
	opts, err = opts.withDefaults()
	if err != nil {
		return done, err
	}
	archive := opts
	archive.Dir = opts.Archive
	kept, err := readFolder(&archive)
	if err != nil {
		return done, err
	}
	done.Left = len(kept.live)
	if err := archive.belongs(kept.live, keep); err != nil {
		return done, err
	}
	for _, sequence := range kept.live {
		if sequence >= keep.Segment || err != nil {
			break
		}
		if err = ctx.Err(); err == nil {
			err = opts.removeArchived(sequence, &done)
		}
		if err != nil {
			err = fmt.Errorf("zerodb/wal: remove an archived segment: %w", err)
		}
	}
	return done, err
}

// belongs makes sure that a position is one of the history that an archive has, as far as the archive can tell: one in a segment that is not archived yet must at least lie behind
// where the last one that is begins.
func (o *Options) belongs(known []uint64, keep Position) error {
	at, found := slices.BinarySearch(known, keep.Segment)
	if found {
		is, _, err := Locate(*o, keep.LSN)
		if err == nil && is.Chain != keep.Chain {
			return ErrForeign
		}
		return err
	}
	if at == 0 {
		return nil // nothing is to be removed
	}
	head, err := readHead(o, known[at-1])
	if err == nil && head.First > keep.LSN {
		return ErrForeign
	}
	return err
}

// removeArchived removes one segment, counts it, and makes that durable: of two names that are gone a power failure may bring the older one back alone, with a gap behind it.
func (o *Options) removeArchived(sequence uint64, done *Pruned) error {
	name := o.archived(segment.Live, sequence)
	info, err := o.FS.Stat(name)
	if err != nil {
		return err
	}
	if err := o.FS.Remove(name); err != nil {
		return err
	}
	done.Segments++
	done.Left--
	done.Bytes += info.Size
	return o.FS.SyncDir(o.Archive)
}
