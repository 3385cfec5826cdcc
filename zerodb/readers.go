package zerodb

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/mvcc"
)

// OldReaders says what happens to a read transaction that is older than Options.MaxReaderAge.
type OldReaders uint8

const (
	// WarnOldReaders tells the listener with the event ReaderOld. It is the default.
	WarnOldReaders OldReaders = iota
	// EndOldReaders tells it, and asks the transaction to end: its next use, or that of a table or cursor of it, fails with
	// ErrReaderEnded and gives its pages back. A transaction that nobody uses any more keeps them: slices of it may be looked at, and
	// nothing that a program can see ever changes under it.
	EndOldReaders
)

// ReaderInfo describes an open read transaction.
type ReaderInfo struct {
	// Process is the number of the process that it is in, 0 for this one; Slot tells it from others of that process.
	Process uint64
	Slot    int
	// Tx is the number of the commit whose result it sees.
	Tx uint64
	// Age is how long it has been known to see something that is no longer the newest, 0 before: only from then on it costs space.
	// It is exact to Options.ReaderCheckInterval, and never too high.
	Age time.Duration
	// Pages is how many pages would become free, or be kept by an older reader only, if all readers of its state ended.
	Pages uint64
	// Ending says that it was asked to end.
	Ending bool
}

// readerKey tells one reader from all others.
type readerKey struct {
	block int // ownBlock for this process
	slot  int
	tx    ids.TxID
}

// ownBlock stands for this process.
const ownBlock = -1

// readerWatch remembers since when readers have been seen that see something old. The turn of checkpoints guards it.
type readerWatch struct {
	since map[readerKey]time.Time
	told  map[readerKey]bool
}

// Readers describes the open read transactions of all processes, the oldest state first. It waits for the writer lock. Readers whose
// process has ended are removed on the way. In a process that only reads it describes its own and those of other processes that only
// read, without the pages that they keep, and with ages from its first call on.
//
// Errors: ErrClosed, and one that wraps ctx.Err().
func (db *DB) Readers(ctx context.Context) ([]ReaderInfo, error) {
	if db.closed.Load() {
		return nil, ErrClosed
	}
	return db.watchReaders(ctx)
}

// watchReaders looks at all readers, notes their ages, and warns or ends those that are too old.
func (db *DB) watchReaders(ctx context.Context) ([]ReaderInfo, error) {
	if err := db.check.lock(ctx); err != nil {
		return nil, err
	}
	defer db.check.unlock()
	if db.peers != nil && db.follow == nil {
		if err := db.reap(); err != nil {
			return nil, fmt.Errorf("zerodb: look for dead readers: %w", err)
		}
	}
	held, err := db.heldPages(ctx)
	if err != nil {
		return nil, err
	}
	watch, now, visible := &db.check.watch, db.opts.Now(), db.readers.Visible().Tx
	before := *watch
	watch.since, watch.told = map[readerKey]time.Time{}, map[readerKey]bool{}
	var list []ReaderInfo
	for _, p := range db.readingProcesses() {
		for _, h := range p.holders {
			info := ReaderInfo{Process: p.process, Slot: h.Slot, Tx: uint64(h.Tx), Ending: h.Ending, Pages: held[h.Tx]}
			key := readerKey{block: p.block, slot: h.Slot, tx: h.Tx}
			if h.Tx < visible {
				since, known := before.since[key]
				if !known {
					since = now
				}
				watch.since[key], watch.told[key] = since, before.told[key]
				info.Age = max(0, now.Sub(since))
				info.Ending = db.judgeReader(info, key, p, h) || info.Ending
			}
			list = append(list, info)
		}
	}
	slices.SortStableFunc(list, func(a, b ReaderInfo) int { return cmp.Compare(a.Tx, b.Tx) })
	return list, nil
}

// judgeReader warns of a reader that is too old, once, and asks it to end where the options say so.
func (db *DB) judgeReader(info ReaderInfo, key readerKey, p readingProcess, h mvcc.Holder) (ended bool) {
	if db.opts.MaxReaderAge <= 0 || info.Age < db.opts.MaxReaderAge || db.follow != nil {
		return false
	}
	if !db.check.watch.told[key] {
		db.check.watch.told[key] = true
		db.emit(ReaderOld{ReaderInfo: info})
	}
	if db.opts.OldReaders != EndOldReaders || h.Ending || !p.end(h) {
		return false
	}
	db.emit(ReaderEnded{ReaderInfo: info})
	return true
}

// readingProcess is a process with its readers.
type readingProcess struct {
	block   int
	process uint64
	holders []mvcc.Holder
	end     func(mvcc.Holder) bool
}

// readingProcesses lists this process and all others that only read. What the writer's own transactions see is in its memory alone.
func (db *DB) readingProcesses() []readingProcess {
	list := []readingProcess{{block: ownBlock, holders: db.readers.AppendHolders(nil), end: db.readers.End}}
	if db.peers == nil {
		return list
	}
	for _, b := range db.peers.memory.List() {
		if db.follow != nil && b.Index == db.peers.own {
			continue // listed already
		}
		table := db.peers.memory.Table(b.Index)
		list = append(list, readingProcess{
			block: b.Index, process: b.Process, holders: table.AppendHolders(nil), end: table.End,
		})
	}
	return list
}

// heldPages returns how many pages each pin keeps from reuse.
func (db *DB) heldPages(ctx context.Context) (map[ids.TxID]uint64, error) {
	if db.follow != nil {
		return nil, nil
	}
	if err := db.lockWriter(ctx); err != nil {
		return nil, err
	}
	defer db.unlockWriter()
	if db.stopped.Load() == nil {
		if err := db.reclaim(); err != nil {
			return nil, err
		}
	}
	held := map[ids.TxID]uint64{}
	for _, h := range db.w.free.Stats(nil).Held {
		held[h.Pin] = h.Pages
	}
	return held, nil
}

// readerLoop looks at the readers at intervals.
func (db *DB) readerLoop(ctx context.Context) {
	ticker := time.NewTicker(db.opts.ReaderCheckInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if db.opts.MaxReaderAge <= 0 && (db.peers == nil || db.peers.memory.Used() == 0) {
			continue // nobody can be too old or dead
		}
		if _, err := db.watchReaders(ctx); err != nil && ctx.Err() == nil {
			db.emit(ReaderCheckFailed{Err: err})
		}
	}
}

// dismiss ends a read transaction that was asked to end, in its own goroutine, and returns the error that says so. Its cursors, and with them its loops, end with it: nothing keeps
// the pages that they stand on any more.
func (tx *Tx) dismiss() error {
	tx.dismissed = true
	if !tx.ended {
		tx.ended = true
		for _, c := range tx.cursors[:tx.openCursors] {
			c.fail(ErrReaderEnded)
		}
		tx.db.readers.Release(&tx.lease)
	}
	return ErrReaderEnded
}
