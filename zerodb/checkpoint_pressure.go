package zerodb

import (
	"context"
	"errors"
	"sync/atomic"
)

// A page that was freed stays as long as the last checkpoint, or one under way, can see it. Beside a long reader, which keeps its
// whole state, that would make the file twice as large again; so there a checkpoint is due as soon as what only checkpoints keep has
// become too much (Options.CheckpointHeldPercent), and at twice as much writers wait for it. docs/decisions/space-pressure.md argues it.

// heldLeast is the least number of pages for which checkpoints are asked to come early: below, they would save nothing.
const heldLeast = 64

// spacePressure says how much space checkpoints keep from reuse. The holder of the writer lock sets it.
type spacePressure struct {
	// high says that the next writer should wait for a checkpoint.
	high atomic.Bool
	// waits counts the writers that have waited.
	waits atomic.Uint64
}

// judgePressure asks for a checkpoint when readers and checkpoints together keep more than is live, and checkpoints too large a part
// of that. The caller holds the writer lock.
func (db *DB) judgePressure() {
	if db.log == nil || db.opts.CheckpointHeldPercent < 0 {
		return
	}
	last, current := db.check.last.Load(), db.check.current.Load()
	highWater, available, retired := db.w.free.Counts()
	live := uint64(highWater) - available - retired
	longReader := db.w.oldestReader != 0 && uint64(db.w.oldestReader) < last
	if !longReader || retired <= live {
		db.check.pressure.high.Store(false)
		return
	}
	byCheckpoints := db.heldByCheckpoints(last, current)
	allowed := max(heldLeast, live*uint64(db.opts.CheckpointHeldPercent)/100)
	if byCheckpoints > allowed && current == 0 {
		wake(db.check.due) // one under way looks again itself when it is done
	}
	db.check.pressure.high.Store(byCheckpoints > 2*allowed)
}

// heldByCheckpoints counts the pages that only the last checkpoint and the one under way keep. The caller holds the writer lock.
func (db *DB) heldByCheckpoints(last, current uint64) uint64 {
	figures := db.w.free.Stats(db.w.held[:0])
	db.w.held = figures.Held[:0]
	var pages uint64
	for _, h := range figures.Held {
		if tx := uint64(h.Pin); tx == last || tx == current {
			pages += h.Pages
		}
	}
	return pages
}

// relieve takes a checkpoint, or waits for the one under way, when too much space waits for it. What hinders the checkpoint does not
// hinder the transaction: the file grows instead.
func (db *DB) relieve(ctx context.Context) error {
	if !db.check.pressure.high.Load() {
		return nil
	}
	if err := db.check.lock(ctx); err != nil {
		return err
	}
	defer db.check.unlock()
	if !db.check.pressure.high.Load() || db.closed.Load() {
		return nil
	}
	db.check.pressure.waits.Add(1)
	err := db.nextCheckpoint(ctx, goesOn)
	db.check.pressure.high.Store(false) // until the next commit has looked again
	if err != nil && ctx.Err() != nil {
		return err
	}
	if errors.Is(err, ErrStopped) {
		return err
	}
	return nil
}

// freeHeld makes the pages available that only the checkpoint before the last has kept, so that an idle database does not keep them until
// its next transaction. The caller has the turn of checkpoints.
func (db *DB) freeHeld() error {
	if err := db.lockWriter(context.Background()); err != nil {
		return err
	}
	defer db.unlockWriter()
	if err := db.reclaim(); err != nil {
		return err
	}
	db.published.settle(max(db.w.free.HighWater(), db.check.highWater)) // every pin sees what is in use or retired, which lies below
	db.countPages()
	return nil
}
