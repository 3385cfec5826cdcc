package zerodb

import (
	"fmt"
	"sync"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/mvcc"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/peers"
)

// follower lets a process that only reads follow what the writer publishes.
type follower struct {
	// settled is the log position of the checkpoint that the data file had at the opening: everything before it is durable.
	settled ids.LSN
	// refreshing lets one goroutine at a time take a new root over; it guards no field.
	refreshing sync.Mutex
}

// acquire pins the newest version that readers may be given.
func (db *DB) acquire(l *mvcc.Lease) (*version, error) {
	if db.follow == nil {
		return db.readers.Acquire(l)
	}
	if !db.peers.enter() {
		return nil, ErrClosed
	}
	defer db.peers.exit()
	return db.acquireShared(l)
}

// acquireShared is acquire where the pins lie in memory that is shared with other processes. Close unmaps it once no pin is left, and waits for who has entered: who still is in here then
// may not keep a pin.
func (db *DB) acquireShared(l *mvcc.Lease) (*version, error) {
	for {
		v, err := db.readers.Acquire(l)
		if err != nil {
			return nil, err
		}
		// The pin is in the shared memory now. If no other root was published since, the writer must see it (R15).
		if v.State.sequence == db.peers.memory.Current() {
			return v, db.keepOpen(l)
		}
		db.readers.Release(l)
		if err := db.refresh(); err != nil {
			return nil, err
		}
	}
}

// keepOpen gives a pin back where Close has begun.
func (db *DB) keepOpen(l *mvcc.Lease) error {
	if !db.closed.Load() {
		return nil
	}
	db.readers.Release(l)
	return ErrClosed
}

// refresh takes the root over that the writer has published.
func (db *DB) refresh() error {
	f, memory := db.follow, db.peers.memory
	f.refreshing.Lock()
	defer f.refreshing.Unlock()
	if db.readers.Visible().State.sequence == memory.Current() {
		return nil
	}
	if db.closed.Load() {
		return ErrClosed
	}
	if memory.Owner(db.peers.own) != db.peers.token || memory.Identity() != db.identity {
		return ErrReplaced
	}
	r, err := memory.Root()
	if err != nil {
		return err
	}
	v, err := db.versionOf(r)
	if err != nil {
		return err
	}
	db.readers.Publish(v)
	return nil
}

// versionOf checks a published root and makes it readable.
func (db *DB) versionOf(r peers.Root) (*version, error) {
	if size := int64(min(r.HighWater, maxFloor)) * int64(db.opts.PageSize); size > db.opts.MaxDatabaseSize {
		return nil, &LimitError{Limit: "database size", Value: size, Max: db.opts.MaxDatabaseSize, Option: "MaxDatabaseSize"}
	}
	v := &version{Tx: r.Tx}
	s := &v.State
	s.catalog = btree.State{Root: r.Catalog, Count: r.Count, Depth: r.Depth}
	s.highWater, s.end, s.sequence = r.HighWater, r.End, r.Sequence
	if err := s.catalog.Validate(); err != nil {
		return nil, err
	}
	if r.Tx >= txMax {
		return nil, fault.New(0, fault.Birth, 0, uint64(txMax), uint64(r.Tx))
	}
	if err := db.pager.Follow(r.HighWater); err != nil {
		return nil, fmt.Errorf("follow the writer: %w", err)
	}
	return v, nil
}

// pagerOf returns what reads the pages of a version.
func (db *DB) pagerOf(v *version) *pager.Pager {
	if v.State.pager != nil {
		return v.State.pager
	}
	return db.pager
}

// foreignPins returns the pins of other processes.
func (db *DB) foreignPins() []ids.TxID { return db.peers.appendPins(nil) }
