package wal

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// Pruned tells what Prune has removed, and what is left.
type Pruned struct {
	// Segments and Bytes are what was removed, Left is how many segments there are still.
	Segments, Left int
	Bytes          int64
}

// Prune removes the archived segments in front of one, the oldest first, so that what an interruption leaves is whole. The segment itself
// stays: a reader that goes on behind a position in it opens it. The names are durable when it returns.
//
// Of the options, FS and Archive matter. Errors: one that wraps ctx.Err(), and the file system's; what was removed by then is counted.
func Prune(ctx context.Context, opts Options, before uint64) (done Pruned, err error) {
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
	for _, sequence := range kept.live {
		if sequence >= before || err != nil {
			break
		}
		if err = ctx.Err(); err == nil {
			err = opts.removeArchived(sequence, &done)
		}
		if err != nil {
			err = fmt.Errorf("zerodb/wal: remove an archived segment: %w", err)
		}
	}
	if done.Segments == 0 {
		return done, err
	}
	return done, errors.Join(err, opts.FS.SyncDir(opts.Archive))
}

// removeArchived removes one segment and counts it.
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
	return nil
}
