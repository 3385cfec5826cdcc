package zerodb

import (
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// begin makes the reader stand before the operations of a record. One that begins a transaction says that the one before it was given up, if that is
// not committed.
func (r *replay) begin(record wal.Record) (journal.Header, error) {
	if err := checkTx(record.Tx, r.last); err != nil {
		return journal.Header{}, err
	}
	if err := r.reader.Reset(record.Payload); err != nil {
		return journal.Header{}, journalDamage(record.Tx, err)
	}
	header := r.reader.Header()
	if header.Part > 0 {
		return header, nil
	}
	return header, r.dropPieces()
}

// piece repeats a part of a transaction that may turn out to have been given up: it is applied inside a savepoint, on pages of its own
// as far as pages may be written already, and spills like the transaction itself.
func (r *replay) piece(record wal.Record) error {
	header, err := r.begin(record)
	if err != nil {
		return err
	}
	first, err := r.chain.Add(record.Tx, header)
	if err != nil {
		return journalDamage(record.Tx, err)
	}
	if first {
		if err := r.beginPieces(record); err != nil {
			return err
		}
	}
	if err := r.apply(record.Tx); err != nil {
		return err
	}
	return r.spill()
}

// beginPieces separates what was repeated so far from a transaction that may have been given up.
func (r *replay) beginPieces(record wal.Record) error {
	if r.mayWrite() {
		if err := r.flush(); err != nil {
			return err
		}
	}
	if r.tx == nil {
		r.tx = r.db.newWriteTx(record.Tx)
	}
	r.tx.pushMark()
	r.used = true
	return nil
}

// keepPieces makes the pieces that were applied a part of the batch.
func (r *replay) keepPieces() {
	r.db.w.work.Release()
	r.db.w.popMark()
}

// dropPieces takes back the pieces of a transaction that was given up. A batch that was begun for it is given up with it.
func (r *replay) dropPieces() error {
	tx, open := r.chain.Open()
	if !open {
		return nil
	}
	r.chain.Drop()
	r.db.w.abandoned = true
	if err := r.tx.rollBackMark(); err != nil {
		return err
	}
	if r.tx.id != tx {
		return nil
	}
	r.tx = nil
	return r.db.w.work.Discard()
}

// spill writes pages of the batch to the file when they take too much memory, if anything may be written.
func (r *replay) spill() error {
	if !r.mayWrite() || !r.db.w.work.Crowded() {
		return nil
	}
	if err := r.rewriteMeta(); err != nil {
		return err
	}
	return r.db.spillBatch()
}
