package zerodb

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// Pages that wait in memory for a checkpoint are drained to the data file, on another processor and without a sync, before they have come to
// MaxUnwrittenBytes: else commits would have to write them. docs/decisions/pages-wait-in-memory.md argues it.

// drain writes waiting pages beside transactions.
type drain struct {
	// due wakes the task.
	due chan struct{}
	// state is the transaction whose state is being drained, 0 for none. That state is pinned, and its pages get no twins, as those of a
	// checkpoint in progress. The holder of the writer lock sets it.
	state atomic.Uint64
	// turn lets one drain at a time. It is taken before the writer lock, and nobody waits for it.
	turn sync.Mutex
}

// drainShare and drainOf are from which part of MaxUnwrittenBytes on pages are drained.
const drainShare, drainOf = 5, 8

// isFull reports whether so many bytes of MaxUnwrittenBytes should be drained.
func (d *drain) isFull(waiting, most int64) bool {
	return waiting > most/drainOf*drainShare && d.state.Load() == 0
}

// drainLoop drains the waiting pages when there are many.
func (db *DB) drainLoop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-db.check.drain.due:
		}
		if err := db.drainPages(ctx); err != nil {
			return // the context has ended, or the database has stopped
		}
	}
}

// drainPages writes the pages of the latest state that only memory has, unless somebody is about it. A failure stops the database, as in a checkpoint.
func (db *DB) drainPages(ctx context.Context) error {
	if !db.check.drain.turn.TryLock() {
		return nil
	}
	defer db.check.drain.turn.Unlock()
	pages, err := db.pinWaiting(ctx)
	if err != nil {
		return err
	}
	if err := db.storeWaiting(pages.Write); err != nil {
		return db.stop(fmt.Errorf("zerodb: write waiting pages: %w", err))
	}
	return db.unpinWaiting()
}

// pinWaiting returns the pages of the latest state that only memory has, and pins it: none of their numbers is used anew.
func (db *DB) pinWaiting(ctx context.Context) (pager.Unwritten, error) {
	if err := db.lockWriter(ctx); err != nil {
		return pager.Unwritten{}, err
	}
	defer db.unlockWriter()
	if err := db.stoppedError(); err != nil {
		return pager.Unwritten{}, err
	}
	db.check.drain.state.Store(uint64(db.w.latest.Tx))
	return db.pager.Unwritten(), nil
}

// storeWaiting writes pages that only memory has. Those that are patches are laid out, which may meet damage that has come into memory from the data file.
func (db *DB) storeWaiting(write func() error) (err error) {
	defer catchFaults(db.pager).done(&err)
	return write()
}

// unpinWaiting ends the pin of pinWaiting. The memory of pages that were written goes, once no reader needs what lies behind them.
func (db *DB) unpinWaiting() error {
	if err := db.lockWriter(context.Background()); err != nil {
		return err
	}
	defer db.unlockWriter()
	db.check.drain.state.Store(0)
	db.w.work.SettlePatches()
	return nil
}
