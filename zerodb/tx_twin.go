package zerodb

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// A small transaction gives leaves twins: other content under the same reference, which stands before the former one at the commit. Readers of
// earlier states go on to see that. Pages that a checkpoint has written are copied for it only before the next checkpoint takes its state, all
// in one transaction. docs/decisions/twins.md argues it.

// twinInVain is for how many transactions there are no twins after one whose twins had to be copied in the end.
const twinInVain = 16

// overlaidShare is which part of the memory for pages that are not in the file may hold pages that the file has in a former state.
const overlaidShare = 4

// allowTwins lets a transaction that begins make twins, where the pages of commits wait in memory.
func (db *DB) allowTwins(tx *Tx) {
	w := &db.w
	if db.opts.MaxUnwrittenBytes < 0 || tx.remains {
		return
	}
	if w.twinless > 0 {
		w.twinless--
		return
	}
	if db.peers != nil && (db.peers.memory.Joined() || db.peers.memory.Attended()) {
		return
	}
	current, last, drained := db.check.current.Load(), db.check.last.Load(), db.check.drain.state.Load()
	w.work.AllowTwins(ids.TxID(max(current, last, drained)), w.latest.State.catalog.Depth)
	if db.isQuiet() && !w.patchless {
		w.work.AllowPatches()
	}
}

// judgeTwins keeps the twins of a transaction that commits only if it frees nothing of dropped tables, and there is room to copy what has overlays. It reports
// whether that room is reserved.
func (tx *Tx) judgeTwins() (roomy bool, err error) {
	w := tx.write
	if w.work.Twins() == 0 {
		return false, nil
	}
	if !tx.remains && tx.db.hasCheckpointRoom() == nil {
		return true, nil
	}
	w.twinless = twinInVain
	if err := tx.settleTwins(); err != nil {
		return false, err
	}
	return false, tx.flushTables()
}

// settleTwins makes ordinary pages of the transaction out of its twins.
func (tx *Tx) settleTwins() (err error) {
	w := tx.write.work
	if w.Twins() == 0 {
		return nil
	}
	defer catchFaults(tx.db.pager).done(&err)
	for w.Twins() > 0 {
		ref, key := w.Twin(0)
		if err := tx.keepHalf(); err != nil {
			return err
		}
		if err := tx.copyLeaf(key, ref); err != nil {
			return err
		}
		w.DropTwin(ref) // if its table was dropped or cleared
	}
	return nil
}

// copyLeaf copies the leaf with a reference, where key leads to it in one of the trees of the transaction.
func (tx *Tx) copyLeaf(key []byte, ref ids.PageRef) error {
	w := tx.write.work
	for _, t := range tx.tables[:tx.openTables] {
		if t.gone {
			continue
		}
		if found, err := t.tree.CopyLeaf(w, key, ref); err != nil {
			return tableError("commit", t.name, err)
		} else if found {
			return nil
		}
	}
	_, err := tx.catalog.CopyLeaf(w, key, ref)
	return err
}

// keptForDeleting is how many pages a transaction that adds something leaves to those that only delete: copies of some paths. A keptShare of the largest database is the most.
const (
	keptForDeleting = 64
	keptShare       = 16
)

// hasCheckpointRoom checks that there is room for what the next checkpoint takes before it gives anything back, and reserves it. A commit that took the last page would leave
// a database that can neither take a checkpoint nor delete anything: the copies of the paths to what is deleted take pages, too.
func (db *DB) hasCheckpointRoom() error {
	most, kept := pageLimit(db.opts), uint64(0)
	if w := &db.w; w.journal.Adds() || w.pieces.logged > 0 {
		kept = min(keptForDeleting, uint64(most/keptShare))
	}
	end := db.checkpointEnd(kept)
	if end > most {
		return &LimitError{Limit: "database size", Value: int64(end) * int64(db.opts.PageSize), Max: db.opts.MaxDatabaseSize, Option: "MaxDatabaseSize"}
	}
	high := db.w.free.HighWater()
	if end > high && kept > 0 {
		end = db.checkpointEnd(0) // what is kept for deleting is not reserved
	}
	if end == high {
		return nil // that far the commit itself reserves
	}
	return db.reserveData(end)
}

