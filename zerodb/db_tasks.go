package zerodb

import (
	"context"
	"errors"
	"sync"
	"time"
)

// tasks are the goroutines of a database. Open starts them, Close ends them and waits for them.
type tasks struct {
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// start starts the background work that the options ask for.
func (db *DB) start() {
	ctx, cancel := context.WithCancel(context.Background())
	db.tasks.cancel = cancel
	work := db.w.work
	db.tasks.running.Go(func() { db.checkpointLoop(ctx) })
	db.tasks.running.Go(func() { db.fillLoop(ctx) })
	db.tasks.running.Go(func() { db.readerLoop(ctx) })
	db.tasks.running.Go(func() { db.layOutLoop(ctx) })
	db.tasks.running.Go(func() { db.drainLoop(ctx) })
	db.tasks.running.Go(func() { work.SupplyMemory(ctx) })
	if db.peers != nil && (db.opts.MaxUnwrittenBytes > 0 || db.opts.Durability != DurabilityAlways) {
		db.tasks.running.Go(func() { db.attentionLoop(ctx) })
	}
	if db.opts.Durability == DurabilityInterval {
		db.tasks.running.Go(func() { db.syncLoop(ctx) })
	}
}

// end stops the goroutines and waits until they have ended.
func (t *tasks) end() {
	if t.cancel != nil {
		t.cancel()
	}
	t.running.Wait()
}

// checkpointLoop takes checkpoints when enough was logged and when the last one is old.
func (db *DB) checkpointLoop(ctx context.Context) {
	var clock <-chan time.Time
	if db.opts.CheckpointInterval > 0 {
		ticker := time.NewTicker(db.opts.CheckpointInterval)
		defer ticker.Stop()
		clock = ticker.C
	}
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-db.check.due:
			err = db.checkpoint(ctx, goesOn)
		case <-clock:
			err = db.checkpointByClock(ctx)
		}
		if err == nil {
			err = db.compactIfWorth(ctx)
		}
		if err != nil && ctx.Err() == nil {
			db.emit(CheckpointFailed{Err: err})
			if errors.Is(err, ErrStopped) {
				return
			}
		}
	}
}

// checkpointByClock frees what dropped tables have left behind, then takes a checkpoint. Without room for the one the other may have some.
func (db *DB) checkpointByClock(ctx context.Context) error {
	err := db.freeRemainsIdle(ctx)
	return errors.Join(db.checkpoint(ctx, goesOn), err)
}

// syncLoop makes the log durable at intervals, which bounds what a power failure can take.
func (db *DB) syncLoop(ctx context.Context) {
	ticker := time.NewTicker(db.opts.SyncInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := db.log.Sync(ctx); err != nil && ctx.Err() == nil {
			_ = db.stop(err) // the next transaction gets the error
			return
		}
	}
}

// fillLoop keeps a log segment in reserve, so that commits need not wait for one to be filled. Where commits do not wait for the disk, it also
// syncs full segments before there are so many that the writer has to wait for one.
func (db *DB) fillLoop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-db.check.fill:
		}
		if db.stopped.Load() != nil {
			return
		}
		err := db.log.Prefill()
		if db.log.Behind() {
			err = errors.Join(err, db.log.Settle())
		}
		if err != nil && db.log.Err() != nil {
			_ = db.stop(err) // the next transaction gets the error; a full disk alone is left for it to meet
			return
		}
	}
}
