package zerodb

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/peers"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// DurableMark is how much of a database's history was durable at one moment.
type DurableMark struct {
	identity [16]byte
	lsn      ids.LSN
	// tx is a transaction up to which everything is durable, wherever it stands in the log.
	tx ids.TxID
}

// Covers reports whether a power failure after the moment of the mark leaves everything up to a position. It is false for a position of
// another database, and true for the zero Position.
func (m DurableMark) Covers(p Position) bool {
	return p.IsZero() || p.identity == m.identity && (p.log.LSN <= m.lsn || ids.TxID(p.Tx) <= m.tx)
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
		mark = db.followedMark(tx.id)
	case db.log != nil:
		mark.lsn = db.log.Durable()
	}
	return mark, nil
}

// followedMark is the mark as a process that only reads knows it: where the one that wrote has closed the database, all is durable that there was before this look, the
// transaction that was seen among it. The caller keeps the shared memory.
func (db *DB) followedMark(seen ids.TxID) DurableMark {
	memory := db.peers.memory
	mark := DurableMark{identity: db.identity, lsn: max(memory.Durable(), db.follow.settled)}
	if memory.Phase() == peers.Closed {
		mark.tx = seen
	}
	return mark
}

// livesPolls is after how many looks at the mark who waits for it looks whether the process that writes is alive.
const livesPolls = 256

// awaitDurable is for a process that only reads: it returns true once the history up to a position, behind a transaction that was seen, is durable, which it asks the process that writes for, and
// false where nobody writes and it is not. It fails with ErrCommitUnknown when the process that writes has stopped, with an error that wraps ctx.Err(), and
// with those of looking for that process. The caller keeps the shared memory.
func (db *DB) awaitDurable(ctx context.Context, seen ids.TxID, end ids.LSN) (durable bool, err error) {
	memory := db.peers.memory
	reached := func() bool {
		mark := db.followedMark(seen)
		return mark.tx == seen || end <= mark.lsn
	}
	for polls := 0; !reached(); polls++ {
		if polls%livesPolls == 0 {
			if lives, err := db.writerLives(); err != nil || !lives {
				return reached(), err // it may have closed the database just now
			}
		}
		memory.Want(end)
		if memory.Stopped() {
			return false, fmt.Errorf("%w: the process that writes has stopped", ErrCommitUnknown)
		}
		if !pause(ctx, gatePoll) {
			return false, fmt.Errorf("waiting until the state is durable: %w", ctx.Err())
		}
	}
	return true, nil
}

// writerLives reports whether a process is there that writes, or is about to. The gate keeps it from taking this look for another writer.
func (db *DB) writerLives() (bool, error) {
	if db.peers.alone {
		return false, nil
	}
	o := opener{path: db.path, opts: db.opts}
	gate, err := enterGate(db.opts, o.name(gateName))
	if err != nil {
		return false, err
	}
	lock, err := o.lockAlone()
	switch {
	case errors.Is(err, vfs.ErrLocked):
		phase := db.peers.memory.Phase()
		return phase == peers.Opening || phase == peers.Live, gate.Close()
	case err != nil:
		return false, errors.Join(err, gate.Close())
	}
	return false, errors.Join(lock.Close(), gate.Close())
}
