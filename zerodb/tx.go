package zerodb

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/mvcc"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// Tx is a transaction: a read transaction sees one state of the database for as long as it is open; a write transaction
// sees in addition what it has changed itself. A Tx, its tables and its cursors are used by one goroutine at a time. Nothing of it
// may be used after its end; such use is ErrTxClosed where it can still be told.
//
// Where a method that reads or changes data names ErrTxClosed, it fails in the same way with ErrTxFailed once a change was left
// half-done, until that is rolled back, and with ErrReaderEnded once a reader was ended for its age (Options.OldReaders).
type Tx struct {
	db   *DB
	id   ids.TxID
	base *version
	// lease is a reader's registration; write is the database's writer state in a write transaction, else nil.
	lease mvcc.Lease
	write *writer
	// view reads the pages of base; pages is view, or the writer's workspace.
	view  pager.View
	pages btree.Reader
	// catalog is the tree of tables as this transaction sees it, apart from changed tables; catalogTwins makes twins of its leaves.
	catalog      btree.Tree
	catalogTwins pager.TreeTwins

	// tables are handles, with an index where they are many, and cursors are cursors; those from openTables and openCursors on wait for reuse.
	tables      []*Table
	openTables  int
	index       map[string]*Table
	cursors     []*Cursor
	openCursors int
	// indexed says that there is the index, reshaped that tables were dropped or renamed, so that what was known of names before may be wrong.
	indexed, reshaped bool

	// ended says that the transaction is over, managed that a function of DB ends it.
	ended, managed bool
	// endable says that somebody may ask this read transaction to end, dismissed that it did so.
	endable, dismissed bool
	// renewable says that a read transaction was Reset.
	renewable bool
	// lent and stale are copies that go bad: those given out since the last change and before it; see tx_access.go.
	lent, stale [][]byte
	// remains says that trees may wait to be freed; see table_remains.go.
	remains bool
	// reads counts read transactions that began in this memory and are not in the figures yet; unchanged says that a commit found
	// nothing to do.
	reads     uint64
	unchanged bool
	// err is the first failure of an iterator or cursor, failed the one that left a change half-done.
	err, failed error
}

// TableInfo describes a table.
type TableInfo struct {
	// Len is the number of its entries.
	Len uint64
	// Depth is the number of levels of its tree; 0 for an empty table.
	Depth int
	// Options are those that it was created with.
	Options TableOptions
}

// ID returns the number of the transaction: of a write transaction its own, of a read transaction that of the commit
// whose result it sees.
func (tx *Tx) ID() uint64 { return uint64(tx.id) }

// Writable reports whether the transaction may change the database.
func (tx *Tx) Writable() bool { return tx.write != nil }

// Err returns the first failure that a cursor or an iterator of this transaction met, or nil. Loops over iterators end
// early on a failure; View and Update look here and return it; Commit does not, so who calls
// that himself looks here first.
func (tx *Tx) Err() error { return tx.err }

// NoteError makes a failure the transaction's, unless it has one: View and Update return it. It is for iterators that stand on those of a
// table, such as those of package typed.
func (tx *Tx) NoteError(err error) { tx.note(err) }

// note keeps the first failure of a cursor.
func (tx *Tx) note(err error) {
	if tx.err == nil {
		tx.err = err
	}
}

// readable checks that the transaction can be read from.
func (tx *Tx) readable() error {
	if tx.endable && (tx.dismissed || !tx.ended && tx.db.readers.Ending(&tx.lease)) {
		return tx.dismiss()
	}
	if tx.ended {
		return ErrTxClosed
	}
	if tx.failed != nil {
		return fmt.Errorf("%w: %w", ErrTxFailed, tx.failed)
	}
	return nil
}

// changeable checks that the transaction can be changed.
func (tx *Tx) changeable() error {
	if err := tx.readable(); err != nil {
		return err
	}
	if tx.write == nil {
		return ErrReadOnly
	}
	return nil
}

// writable is changeable for who changes it now: what was lent before the last change goes bad. Each change calls it once, since its key or value may have been lent since.
func (tx *Tx) writable() error {
	if err := tx.changeable(); err != nil {
		return err
	}
	if tx.db.opts.Access == AccessPoisoned {
		tx.ageLent()
	}
	return nil
}

// Table opens a table. Repeated calls return the same handle, which is good until the end of the transaction. Errors are
// ErrTableNotFound, ErrTxClosed, and a *CorruptionError when the catalog is damaged.
func (tx *Tx) Table(name string) (*Table, error) {
	if err := tx.readable(); err != nil {
		return nil, err
	}
	if t := tx.live(name); t != nil {
		return t, nil
	}
	if tx.write == nil || !tx.reshaped {
		if c := tx.base.State.cached(name); c != nil {
			return tx.handle(c.name, c.entry), nil
		}
	}
	entry, err := tx.lookUp(name)
	if err != nil {
		return nil, tableError("open", name, err)
	}
	name = strings.Clone(name)
	if tx.write == nil {
		tx.base.State.remember(name, entry)
	}
	return tx.handle(name, entry), nil
}

