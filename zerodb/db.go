package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/mvcc"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// DB is an open database. Its methods may be called from any goroutine. Close ends it.
type DB struct {
	opts     Options
	path     string
	identity [16]byte
	lock     io.Closer
	// peers is what other processes see, nil for a database that nobody else can see; follow is set in a process that
	// only reads.
	peers  *neighbours
	follow *follower
	pager  *pager.Pager
	// log is nil for a database in memory.
	log *wal.Log

	readers   *mvcc.Readers[root]
	published publisher
	// idleTxs keeps transactions of View and Update for reuse. Table handles that wait there belong to noTx, which has ended
	// for ever, so that who has kept one is told.
	idleTxs *sync.Pool
	noTx    Tx

	// writing is the writer lock: who has put a token in may use w.
	writing chan struct{}
	w       writer

	check    checkpointer
	watchers watchers
	tasks    tasks
	// compacting lets one Compact run at a time; it guards no field.
	compacting sync.Mutex
	counters   counters
	measures   measures
	// closed says that Close has begun, stopped holds the failure that stopped the database for writes.
	closed  atomic.Bool
	stopped atomic.Pointer[stopCause]

	// ending lets one Close run at a time; it guards written, which says that it has left everything on disk, and released, which says that the files have been given back.
	ending            sync.Mutex
	written, released bool
}

// stopCause is why a database takes no more writes.
type stopCause struct{ err error }

// newDB returns a database without content around its pages.
func newDB(path string, opts Options, p *pager.Pager) *DB {
	db := &DB{opts: opts, path: path, pager: p, idleTxs: new(sync.Pool), writing: make(chan struct{}, 1)}
	db.noTx = Tx{db: db, ended: true}
	db.readers = mvcc.NewReaders[root](opts.MaxReaders)
	db.published = publisher{readers: db.readers, capacity: opts.MaxPendingCommits}
	db.check.turn, db.check.laying = make(turn, 1), make(turn, 1)
	db.check.due, db.check.fill, db.check.patches = make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{}, 1)
	db.check.drain.due = make(chan struct{}, 1)
	return db
}

// Path returns the database's folder, made absolute where it was opened by a relative path, or "" for a database in memory.
func (db *DB) Path() string { return db.path }

// View runs fn in a read transaction: one state of the database, which no writer changes. The transaction ends with fn; nothing of it
// may be kept. View returns fn's error, or the first failure of a cursor or an iterator that fn did not
// report. It may be called inside Update, and then sees the state before that.
//
// Errors beside fn's: those of BeginRead.
func (db *DB) View(fn func(tx *Tx) error) error {
	tx := db.idleTx()
	if err := db.startRead(tx); err != nil {
		return db.measures.countError(err)
	}
	tx.managed = true
	defer db.endView(tx)
	if err := fn(tx); err != nil {
		return db.measures.countError(err)
	}
	return db.measures.countError(tx.err)
}

// idleTx returns a transaction for use, a former one where possible.
func (db *DB) idleTx() *Tx {
	if tx, ok := db.idleTxs.Get().(*Tx); ok {
		return tx
	}
	return new(Tx)
}

// ViewContext is View, but fails with ctx's error when ctx has ended before fn is called.
func (db *DB) ViewContext(ctx context.Context, fn func(tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("zerodb: view: %w", err)
	}
	return db.View(fn)
}

// endView ends a read transaction, also after a panic, and keeps its memory.
func (db *DB) endView(tx *Tx) {
	if tx.ended {
		return
	}
	tx.release()
	db.idleTxs.Put(tx)
}

// BeginRead starts a read transaction, which must be ended by Rollback (or Commit, which is the same). It never waits.
// As long as it is open, the pages of its state cannot be reused.
//
// Errors: ErrClosed and *LimitError when MaxReaders are open; and of a database that was opened by OpenReadOnly ErrReplaced, *LimitError
// when it has outgrown MaxDatabaseSize, and *CorruptionError when the writer shows what cannot be.
func (db *DB) BeginRead() (*Tx, error) {
	tx := new(Tx)
	if err := db.startRead(tx); err != nil {
		return nil, err
	}
	db.countReads(tx)
	return tx, nil
}

// BeginReadContext is BeginRead, but fails with ctx's error when ctx has ended.
func (db *DB) BeginReadContext(ctx context.Context) (*Tx, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("zerodb: begin a read transaction: %w", err)
	}
	return db.BeginRead()
}

