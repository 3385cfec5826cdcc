package journal

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// Chain follows the pieces of transactions through a log. The pieces of one stand behind each other, numbered from 0, and only the record
// that commits it, which has the last piece, makes them count: anything else that follows says that the transaction was given up,
// or cut off by a crash. The zero Chain stands between two transactions.
type Chain struct {
	tx   ids.TxID
	next uint32
	open bool
}

// Open reports whether the Chain stands behind a piece of a transaction that is not committed yet, and of which.
func (c *Chain) Open() (ids.TxID, bool) { return c.tx, c.open }

// Add takes a piece in that does not commit its transaction. It reports whether it is the first, before which what was open has been given
// up, and fails with *FormatError when a piece before it is missing.
func (c *Chain) Add(tx ids.TxID, h Header) (first bool, err error) {
	if h.Part == 0 {
		*c = Chain{tx: tx, next: 1, open: true}
		return true, nil
	}
	if err := c.follows(tx, h); err != nil {
		return false, err
	}
	c.next++
	return false, nil
}

// Commit takes in the piece that commits its transaction, in general the only one: what was open else has been given up. It fails with
// *FormatError when a piece before it is missing.
func (c *Chain) Commit(tx ids.TxID, h Header) error {
	if h.Part > 0 {
		if err := c.follows(tx, h); err != nil {
			return err
		}
	}
	c.Drop()
	return nil
}

// Drop gives up what is open.
func (c *Chain) Drop() { *c = Chain{} }

// follows checks that a piece is the next one of the transaction.
func (c *Chain) follows(tx ids.TxID, h Header) error {
	if !c.open || c.tx != tx || c.next != h.Part {
		return &FormatError{Offset: offsetVersion, Problem: "a piece of the transaction before this one is missing"}
	}
	return nil
}
