package zerodb

import (
	"context"
	"errors"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// couldShrink reports whether another checkpoint would be of fewer pages than the last one.
func (db *DB) couldShrink(ctx context.Context) (bool, error) {
	if err := db.check.lock(ctx); err != nil {
		return false, err
	}
	defer db.check.unlock()
	return db.couldShrinkInTurn(ctx)
}

// couldShrinkInTurn is couldShrink for who has the turn of checkpoints.
func (db *DB) couldShrinkInTurn(ctx context.Context) (bool, error) {
	if err := db.lockWriter(ctx); err != nil {
		return false, err
	}
	defer db.unlockWriter()
	return db.w.free.Trim() < db.check.highWater, nil
}

// shrink cuts the data file behind the last page that is in use, or that the last durable checkpoint or a reader may see (R12),
// and returns the number of pages that are left.
func (db *DB) shrink(ctx context.Context) (ids.PageID, error) {
	if err := db.check.lock(ctx); err != nil {
		return 0, err
	}
	defer db.check.unlock()
	if err := db.lockWriter(ctx); err != nil {
		return 0, err
	}
	defer db.unlockWriter()
	if err := db.stoppedError(); err != nil {
		return 0, err
	}
	// What any pin can see is in use or retired, and both lie below the high-water mark.
	limit := max(db.w.free.HighWater(), db.check.highWater)
	if db.check.unconcluded != nil || db.check.highWater == 0 {
		return limit, nil
	}
	if db.isBehind() {
		limit = max(limit, db.checkpointEnd(0)) // a commit since then has reserved it
	}
	cut, err := db.pager.Shrink(limit)
	if errors.Is(err, pager.ErrCannotShrink) || errors.Is(err, vfs.ErrMapped) {
		return limit, nil
	}
	if cut > 0 {
		db.emit(Shrunk{Bytes: db.pager.Size()})
	}
	return limit, err
}

// isBehind reports whether there are commits behind the last durable checkpoint, which have reserved room for the next one. The caller has the turn of checkpoints and the
// writer lock.
func (db *DB) isBehind() bool {
	return db.log != nil && db.w.latest.State.end > db.check.position
}
