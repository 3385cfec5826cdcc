package zerodb

import (
	"context"
	"errors"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
)

// loader fills a new database that nobody else uses without logging, in batches of pages, as a replay does. What it did is durable
// once close has returned; before, the database is worth nothing.
type loader struct {
	db     *DB
	replay *replay
	table  *Table
	name   string
	// beyond is a transaction that was met and left out.
	beyond uint64
}

// txLoaded is the last transaction that a database which is restored or salvaged may have come to. No database gets so far by itself, and what is made of a number from strange hands has as many left to
// use: near txMax it would acknowledge commits that its next opening takes for damage.
const txLoaded = txMax / 2

// newLoader makes a database and holds its writer lock.
func newLoader(path string, opts Options) (*loader, error) {
	opts.Create, opts.Durability, opts.ArchivePath = CreateNew, DurabilityNone, ""
	db, err := Open(path, opts)
	if err != nil {
		return nil, err
	}
	if err := db.lockAwake(context.Background()); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	r := &replay{db: db, last: db.w.latest.Tx, confirmed: true}
	db.useWorkspace(unlimited)
	db.w.work.SpillAbove(replayBatch)
	return &loader{db: db, replay: r}, nil
}

// unlimited is no limit to the memory of a batch: flushing limits it.
const unlimited = 1<<63 - 1

// begin makes sure that there is an open batch, for a transaction. Its pages are born in the lowest number behind those of the batch before: births never come again, and none may be above the
// transaction.
func (l *loader) begin(tx ids.TxID) {
	if l.replay.tx == nil {
		l.replay.tx = l.db.newWriteTx(min(l.replay.last+1, tx))
		l.table = nil
	}
}

// create makes a table and goes on with it.
func (l *loader) create(tx ids.TxID, name string, options []byte) error {
	l.begin(tx)
	l.name, l.table = name, nil
	if err := l.replay.operation(name, journal.Operation{Kind: journal.CreateTable, Value: options}); err != nil {
		return err
	}
	l.reach(l.replay.tx.id)
	return nil
}

// reach says that the batch has something that belongs to the result, up to a transaction.
func (l *loader) reach(tx ids.TxID) { l.replay.last = max(l.replay.last, tx) }

// put stores an entry, in the form in which the tree keeps it, in the table that was created last.
func (l *loader) put(tx ids.TxID, key, value []byte) (err error) {
	l.begin(tx)
	if l.table == nil {
		if l.table, err = l.replay.tx.Table(l.name); err != nil {
			return err
		}
	}
	if err := l.table.putRaw(key, value); err != nil {
		return err
	}
	born := l.replay.tx.id
	if l.reach(born); born >= tx {
		return l.spill() // no number is left for another batch
	}
	return l.full(born)
}

// resume goes on with a table that was created before.
func (l *loader) resume(name string) { l.name, l.table = name, nil }

// putRaw changes the tree.
func (t *Table) putRaw(key, value []byte) (err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	return t.tree.Put(t.tx.write.work, key, value, btree.Upsert)
}

// commit repeats a logged transaction, or nothing of it where that fails.
func (l *loader) commit(c Commit) error {
	tx := ids.TxID(c.Tx)
	l.beginCommit(tx)
	if err := l.pieces(tx, c); err != nil {
		return errors.Join(err, l.takeBack())
	}
	return l.endCommit(tx)
}

// beginCommit begins to repeat a logged transaction, which endCommit or takeBack ends.
func (l *loader) beginCommit(tx ids.TxID) {
	l.begin(tx)
	l.table = nil
	l.replay.tx.pushMark()
}

// endCommit keeps what was repeated of a transaction.
func (l *loader) endCommit(tx ids.TxID) error {
	l.replay.keepPieces()
	if err := l.replay.freeRemains(); err != nil {
		return err
	}
	return l.full(tx)
}

// takeBack takes back what was repeated of a transaction, and the batch with it where that has nothing else: its pages would be younger than the state that they belong to.
func (l *loader) takeBack() error {
	err := l.replay.tx.rollBackMark()
	l.table = nil
	if l.replay.tx.id > l.replay.last {
		l.replay.tx = nil
		err = errors.Join(err, l.db.w.work.Discard())
	}
	return err
}

// pieces repeats what a logged transaction consists of.
func (l *loader) pieces(tx ids.TxID, c Commit) error {
	for payload, err := range c.payloads() {
		if err != nil {
			return err
		}
		if err := l.replay.reader.Reset(payload); err != nil {
			return journalDamage(tx, err)
		}
		if err := l.replay.apply(tx); err != nil {
			return err
		}
		if err := l.spill(); err != nil {
			return err
		}
	}
	return nil
}

// spill writes pages of the batch once they take too much memory, in the middle of a transaction.
func (l *loader) spill() error {
	if !l.db.w.work.Crowded() {
		return nil
	}
	return l.db.spillBatch()
}

// full writes the batch once it is large, or holds much of the file back.
func (l *loader) full(tx ids.TxID) error {
	l.reach(tx)
	if l.db.w.work.Bytes() <= replayBatch && !l.holdsBack() {
		return nil
	}
	l.table = nil
	return l.replay.flush()
}

// finish writes what is left and makes the transaction the last one.
func (l *loader) finish(tx ids.TxID) error {
	if tx > txLoaded {
		return fault0("transaction number")
	}
	l.begin(tx)
	l.reach(max(tx, l.replay.tx.id))
	if err := l.replay.flush(); err != nil {
		return err
	}
	l.db.w.nextTx = max(l.db.w.nextTx, tx+1)
	return nil
}

// close closes the database. After a failure it is left as it is.
func (l *loader) close(failure error) error {
	if failure != nil {
		_ = l.db.stop(failure) // nothing of it shall be written
	}
	l.db.unlockWriter()
	err := l.db.Close()
	if failure != nil {
		return nil
	}
	return err
}
