package zerodb

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/peers"
)

// DurableMark is how much of a database's history was durable at one moment.
type DurableMark struct {
	identity [16]byte
	lsn      ids.LSN
	all      bool
}

// Covers reports whether a power failure after the moment of the mark leaves everything up to a position. It is false for a position of
// another database, and true for the zero Position.
func (m DurableMark) Covers(p Position) bool {
	return p.IsZero() || p.identity == m.identity && (m.all || p.log.LSN <= m.lsn)
}

// Durable returns how much of the history is durable now. With DurabilityInterval and DurabilityNone readers see a commit, and ReadHistory
// yields it, before it is. A database that was opened with OpenReadOnly is told by the process that writes; when that has
// closed the database, everything is durable. Of a database in memory nothing is. Errors: those of BeginRead.
func (db *DB) Durable() (DurableMark, error) {
	tx, err := db.BeginRead() // keeps the memory that is shared with other processes
	if err != nil {
		return DurableMark{}, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was read
	mark := DurableMark{identity: db.identity}
	switch {
	case db.follow != nil:
		memory := db.peers.memory
		mark.lsn, mark.all = memory.Durable(), memory.Phase() == peers.Closed
	case db.log != nil:
		mark.lsn = db.log.Durable()
	}
	return mark, nil
}