// startRead makes tx a read transaction of the visible version. Its memory is reused.
func (db *DB) startRead(tx *Tx) error {
	v, err := db.acquire(&tx.lease)
	if err != nil {
		return db.acquireError(err)
	}
	// Close sets the flag before it looks for readers, so one of the two sees the other.
	if db.closed.Load() {
		db.readers.Release(&tx.lease)
		return ErrClosed
	}
	tx.db, tx.base, tx.id, tx.write = db, v, commitOf(v), nil
	tx.view = pager.View{Pager: db.pagerOf(v), Limit: v.State.highWater, State: v.Tx}
	tx.pages = &tx.view
	tx.catalog = btree.Tree{State: v.State.catalog}
	tx.clean()
	tx.endable = db.follow != nil || db.opts.OldReaders == EndOldReaders
	db.countRead(tx)
	return nil
}

// clean forgets what an earlier transaction has left in the memory of this one.
func (tx *Tx) clean() {
	tx.forgetTables()
	tx.openCursors = 0
	tx.ended, tx.managed, tx.err, tx.failed = false, false, nil, nil
	tx.endable, tx.dismissed, tx.unchanged = false, false, false
}

// acquireError says why there is no reader's place.
func (db *DB) acquireError(err error) error {
	if errors.Is(err, mvcc.ErrTooManyReaders) {
		limit := int64(db.opts.MaxReaders)
		return &LimitError{Limit: "number of open read transactions", Value: limit + 1, Max: limit, Option: "MaxReaders"}
	}
	return fmt.Errorf("zerodb: begin a read transaction: %w", err)
}

// Update runs fn in a write transaction and commits it when fn returns nil, else rolls it back, also when fn panics (the panic goes on). With
// DurabilityAlways it returns once the changes are on the disk. There is one write transaction at a time: others wait, so fn must not start another
// one.
//
// Errors beside fn's: those of BeginWrite and of Tx.Commit, and the first failure of a cursor or an iterator that fn did not report,
// after which nothing is committed.
func (db *DB) Update(fn func(tx *Tx) error) error {
	return db.UpdateContext(context.Background(), fn)
}

// UpdateContext is Update, but gives up when ctx ends: before it begins and while it waits for the writer lock without effect, while it waits for
// the disk with ErrCommitUnknown, since the commit is then under way.
func (db *DB) UpdateContext(ctx context.Context, fn func(tx *Tx) error) error {
	began := db.beginUpdate()
	pending, err := db.update(ctx, fn)
	if err == nil {
		err = pending.Wait(ctx)
	}
	return db.endUpdate(began, err)
}

// update runs fn and commits without waiting for the disk.
func (db *DB) update(ctx context.Context, fn func(tx *Tx) error) (Pending, error) {
	tx := db.idleTx()
	if err := db.beginWrite(ctx, tx); err != nil {
		return Pending{}, err
	}
	tx.managed = true
	defer func() {
		if !tx.ended { // fn has panicked
			tx.note(db.abandon(tx))
			return
		}
		tx.disownTables()
		db.idleTxs.Put(tx)
	}()
	if err := fn(tx); err != nil {
		return Pending{}, errors.Join(err, db.abandon(tx))
	}
	if tx.err != nil {
		return Pending{}, errors.Join(tx.err, db.abandon(tx))
	}
	return tx.commit()
}

// stop takes no more writes from now on, for good, and returns the error that says so. The first cause stays. The visible
// version stays as it is; reads go on.
func (db *DB) stop(cause error) error {
	if errors.Is(cause, ErrStopped) {
		return cause
	}
	if db.stopped.CompareAndSwap(nil, &stopCause{err: cause}) {
		db.published.freeze()
		db.watchers.moved()
		db.emit(Stopped{Cause: cause})
	}
	return db.stoppedError()
}

// stoppedError returns the error of a stopped database, or nil.
func (db *DB) stoppedError() error {
	cause := db.stopped.Load()
	if cause == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrStopped, cause.err)
}

// emit tells the listener, if there is one.
func (db *DB) emit(e Event) {
	if db.opts.Events != nil {
		db.opts.Events.Event(e)
	}
}

// readerPins appends, ascending and without duplicates, the transactions whose pages readers in all processes see.
func (db *DB) readerPins(dst []ids.TxID) []ids.TxID {
	dst, _ = db.readers.Pins(dst)
	own := len(dst)
	if dst = db.peers.appendPins(dst); len(dst) > own {
		slices.Sort(dst)
		dst = slices.Compact(dst)
	}
	return dst
}
