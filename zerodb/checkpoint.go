package zerodb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/space"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// closing says what a checkpoint is for.
type closing uint8

const (
	// goesOn: it is taken if anything was logged since the last one.
	goesOn closing = iota
	// isLast: it is the last one of this process, and is always taken.
	isLast
	// isNeeded: it is always taken.
	isNeeded
)

// capture is what a checkpoint writes down: one state, taken under the writer lock.
type capture struct {
	tx       ids.TxID
	version  *version
	position wal.Position
	free     *space.Capture
	pages    pager.Unwritten
	end      closing
	began    time.Time
	// written tells where the free set lies, once the meta page is durable.
	written space.Written
}

// Checkpoint brings the data file up to date with the log, so that the log up to here can be given up and the next opening
// replays nothing of it. It works beside readers and writers. The database does this by itself; calling it is needed only to choose the moment.
//
// Errors: ErrClosed; ErrReadOnly; ErrStopped; ErrNoSpace, *LimitError when MaxDatabaseSize leaves no room, and *CorruptionError (nothing is
// lost then, and the next one tries again); and one that wraps ctx.Err() when ctx ends while it waits for its turn. On a database in
// memory it does nothing.
func (db *DB) Checkpoint(ctx context.Context) error {
	if db.closed.Load() {
		return ErrClosed
	}
	if db.follow != nil {
		return ErrReadOnly
	}
	return db.checkpoint(ctx, goesOn)
}

// checkpoint takes one checkpoint, if anything was logged since the last one.
func (db *DB) checkpoint(ctx context.Context, end closing) error {
	if db.log == nil {
		return nil
	}
	if err := db.check.lock(ctx); err != nil {
		return err
	}
	defer db.check.unlock()
	return db.nextCheckpoint(ctx, end)
}

// nextCheckpoint is checkpoint for who has the turn of checkpoints.
func (db *DB) nextCheckpoint(ctx context.Context, end closing) error {
	if err := db.stoppedError(); err != nil {
		return err
	}
	if err := db.conclude(); err != nil {
		return err
	}
	c, err := db.capture(ctx, end)
	if err != nil || c == nil {
		return err
	}
	if err := db.writeCheckpoint(c); err != nil {
		return db.stop(fmt.Errorf("zerodb: checkpoint %d: %w", c.tx, err))
	}
	return db.conclude()
}

// capture takes the state for a checkpoint under the writer lock and reserves the pages for its free set (R3). It returns
// nil when nothing was logged since the last checkpoint.
func (db *DB) capture(ctx context.Context, end closing) (*capture, error) {
	if err := db.layOut(ctx); err != nil {
		return nil, err
	}
	if err := db.lockWriter(ctx); err != nil {
		return nil, err
	}
	defer db.unlockWriter()
	if err := db.stoppedError(); err != nil {
		return nil, err
	}
	c := &capture{version: db.w.latest, end: end, began: db.opts.Now()}
	if end == goesOn && c.version.State.end <= db.check.position && !db.w.abandoned || end == isLast && db.w.asleep {
		return nil, nil
	}
	if err := db.awaken(); err != nil {
		return nil, err
	}
	if err := db.copyOverlaid(); err != nil {
		return nil, err
	}
	db.w.work.SettlePatches()
	db.w.patchless = false
	c.version = db.w.latest
	c.position = db.log.Position()
	db.w.abandoned = false
	c.tx = db.drawTx()
	if err := db.retireChain(c.tx); err != nil {
		return nil, err
	}
	if err := db.reclaim(); err != nil {
		return nil, err
	}
	db.w.free.Trim()
	free, err := db.w.free.Capture(db.opts.PageSize)
	if err != nil {
		return nil, pager.SpaceError(err, db.opts.MaxDatabaseSize)
	}
	if err := db.reserveData(free.HighWater); err != nil {
		return nil, errors.Join(err, db.w.free.Abandon(free))
	}
	for _, run := range free.Reserved() {
		db.pager.Forget(run)
	}
	c.free, c.pages = free, db.pager.Unwritten()
	db.check.current.Store(uint64(c.tx))
	db.check.logged.Store(0)
	return c, nil
}

// retireChain frees the pages that hold the last checkpoint's free set; its pin keeps them until the new one is durable.
// They stay retired when the new checkpoint fails to begin.
func (db *DB) retireChain(freed ids.TxID) error {
	for _, run := range db.check.chain {
		if err := db.w.free.Free(run, db.check.chainBorn, freed); err != nil {
			return db.stop(fmt.Errorf("zerodb: account of free pages: %w", err))
		}
	}
	db.check.chain = nil
	return nil
}

