package zerodb

import (
	"errors"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
)

// tablesMark is what a savepoint remembers of a transaction beside its pages.
type tablesMark struct {
	catalog btree.State
	tables  []tableMark
	journal journal.Mark
	// err is the failure of a cursor that was known, failed the one that had left a change half-done.
	err, failed error
	// remains says whether trees waited to be freed.
	remains bool
}

// tableMark is the state of one table handle.
type tableMark struct {
	tree, stored btree.State
	gone         bool
}

// Savepoint runs fn as a part of the write transaction that can fail alone: when fn returns an error or panics, everything
// that it changed is taken back, the transaction goes on as before, and the error is returned (a panic goes on).
// Savepoints nest. A failure that leaves a change half-done, such as a LimitError for the transaction's size, makes
// every further call fail until the innermost savepoint is taken back. Tables that fn created are dropped with it. What a cursor or an iterator has met meanwhile (Tx.Err) is
// taken back too: the error that is returned says it.
//
// Errors beside fn's: ErrReadOnly, ErrTxClosed, *LimitError when savepoints nest deeper than MaxSavepoints or the transaction has become
// too large, and *CorruptionError.
func (tx *Tx) Savepoint(fn func() error) error {
	if err := tx.writable(); err != nil {
		return err
	}
	w := tx.write
	if depth := int64(len(w.saved)); depth >= int64(tx.db.opts.MaxSavepoints) {
		return &LimitError{Limit: "depth of savepoints", Value: depth + 1, Max: int64(tx.db.opts.MaxSavepoints), Option: "MaxSavepoints"}
	}
	if err := tx.logPieces(); err != nil {
		return err
	}
	if err := tx.settleTwins(); err != nil {
		tx.failed = err
		return err
	}
	tx.pushMark()
	managed := tx.managed
	tx.managed = true
	done := false
	defer func() {
		tx.managed = managed
		if !done { // fn has panicked
			tx.note(tx.rollBackMark())
		}
	}()
	err := fn()
	done = true
	if err == nil {
		err = tx.failed
	}
	if err != nil {
		return errors.Join(err, tx.unreported(err), tx.rollBackMark())
	}
	w.work.Release()
	w.popMark()
	if tx.reshaped {
		tx.forgetGone()
	}
	return nil
}

// unreported returns what a cursor has met since the innermost savepoint, unless err says it.
func (tx *Tx) unreported(err error) error {
	if tx.write.saved[len(tx.write.saved)-1].err != nil || errors.Is(err, tx.err) {
		return nil
	}
	return tx.err
}

// pushMark opens a savepoint. The marks' memory is used again.
func (tx *Tx) pushMark() {
	w := tx.write
	if len(w.saved) < cap(w.saved) {
		w.saved = w.saved[:len(w.saved)+1]
	} else {
		w.saved = append(w.saved, tablesMark{})
	}
	m := &w.saved[len(w.saved)-1]
	m.catalog, m.journal, m.err, m.failed, m.tables = tx.catalog.State, w.journal.Mark(), tx.err, tx.failed, m.tables[:0]
	m.remains = tx.remains
	for _, t := range tx.tables[:tx.openTables] {
		m.tables = append(m.tables, tableMark{tree: t.tree.State, stored: t.stored, gone: t.gone})
	}
	w.widest = max(w.widest, len(m.tables))
	w.work.Savepoint()
}

// popMark takes the innermost mark off; it stays readable until the next pushMark.
func (w *writer) popMark() *tablesMark {
	last := len(w.saved) - 1
	m := &w.saved[last]
	w.saved = w.saved[:last]
	return m
}

// rollBackMark takes back everything since the innermost savepoint.
func (tx *Tx) rollBackMark() error {
	w := tx.write
	m := w.popMark()
	err := tx.takeBackPieces(m.journal) // it may read what the rollback frees
	err = errors.Join(err, w.work.Rollback())
	if err == nil {
		w.journal.Truncate(m.journal)
	}
	tx.catalog.Restore(m.catalog)
	tx.err, tx.failed = m.err, m.failed
	tx.remains = m.remains
	for i, t := range tx.tables[:len(m.tables)] {
		t.tree.Restore(m.tables[i].tree)
		t.stored, t.gone = m.tables[i].stored, m.tables[i].gone
	}
	if err = errors.Join(err, tx.refresh(len(m.tables))); err != nil {
		tx.failed = err
	}
	return err
}

// refresh brings the handles from a place on, which were opened inside a savepoint, to the state before it. Tables that were made inside are gone with it.
func (tx *Tx) refresh(from int) (err error) {
	for _, t := range tx.tables[from:tx.openTables] {
		if t.gone = t.made; !t.gone {
			err = errors.Join(err, t.refresh())
		}
	}
	tx.forgetGone()
	return err
}

// refresh brings a handle to the state that the catalog has.
func (t *Table) refresh() error {
	t.gone = true
	entry, err := t.tx.lookUp(t.name)
	if err != nil {
		return tableError("roll back", t.name, err)
	}
	t.tree.Restore(entry.State)
	t.stored, t.gone = entry.State, false
	return nil
}
