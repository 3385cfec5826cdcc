package zerodb

import (
	"context"
	"errors"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// A load leaves the file up to twice as large as what it holds: each state that a checkpoint has written, and the next one beside it. Close moves
// what lies at the end into the free space before it, as Compact does, as long as that is worth it and not much has to be moved.

const (
	// closeFreePercent is how much of the file must be free for Close to make it shorter, closeFreeLeast how many bytes.
	closeFreePercent = 30
	closeFreeLeast   = 4 * mebibyte
	// closeStepPages is about how many pages Close moves in one transaction.
	closeStepPages = 4096
	// closeCheckpoints bounds the checkpoints after which the pages that were moved are free.
	closeCheckpoints = 3
)

// shorten makes the data file shorter if much of it is free, before the last checkpoint. No other writer is there any more. What it moves is limited by
// MaxCloseMoveBytes.
func (db *DB) shorten(ctx context.Context) error {
	if db.opts.MaxCloseMoveBytes < 0 || !db.isLoose() {
		return nil
	}
	if err := db.nextCheckpoint(ctx, isNeeded); err != nil { // gives back what only the one before it needed
		return err
	}
	bound, end := db.closingBound()
	if int64(end-bound)*int64(db.opts.PageSize) < closeFreeLeast {
		return nil
	}
	return db.moveBehind(ctx, bound)
}

// moveBehind moves what lies behind a page into the free space before it, and takes checkpoints until the last one no longer needs what was there.
func (db *DB) moveBehind(ctx context.Context, bound ids.PageID) error {
	step := min(closeStepPages, db.movesAtOnce())
	c := &compaction{db: db, opts: CompactOptions{PagesPerStep: step}, bound: bound}
	for _, what := range [...]btree.Movable{btree.LargeValues, btree.AllPages} {
		c.what, c.table, c.key, c.catalog = what, firstName, nil, false
		for more := true; more; {
			var err error
			if more, err = c.closingStep(ctx); err != nil {
				return err
			}
		}
	}
	for shorter, n := true, 0; shorter && n < closeCheckpoints; n++ {
		err := db.nextCheckpoint(ctx, isNeeded)
		if err == nil {
			shorter, err = db.couldShrinkInTurn(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isLoose reports whether much of the file is free, or will be after a checkpoint.
func (db *DB) isLoose() bool {
	free, pages := db.counters.available.Load()+db.counters.retired.Load(), db.counters.pages.Load()
	return free*100 > pages*closeFreePercent && free*uint64(db.opts.PageSize) >= closeFreeLeast
}

// closingBound returns the lowest page such that what lies behind it has room before it and is not more than Close may move, and the end of the file, which
// is the highest such page.
func (db *DB) closingBound() (bound, end ids.PageID) {
	free := db.w.free.AppendFree(nil)
	slices.SortFunc(free, func(a, b space.Run) int { return int(b.Start) - int(a.Start) })
	end = db.w.free.HighWater()
	available := uint64(0)
	for _, r := range free {
		available += r.Count
	}
	used := uint64(end) - available
	lowest := ids.PageID(used + used/compactSlack + compactRoom)
	budget := uint64(db.opts.MaxCloseMoveBytes) / uint64(db.opts.PageSize)
	bound = end
	for _, r := range free {
		if r.End() <= lowest {
			break
		}
		live := uint64(bound - r.End()) // between this run and the one behind it
		if live > budget {
			return bound, end
		}
		budget -= live
		bound = max(r.Start, lowest)
	}
	if bound > lowest {
		bound -= min(ids.PageID(budget), bound-lowest)
	}
	return min(bound, end), end
}

// closingStep moves some pages and reports whether there may be more to move. The log hears nothing of it.
func (c *compaction) closingStep(ctx context.Context) (more bool, err error) {
	db := c.db
	if err := db.lockWriter(ctx); err != nil {
		return false, err
	}
	defer db.unlockWriter()
	if err := errors.Join(db.stoppedError(), db.reclaim()); err != nil {
		return false, err
	}
	tx := db.newWriteTx(db.drawTx())
	defer func() { tx.ended = true }()
	r := btree.Relocation{Bound: c.bound, What: c.what, MovesMax: c.opts.PagesPerStep, LeavesMax: c.opts.PagesPerStep * leavesPerMove}
	more, err = c.relocate(tx, &r)
	if err != nil || r.Moved == 0 {
		return more && !r.Stuck, errors.Join(err, db.discard())
	}
	return more && !r.Stuck, db.commitCopied(tx)
}