// checkpointEnd returns how many pages the file has at most once the next checkpoint has taken what it takes before it gives anything back: copies of the pages with overlays and
// what its free set is written to, and so many pages more. The caller holds the writer lock.
func (db *DB) checkpointEnd(more uint64) ids.PageID {
	w := &db.w
	room := w.work.OverlaidRoom() + more
	if db.log != nil {
		room += w.free.CaptureRoom(w.work.Released()+room+uint64(len(db.check.chain)), db.opts.PageSize)
	}
	end, available, _ := w.free.Counts()
	return end + ids.PageID(room-min(room, available))
}

// copyOverlaid copies the pages that have overlays with the pages above them, in a transaction that changes nothing else, so that the latest
// state needs no overlay. The caller holds the writer lock, and no write transaction is open.
func (db *DB) copyOverlaid() error {
	w := &db.w
	if len(w.work.Overlaid()) == 0 {
		return nil
	}
	tx := db.newWriteTx(db.drawTx())
	defer func() { tx.ended = true }()
	w.work.LiftLimit() // the limit of overlays is one of this, and without it no checkpoint could be taken any more
	if err := tx.copyAll(); err != nil {
		return errors.Join(err, db.discard())
	}
	err := db.commitCopied(tx)
	if err == nil {
		w.work.ForgetOverlaid(tx.id)
	}
	return err
}

// commitCopied commits a transaction that has only copied pages. An error that does not stop the database has left no trace.
func (db *DB) commitCopied(tx *Tx) error {
	err := tx.flushTables()
	if err == nil {
		err = db.reserveData(db.w.free.HighWater())
	}
	if err != nil {
		return errors.Join(err, db.discard())
	}
	return db.publishCopied(tx)
}

// publishCopied makes the result of a transaction that has only copied pages the latest state, without a word in the log: recovery comes to the same
// content without it. A failure stops the database.
func (db *DB) publishCopied(tx *Tx) error {
	w := &db.w
	if err := db.storePages(false); err != nil {
		return db.stop(err)
	}
	next := newVersion(tx, tx.base.State.end)
	next.State.commit = commitOf(tx.base)
	if err := w.work.Finish(); err != nil {
		return db.stop(fmt.Errorf("zerodb: account of free pages: %w", err))
	}
	w.latest = next
	db.dropJournal()
	db.countPages()
	db.publish(next)
	return nil
}

// copyAll gives pages with overlays, where they are still in the tables that they were in, other references, which takes copies of the pages above them. Pages of the
// catalog, which change besides, are copied themselves.
func (tx *Tx) copyAll() (err error) {
	defer catchFaults(tx.db.pager).done(&err)
	w := tx.write.work
	w.SortOverlaid()
	for list := w.Overlaid(); len(list) > 0; {
		first, n := list[0], 1
		for n < len(list) && list[n].Table == first.Table && list[n].Catalog == first.Catalog {
			n++
		}
		if first.Catalog {
			err = tx.copyCatalog(list[:n])
		} else {
			err = tx.readdress(first.Table, list[:n])
		}
		if err != nil {
			return tableError("copy pages", first.Table, err)
		}
		list = list[n:]
	}
	return nil
}

// copyCatalog copies pages of the catalog with the pages above them.
func (tx *Tx) copyCatalog(list []pager.Overlaid) error {
	for _, o := range list {
		if _, err := tx.catalog.CopyLeaf(tx.write.work, o.Key, o.Ref); err != nil {
			return err
		}
	}
	return nil
}

// readdress gives pages that are in a table other references. They are in the order of keys.
func (tx *Tx) readdress(table string, list []pager.Overlaid) error {
	t, err := tx.Table(table)
	if errors.Is(err, ErrTableNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	leaves := btree.Readdressing{Tree: &t.tree, Writer: tx.write.work}
	for _, o := range list {
		if _, err := leaves.Leaf(o.Key, o.Ref); err != nil {
			return err
		}
	}
	return nil
}

// flushTable brings the catalog up to date with a table that was changed. Where the root is the same, the catalog's page may have a twin.
func (tx *Tx) flushTable(t *Table) error {
	tx.catalog.Twins = nil
	if t.tree.Root == t.stored.Root && t.tree.Depth == t.stored.Depth {
		tx.catalog.Twins = &tx.catalogTwins
	}
	err := tx.putEntry(t.name, t.entry())
	tx.catalog.Twins = nil
	if err != nil {
		return tableError("commit", t.name, err)
	}
	t.stored = t.tree.State
	return nil
}

// twinsOf returns what makes twins of the leaves of a table.
func (tx *Tx) twinsOf(t *Table) btree.Twins {
	t.twins = pager.TreeTwins{Work: tx.write.work, Name: t.name}
	return &t.twins
}
