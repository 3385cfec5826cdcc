package zerodb

import (
	"errors"
	"fmt"
	"math"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// replay repeats the logged transactions on the state of a checkpoint. Several are gathered into one batch of pages, born
// in the first of them, while the state that results bears the number of the last: nobody can see a state between.
//
// Nothing of the file that the checkpoint, or a damaged meta page beside it, refers to is changed: pages are written
// only into the checkpoint's free space, and where the other meta page is damaged, only once the whole log has shown
// that no newer checkpoint is missing.
type replay struct {
	db     *DB
	choice meta.Choice
	tx     *Tx
	reader journal.Reader
	// chain follows transactions that were logged in pieces.
	chain journal.Chain
	// last is the last transaction that was replayed or the checkpoint, floor a number below all that may be used.
	last, floor  ids.TxID
	transactions uint64
	used         bool // the log says that a process has written after the checkpoint
	confirmed    bool // the log says that the checkpoint was done
	rewritten    bool // the meta page has been written again
	// end is how long the file was in pages, where the replay is to keep to it, else 0.
	end ids.PageID
	how replayManner
}

// replayBatch is how much memory a batch of replayed transactions may take, in bytes.
const replayBatch = 64 * mebibyte

// newReplay begins at the version that the database has.
func newReplay(db *DB, choice meta.Choice) *replay {
	db.useWorkspace(math.MaxInt64)
	db.w.work.SpillAbove(replayBatch)
	return &replay{db: db, choice: choice, last: choice.Current().Tx}
}

// visit takes one record in.
func (r *replay) visit(record wal.Record) error {
	switch record.Type {
	case recordPiece:
		return r.piece(record)
	case recordCommit:
		return r.commit(record)
	}
	if err := r.dropPieces(); err != nil {
		return err
	}
	switch record.Type {
	case recordCheckpoint:
		return r.checkpoint(record.Tx)
	case recordOpened:
		r.used = true
		r.floor = max(r.floor, record.Tx)
		return checkTx(record.Tx, 0)
	}
	return fault.New(0, "log: type of record", 0, uint64(recordPiece), uint64(record.Type))
}

// checkpoint takes in that a checkpoint was done. A newer one than the meta pages have is lost (R11).
func (r *replay) checkpoint(tx ids.TxID) error {
	current := r.choice.Current().Tx
	if tx > current {
		return fault.New(ids.PageID(1-r.choice.Newest), lostCheckpoint, 0, uint64(tx), uint64(current))
	}
	r.confirmed = r.confirmed || tx == current
	return nil
}

// commit repeats one transaction.
func (r *replay) commit(record wal.Record) error {
	header, err := r.begin(record)
	if err != nil {
		return err
	}
	if err := r.chain.Commit(record.Tx, header); err != nil {
		return journalDamage(record.Tx, err)
	}
	if previous := header.Previous; r.transactions > 0 && previous != r.last {
		return fault.New(0, "log: transaction before", 0, uint64(r.last), uint64(previous))
	}
	if header.Part == 0 {
		if err := r.makeRoom(len(record.Payload)); err != nil {
			return err
		}
	}
	if r.tx == nil {
		r.tx = r.db.newWriteTx(record.Tx)
	}
	if err := r.apply(record.Tx); err != nil {
		return err
	}
	if header.Part > 0 {
		r.keepPieces()
	}
	if err := r.freeRemains(); err != nil {
		return err
	}
	r.last, r.used = record.Tx, true
	r.transactions++
	if r.mayWrite() && r.db.w.work.Bytes() > replayBatch {
		return r.flush()
	}
	return nil
}

// mayWrite reports whether pages may be written before the log was read to its end.
func (r *replay) mayWrite() bool { return r.choice.Other().Err == nil }

// journalDamage says that a logged transaction cannot be what was written.
func journalDamage(tx ids.TxID, err error) error {
	damage := fault.New(0, "log: journal of a transaction", 0, 0, uint64(tx))
	return fmt.Errorf("%w: %w", damage, err)
}

// apply repeats the operations of one transaction.
func (r *replay) apply(tx ids.TxID) error {
	var tables []string
	for r.reader.Next() {
		o := r.reader.Operation()
		if o.Kind == journal.NameTable {
			tables = append(tables, string(o.Key))
			continue
		}
		if err := r.operation(tables[o.Table], o); err != nil {
			return fmt.Errorf("replay of transaction %d: %w", tx, err)
		}
	}
	if err := r.reader.Err(); err != nil {
		return journalDamage(tx, err)
	}
	return nil
}

// operation repeats one operation.
func (r *replay) operation(name string, o journal.Operation) error {
	if o.Kind == journal.CreateTable {
		return r.createTable(name, o.Value)
	}
	t, err := r.tx.Table(name)
	if errors.Is(err, ErrTableNotFound) {
		return fmt.Errorf("%w: %w", fault.New(0, "log: operation on a table that is not there", 0, 0, uint64(o.Kind)), err)
	}
	if err != nil {
		return err
	}
	switch o.Kind {
	case journal.Put:
		return t.put(o.Key, o.Value, btree.Upsert)
	case journal.Delete:
		_, err := t.remove(o.Key)
		return err
	case journal.DropTable:
		return t.drop()
	case journal.ClearTable:
		return t.clear()
	case journal.DeleteRange:
		_, err := t.removeRange(openEnd(o.Key), openEnd(o.Value))
		return err
	case journal.DeletePair:
		_, err := t.removePair(o.Key, o.Value)
		return err
	case journal.RenameTable:
		if err := r.isFree(string(o.Value)); err != nil {
			return err
		}
		return t.rename(string(o.Value))
	}
	return fault.New(0, "log: kind of operation", 0, uint64(journal.Delete), uint64(o.Kind))
}

// isFree makes sure that a table may be given a name: one that has it would be lost, or what waits to be freed.
func (r *replay) isFree(name string) error {
	_, err := r.tx.Table(name)
	if errors.Is(err, ErrTableNotFound) && name != catalog.RemainsName {
		return nil
	}
	if err == nil || errors.Is(err, ErrTableNotFound) {
		return fault.New(0, "log: name of a table", 0, 0, uint64(len(name)))
	}
	return err
}

// createTable repeats the creation of a table.
func (r *replay) createTable(name string, options []byte) error {
	form, ok := catalog.DecodeForm(options)
	if !ok {
		return fault.New(0, "log: options of a new table", 0, 0, uint64(len(options)))
	}
	if err := r.isFree(name); err != nil {
		return err
	}
	entry := catalog.Entry{Form: form}
	if err := r.tx.putEntry(name, entry); err != nil {
		return err
	}
	r.tx.made(name, entry)
	return nil
}

// flush writes the batch's pages and makes its state the present one.
func (r *replay) flush() error {
	if r.tx == nil {
		return nil
	}
	if err := r.rewriteMeta(); err != nil {
		return err
	}
	db, tx := r.db, r.tx
	r.tx = nil
	if err := tx.flushTables(); err != nil {
		return err
	}
	if err := db.reserveData(db.w.free.HighWater()); err != nil {
		return err
	}
	if err := db.w.work.Write(); err != nil {
		return spaceError(err)
	}
	if err := db.w.work.Finish(); err != nil {
		return fmt.Errorf("account of free pages: %w", err)
	}
	next := &version{Tx: r.last}
	next.State.catalog, next.State.end = tx.catalog.State, tx.base.State.end
	next.State.remains = tx.remains
	db.beginAt(next, db.w.free)
	return db.reclaim()
}

// finish ends the replay once the log was read to its end. A damaged meta page that nothing depends on is replaced by a
// copy of the valid one.
func (r *replay) finish() error {
	if err := r.dropPieces(); err != nil {
		return err
	}
	if err := r.flush(); err != nil {
		return err
	}
	if r.transactions > 0 {
		r.db.w.latest.State.end = r.db.log.Position().LSN
	}
	if err := r.rewriteMeta(); err != nil {
		return err
	}
	if r.mayWrite() {
		return nil
	}
	return r.writeCurrent(1 - r.choice.Newest)
}

// rewriteMeta writes the checkpoint's meta page again, with the same content, and syncs it, unless the log says that the
// checkpoint was done: what was read may have come from the page cache, after a sync that failed, and pages that the
// checkpoint before it needs are about to be overwritten. Torn in the middle it leaves that checkpoint valid.
func (r *replay) rewriteMeta() error {
	if r.confirmed || r.rewritten {
		return nil
	}
	r.rewritten = true
	return r.writeCurrent(r.choice.Newest)
}

// writeCurrent writes the checkpoint's meta page into a slot and syncs it.
func (r *replay) writeCurrent(slot int) error {
	m := r.choice.Current()
	b := make([]byte, m.PageSize)
	meta.Encode(b, slot, m)
	if err := r.db.pager.WritePage(ids.PageID(slot), b); err != nil {
		return spaceError(err)
	}
	return r.db.pager.Sync()
}

// clean reports whether the database had been closed in order.
func (r *replay) clean() bool { return r.choice.Current().Clean && !r.used }

// nextTx returns the first transaction number to use.
func (r *replay) nextTx() ids.TxID {
	if r.clean() {
		return r.last + 1
	}
	return max(r.last, r.floor) + unclean
}
