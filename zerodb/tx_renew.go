package zerodb

// Reset ends a read transaction of BeginRead but keeps its memory, for Renew: it pins no pages meanwhile. Its tables and cursors
// are no longer good, and loops over them end. Errors: ErrTxClosed when it has ended, ErrManaged inside View, ErrNotReadOnly for a write transaction.
func (tx *Tx) Reset() error {
	switch {
	case tx.ended:
		return ErrTxClosed
	case tx.managed:
		return ErrManaged
	case tx.write != nil:
		return ErrNotReadOnly
	}
	tx.release()
	tx.renewable = true
	return nil
}

// Renew starts a read transaction that was Reset again, on the newest state. It allocates nothing, so a reader that comes back often
// pays less than by BeginRead. Errors are those of BeginRead, and ErrTxClosed for a transaction that was not Reset.
func (tx *Tx) Renew() error {
	if !tx.renewable {
		return ErrTxClosed
	}
	if err := tx.db.startRead(tx); err != nil {
		return err
	}
	tx.renewable = false
	return nil
}

// release ends a read transaction. Its handles and cursors may be used again later; whoever has kept one is told.
func (tx *Tx) release() {
	tx.ended = true
	tx.detachCursors()
	tx.db.readers.Release(&tx.lease)
	tx.disownTables()
}

// disownTables gives the handles of a transaction that has ended to one that has ended for ever.
func (tx *Tx) disownTables() {
	for _, t := range tx.tables[:tx.openTables] {
		t.tx = &tx.db.noTx
	}
}