// writeCheckpoint does the steps of R10, beside the writers: the log is durable up to the state, then its pages and the free
// set, which nothing refers to yet, with one sync for both, then the meta page. What remains is conclude's.
func (db *DB) writeCheckpoint(c *capture) error {
	if err := db.log.WaitDurable(context.Background(), c.position.LSN); err != nil {
		return err
	}
	if err := db.storeWaiting(c.pages.Write); err != nil {
		return err
	}
	written, err := c.free.Encode(c.tx, db.pager.WritePage)
	if err != nil {
		return err
	}
	if err := db.syncData(); err != nil {
		return err
	}
	if err := db.writeMeta(1-db.check.slot, c, written.Head); err != nil {
		return err
	}
	db.check.unconcluded, c.written = c, written
	return nil
}

// conclude notes in the log that a checkpoint whose meta page is durable is done; only then its predecessor and the log
// before it are given up. On a full disk it does nothing: both checkpoints stay pinned, and the next call tries again.
func (db *DB) conclude() error {
	c := db.check.unconcluded
	if c == nil {
		return nil
	}
	end, err := db.appendNote(recordCheckpoint, c.tx, func() error { return db.returnUnused(c.written) })
	if errors.Is(err, ErrNoSpace) {
		return err
	}
	if err == nil {
		err = db.log.WaitDurable(context.Background(), end)
	}
	if err != nil {
		return db.stop(fmt.Errorf("zerodb: conclude checkpoint %d: %w", c.tx, err))
	}
	db.check.unconcluded = nil
	db.check.slot, db.check.position = 1-db.check.slot, c.position.LSN
	db.check.highWater = c.free.HighWater
	db.check.last.Store(uint64(c.tx))
	db.check.current.Store(0)
	took := db.opts.Now().Sub(c.began)
	db.measures.checkpoints.Add(1)
	db.measures.checkpointTime.Observe(took)
	db.emit(CheckpointDone{Tx: uint64(c.tx), Pages: uint64(c.free.HighWater), Took: took})
	return errors.Join(db.freeHeld(), db.releaseLog())
}

// releaseLog gives up the log before the last durable checkpoint. What cannot be removed now is kept for the next time,
// unless the log has stopped.
func (db *DB) releaseLog() error {
	err := db.log.Release(db.check.position)
	if err != nil && db.log.Err() != nil {
		return db.stop(err)
	}
	if err != nil {
		return fmt.Errorf("zerodb: checkpoint: %w", err)
	}
	return nil
}

// returnUnused takes over the pages of the free set and gives back those that it did not need. The caller holds the writer
// lock.
func (db *DB) returnUnused(written space.Written) error {
	db.check.chain, db.check.chainBorn = written.Chain, written.Head.Birth
	for _, run := range written.Unused {
		if err := db.w.free.Return(run); err != nil {
			return err
		}
	}
	return nil
}

// writeMeta writes and syncs a meta page.
func (db *DB) writeMeta(slot int, c *capture, free ids.PageRef) error {
	root := &c.version.State
	b := make([]byte, db.opts.PageSize)
	meta.Encode(b, slot, meta.Meta{
		Tx: c.tx, PageSize: db.opts.PageSize, UUID: db.identity,
		Catalog:   meta.Tree(root.catalog),
		FreeSpace: free,
		HighWater: c.free.HighWater,
		Log:       meta.LogPosition(c.position),
		Clean:     c.end == isLast,
		WallTime:  db.opts.Now(),
	})
	if err := db.pager.WritePage(ids.PageID(slot), b); err != nil {
		return err
	}
	return db.syncData()
}

// appendNote appends a record without payload, under the writer lock. Once there is room for it, it runs then. On a full disk it
// fails with ErrNoSpace and nothing has happened.
func (db *DB) appendNote(kind uint8, tx ids.TxID, then func() error) (ids.LSN, error) {
	if err := db.lockWriter(context.Background()); err != nil {
		return 0, err
	}
	defer db.unlockWriter()
	if err := db.log.Reserve(0); err != nil {
		return 0, spaceError(err)
	}
	if err := then(); err != nil {
		return 0, err
	}
	return db.log.Append(wal.Record{Type: kind, Tx: tx})
}

// firstMetas are the two meta pages of a new database without content.
func firstMetas(m meta.Meta) []byte {
	b := make([]byte, page.FirstID*m.PageSize)
	for slot := range page.FirstID {
		meta.Encode(b[slot*m.PageSize:(slot+1)*m.PageSize], slot, m)
	}
	return b
}
