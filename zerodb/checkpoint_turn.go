package zerodb

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// checkpointer keeps what checkpoints need. Its turn is taken before the writer lock.
type checkpointer struct {
	// turn lets one checkpoint run at a time: who has put something into it has the turn. It guards over, slot, position, highWater, watch and unconcluded.
	turn turn
	// over says that Close has taken the last checkpoint, or is about to: nobody else gets the turn any more. Who has the turn may look at it.
	over bool
	// slot is the meta page that the last durable checkpoint is in, position the log position that it covers.
	slot     int
	position ids.LSN
	// highWater is the number of pages of the last durable checkpoint of this process, 0 before the first.
	highWater ids.PageID
	// watch remembers the ages of readers.
	watch readerWatch
	// unconcluded is a checkpoint whose meta page is durable but not yet noted in the log.
	unconcluded *capture
	// chain are the pages that hold the last checkpoint's free set, born in chainBorn; none once they are retired.
	// They belong to the holder of the writer lock.
	chain     []space.Run
	chainBorn ids.TxID

	// last is the transaction of the last durable checkpoint, current that of one in progress; 0 is none. A
	// checkpoint that becomes durable sets last before it clears current, and who collects pins loads current
	// first: so one of the two always shows it.
	last, current atomic.Uint64
	// logged counts the journal bytes since the last checkpoint began, due wakes the background task.
	logged atomic.Int64
	due    chan struct{}
	// pressure says whether space waits for the next checkpoint.
	pressure spacePressure
	// unfilled counts the journal bytes since fill last woke the task that keeps a log segment in reserve. It belongs
	// to the holder of the writer lock.
	unfilled int64
	// patches wakes the task that lays patches out. laid is the state that this pins meanwhile, 0 for none; laying lets one do it at a time and is taken before the writer lock.
	patches chan struct{}
	laid    atomic.Uint64
	laying  turn
	fill    chan struct{}
	// drain writes waiting pages between checkpoints.
	drain drain
}

// lock takes the turn of checkpoints, unless ctx ends first. Who has it may be waiting for the writer lock, for as long as a writer likes. It fails with ErrClosed
// once Close has had its last turn.
func (c *checkpointer) lock(ctx context.Context) error {
	if err := c.turn.lock(ctx, "for a checkpoint"); err != nil {
		return err
	}
	return c.mayGoOn()
}

// mayGoOn gives a turn back that came too late.
func (c *checkpointer) mayGoOn() error {
	if !c.over {
		return nil
	}
	c.unlock()
	return ErrClosed
}

// lockLast takes the last turn, for Close: after it nobody gets one.
func (c *checkpointer) lockLast() {
	c.turn <- struct{}{}
	c.over = true
}

// unlock gives the turn back.
func (c *checkpointer) unlock() { c.turn.unlock() }

// turn lets one goroutine at a time do something: who has put something in. Who has it may be waiting for the writer lock, for as long as a writer likes.
type turn chan struct{}

// lock takes the turn, unless ctx ends first; what says for what it waits.
func (t turn) lock(ctx context.Context, what string) error {
	select {
	case t <- struct{}{}:
		return nil
	default:
	}
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("zerodb: waiting %s: %w", what, ctx.Err())
	}
}

// unlock gives it back.
func (t turn) unlock() { <-t }

// addPins adds the checkpoints' transactions, the state whose patches are laid out, and the one that is drained, to sorted pins.
func (c *checkpointer) addPins(pins []ids.TxID) []ids.TxID {
	for _, tx := range [...]uint64{c.current.Load(), c.last.Load(), c.laid.Load(), c.drain.state.Load()} {
		if tx == 0 {
			continue
		}
		if at, found := slices.BinarySearch(pins, ids.TxID(tx)); !found {
			pins = slices.Insert(pins, at, ids.TxID(tx))
		}
	}
	return pins
}

// countLogged counts what a transaction has logged and wakes the background tasks when it is time. The caller holds the
// writer lock.
func (db *DB) countLogged(journal int) {
	if db.log == nil {
		return
	}
	bytes := int64(journal) + recordOverhead
	db.measures.logged.Add(uint64(bytes))
	if db.check.logged.Add(bytes) >= db.opts.CheckpointLogBytes {
		wake(db.check.due)
	}
	if db.check.unfilled += bytes; db.check.unfilled >= db.fillStep() {
		db.check.unfilled = 0
		wake(db.check.fill)
	}
}

// fillStep is after how many bytes of log the task is woken that makes the next segment and, where commits do not, syncs full ones.
func (db *DB) fillStep() int64 { return min(firstSegmentBytes, db.opts.LogSegmentSize) / 2 }

// wake leaves a signal, if none is waiting already.
func wake(signal chan<- struct{}) {
	select {
	case signal <- struct{}{}:
	default:
	}
}

// recordOverhead is about what a record takes in the log beside its payload, in bytes.
const recordOverhead = 64