// lookUp finds a table's entry in the catalog.
func (tx *Tx) lookUp(name string) (entry catalog.Entry, err error) {
	if name == catalog.RemainsName {
		return catalog.Entry{}, ErrTableNotFound
	}
	defer catchFaults(tx.db.pager).done(&err)
	stored, err := tx.catalog.Get(tx.pages, []byte(name))
	if errors.Is(err, btree.ErrNotFound) {
		return catalog.Entry{}, ErrTableNotFound
	}
	if err != nil {
		return catalog.Entry{}, err
	}
	return catalog.Decode(stored, tx.catalog.Root)
}

// handle returns a table handle, reused where one is left from an earlier transaction.
func (tx *Tx) handle(name string, entry catalog.Entry) *Table {
	if tx.openTables == len(tx.tables) {
		tx.tables = append(tx.tables, new(Table))
	}
	t := tx.tables[tx.openTables]
	tx.openTables++
	// One field after the other: copying a whole new handle over it takes as long as a level of the tree.
	t.tx, t.name, t.former, t.at, t.gone, t.made = tx, name, nil, tx.openTables-1, false, false
	t.stored, t.form = entry.State, entry.Form
	t.tree.State, t.tree.Work, t.tree.Twins = entry.State, nil, nil
	t.special = !entry.Form.Plain() || tx.db.opts.Access != AccessDirect
	tx.enter(t)
	if tx.write != nil {
		t.tree.Work, t.tree.Twins = &tx.write.tree, tx.twinsOf(t)
		t.note = tx.write.journal.Table(name)
	}
	return t
}

// Tables iterates over the names of all tables in ascending order. It ends early on a failure, which Err then returns.
func (tx *Tx) Tables() iter.Seq2[string, TableInfo] {
	return func(yield func(string, TableInfo) bool) {
		if err := tx.readable(); err != nil {
			tx.note(err)
			return
		}
		names := (&Table{tx: tx, name: "(catalog)"}).loopCursor()
		defer names.Close()
		names.attach(&tx.catalog) // not a copy: the body may create and drop tables
		for names.Next() {
			name := string(names.Key())
			if name == catalog.RemainsName {
				continue
			}
			entry, err := tx.present(name, names.Value())
			if err != nil {
				tx.note(tableError("list", name, err))
				return
			}
			if !yield(name, infoOf(entry)) {
				return
			}
		}
	}
}

// present returns a table's entry as this transaction sees it.
func (tx *Tx) present(name string, stored []byte) (catalog.Entry, error) {
	if t := tx.live(name); t != nil {
		return t.entry(), nil
	}
	return catalog.Decode(stored, tx.catalog.Root)
}

// infoOf describes a table.
func infoOf(e catalog.Entry) TableInfo {
	options := TableOptions{Order: e.Form.Order, Duplicates: e.Form.Duplicates}
	return TableInfo{Len: e.State.Count, Depth: int(e.State.Depth), Options: options}
}

// Commit makes the changes of a write transaction permanent and ends it. With DurabilityAlways it returns once they are
// on the disk. A transaction without changes waits until the state that it was based on is durable. On a read
// transaction Commit only ends it.
//
// Errors: ErrCommitUnknown when writing failed after the outcome had become uncertain, or the database had stopped before;
// *LimitError, ErrNoSpace, ErrTxFailed and *CorruptionError when the transaction was rolled back instead; ErrTxClosed; and ErrManaged
// inside Update, View, Savepoint and the sequence of a Load. The transaction has ended in any case but the last.
func (tx *Tx) Commit() error {
	pending, err := tx.CommitAsync()
	if err != nil {
		return err
	}
	return pending.wait()
}

// Rollback ends the transaction without effect. After Commit, or a second time, it does nothing, so that it can be
// deferred. Inside Update, View, Savepoint and the sequence of a Load it is ErrManaged.
func (tx *Tx) Rollback() error {
	if tx.managed && !tx.ended {
		return ErrManaged
	}
	return tx.end()
}

// end ends the transaction without effect, if it has not ended yet.
func (tx *Tx) end() error {
	if tx.ended {
		return nil
	}
	tx.ended = true
	if tx.write == nil {
		tx.detachCursors()
		tx.db.readers.Release(&tx.lease)
		return nil
	}
	return tx.db.abandon(tx)
}

// detachCursors ends the transaction's cursors with it, and lets what was lent go bad. A loop that is still open comes back to its cursor, which serves nobody else then.
func (tx *Tx) detachCursors() {
	tx.spoil()
	for i := tx.openCursors - 1; i >= 0; i-- {
		c := tx.cursors[i]
		if c.loop {
			tx.cursors = slices.Delete(tx.cursors, i, i+1)
			tx.openCursors--
		}
		c.detach()
	}
}
