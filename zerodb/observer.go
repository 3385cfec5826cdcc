package zerodb

import (
	"errors"
	"fmt"
	"time"
)

// Observer is told of each write transaction and each sync, for who wants to trace or to keep his own statistics. What happens seldom is an
// Event. The methods are called from the goroutine that did the work, that of WriteEnded with the writer lock held: they
// must return at once and must not use the database. Their arguments carry no keys and no values, and cost no memory.
//
// A panic in WriteEnded goes on in who has ended the transaction, with the outcome of which it was told. One in Synced counts as a failed sync, which stops the database, and so does
// runtime.Goexit there.
type Observer interface {
	// WriteEnded tells how a write transaction has ended.
	WriteEnded(WriteEnd)
	// Synced tells that a file was synced, or could not be.
	Synced(Sync)
}

// WriteEnd is how a write transaction ended.
type WriteEnd struct {
	// Tx is its number.
	Tx uint64
	// Outcome says what became of it.
	Outcome WriteOutcome
	// PagesAllocated and PagesFreed are how many pages its commit took and gave up, LogBytes the length of its journal. They are zero for
	// one that left nothing.
	PagesAllocated, PagesFreed uint64
	LogBytes                   int
}

// WriteOutcome is what became of a write transaction.
type WriteOutcome uint8

const (
	// WriteCommitted is one that is in the log; with DurabilityAlways a sync follows.
	WriteCommitted WriteOutcome = iota
	// WriteUnchanged is one that was committed and had changed nothing.
	WriteUnchanged
	// WriteRolledBack is one that left nothing, by Rollback or after an error.
	WriteRolledBack
)

// Sync is a sync of a file.
type Sync struct {
	// File says which.
	File SyncedFile
	// Took is how long it took, Err why it failed.
	Took time.Duration
	Err  error
}

// SyncedFile is a file of a database.
type SyncedFile uint8

const (
	// SyncedLog is the log.
	SyncedLog SyncedFile = iota
	// SyncedData is the data file.
	SyncedData
)

// observeSync tells the observer, if there is one, and returns what the sync has come to: an observer that panics would leave those waiting who wait for the sync, and a failed one
// could be taken for one that was never tried. So a panic is an error like that of the sync.
func (db *DB) observeSync(s Sync) error {
	if db.opts.Observer == nil {
		return s.Err
	}
	if err := db.shielded("Observer.Synced", func() { db.opts.Observer.Synced(s) }); err != nil {
		return errors.Join(s.Err, err)
	}
	return s.Err
}

// shielded calls a callback of the program's in the middle of work that must come to its end. A panic in it becomes an error. One that ends its goroutine, as a test does that fails in it, leaves the work
// half done: then the database stops, and locks are given back by who has them.
func (db *DB) shielded(name string, call func()) (err error) {
	returned := false
	defer func() {
		cause := recover()
		switch {
		case cause != nil:
			err = fmt.Errorf("zerodb: %s panicked: %v", name, cause)
		case !returned:
			_ = db.stop(fmt.Errorf("zerodb: %s has ended its goroutine", name)) // nobody is there to be told
		}
	}()
	call()
	returned = true
	return nil
}

// observeCommit tells the observer that a transaction is committed. The caller holds the writer lock.
func (db *DB) observeCommit(tx *Tx, logged int) {
	if db.opts.Observer == nil {
		return
	}
	allocated, freed := db.w.free.Turnover()
	db.opts.Observer.WriteEnded(WriteEnd{
		Tx: uint64(tx.id), Outcome: WriteCommitted, LogBytes: logged,
		PagesAllocated: allocated - min(allocated, db.w.allocatedBefore), PagesFreed: freed - min(freed, db.w.freedBefore),
	})
}

// observeNothing tells the observer of a transaction that left nothing, and counts it. The caller holds the writer lock.
func (db *DB) observeNothing(tx *Tx) {
	outcome := WriteRolledBack
	if tx.unchanged {
		outcome = WriteUnchanged
		db.measures.unchanged.Add(1)
	} else {
		db.measures.rolledBack.Add(1)
	}
	if db.opts.Observer != nil {
		db.opts.Observer.WriteEnded(WriteEnd{Tx: uint64(tx.id), Outcome: outcome})
	}
}
