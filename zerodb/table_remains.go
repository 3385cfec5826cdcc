package zerodb

import (
	"context"
	"encoding/binary"
	"errors"
	"math"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// The pages of a large table that is dropped or cleared are not freed at once: its tree is put into the tree of remains, and
// each later commit frees some. So dropping takes the same time for a table of any size, and the space comes back faster
// than commits use it up. docs/decisions/deferred-drop.md argues it.

const (
	// dropNow is how many pages a drop frees itself; a smaller table leaves no remains.
	dropNow = 64
	// remainsStep is how many pages a commit frees at least, as long as there are any.
	remainsStep = 64
	// remainsShare is how many pages a commit frees for each that it writes, so that space comes back faster than it goes.
	remainsShare = 2
)

// hasRemains looks up in a catalog whether trees wait to be freed. Pages are below the limit. A catalog that cannot be read
// shows itself to who needs it; commits will look again.
func (db *DB) hasRemains(state btree.State, limit ids.PageID) bool {
	found, err := db.lookForRemains(state, limit)
	return found || err != nil
}

// lookForRemains is hasRemains with the error.
func (db *DB) lookForRemains(state btree.State, limit ids.PageID) (found bool, err error) {
	defer catchFaults(db.pager).done(&err)
	top := btree.Tree{State: state}
	return top.Has(&pager.View{Pager: db.pager, Limit: limit}, []byte(catalog.RemainsName))
}

// giveUp frees the pages of a tree that nobody refers to any more, at once or bit by bit.
func (tx *Tx) giveUp(s btree.State) error {
	m := btree.RemainsOf(s)
	done, err := m.Free(tx.write.work, dropNow)
	if err != nil || done {
		return err
	}
	list, err := tx.openRemains()
	if err != nil {
		return err
	}
	number := uint64(0)
	var c btree.Cursor
	c.AttachSnapshot(tx.pages, &list)
	if c.Last() && len(c.Key()) == catalog.RemainsKeySize {
		last := binary.BigEndian.Uint64(c.Key())
		if last == math.MaxUint64 {
			return fault.New(list.Root.ID, fault.Order, 0, last-1, last) // numbers ascend from 0
		}
		number = last + 1
	}
	if err := c.Err(); err != nil {
		return err
	}
	tx.remains = true
	return tx.putRemains(&list, number, m)
}

// openRemains returns the tree of remains, which may be empty.
func (tx *Tx) openRemains() (btree.Tree, error) {
	list := btree.Tree{Work: &tx.write.tree}
	stored, err := tx.catalog.Get(tx.pages, []byte(catalog.RemainsName))
	if errors.Is(err, btree.ErrNotFound) {
		return list, nil
	}
	if err != nil {
		return list, err
	}
	entry, err := catalog.Decode(stored, tx.catalog.Root)
	list.State = entry.State
	return list, err
}

// putRemains stores what is left of a tree.
func (tx *Tx) putRemains(list *btree.Tree, number uint64, m btree.Remains) error {
	key := binary.BigEndian.AppendUint64(nil, number)
	if err := list.Put(tx.write.work, key, catalog.AppendRemains(nil, m), btree.Upsert); err != nil {
		return err
	}
	return tx.storeRemains(list)
}

// storeRemains brings the catalog up to date with the tree of remains.
func (tx *Tx) storeRemains(list *btree.Tree) error {
	w, name := tx.write.work, []byte(catalog.RemainsName)
	if list.Count == 0 {
		return tx.deleteRemains(&tx.catalog, name)
	}
	b := catalog.Encode(catalog.Entry{State: list.State})
	return tx.catalog.Put(w, name, b[:], btree.Upsert)
}

// deleteRemains takes an entry out of the tree of remains, or out of the catalog. A neighbour that is damaged can only keep its leaf from being joined with it: the tree is whole without the entry.
func (tx *Tx) deleteRemains(tree *btree.Tree, key []byte) error {
	before := tree.Count
	_, err := tree.Delete(tx.write.work, key)
	if tree.Count < before {
		return tx.skipRemains(err)
	}
	return err
}

// freeRemains frees some pages of trees that wait for it, when the transaction commits.
func (tx *Tx) freeRemains() error {
	return tx.freeRemainsPages(max(remainsStep, remainsShare*tx.write.work.Len()))
}

// freeRemainsPages frees up to about so many pages of trees that wait for it. Damage in what nobody reads is no reason to refuse a commit:
// what cannot be freed stays, and this process tries no more.
func (tx *Tx) freeRemainsPages(limit int) (err error) {
	if !tx.remains || tx.write.remainsDamaged {
		return nil
	}
	defer catchFaults(tx.db.pager).done(&err)
	list, err := tx.openRemains()
	if err != nil || list.Count == 0 {
		tx.remains = err != nil
		return err
	}
	var c btree.Cursor
	c.AttachLive(tx.pages, &list)
	if !c.First() {
		return tx.skipRemains(c.Err())
	}
	number, m, err := decodeRemains(&c, &list)
	if err != nil {
		return tx.skipRemains(err)
	}
	done, err := m.Free(tx.write.work, limit)
	var damage *CorruptionError
	if errors.As(err, &damage) {
		tx.write.remainsDamaged, err = true, nil
	}
	if err != nil {
		return err
	}
	if !done {
		return tx.putRemains(&list, number, m)
	}
	if err := tx.deleteRemains(&list, binary.BigEndian.AppendUint64(nil, number)); err != nil {
		return err
	}
	tx.remains = list.Count > 0
	return tx.storeRemains(&list)
}

// decodeRemains reads the entry on which a cursor of the tree of remains stands.
func decodeRemains(c *btree.Cursor, list *btree.Tree) (uint64, btree.Remains, error) {
	m, err := catalog.DecodeRemains(c.Value(), list.Root)
	if err == nil {
		err = c.Err()
	}
	if err == nil && len(c.Key()) != catalog.RemainsKeySize {
		_, err = catalog.DecodeRemains(nil, list.Root)
	}
	if err != nil {
		return 0, m, err
	}
	return binary.BigEndian.Uint64(c.Key()), m, nil
}

// skipRemains gives up on remains that are damaged.
func (tx *Tx) skipRemains(err error) error {
	var damage *CorruptionError
	if errors.As(err, &damage) {
		tx.write.remainsDamaged = true
		return nil
	}
	return err
}

const (
	// idleSteps is how many transactions the clock of checkpoints spends on remains at most each time, idleStepPages how many pages
	// each of them frees.
	idleSteps     = 256
	idleStepPages = 1024
)

// freeRemainsIdle frees what dropped tables have left behind in transactions of its own, so that a database to which nobody writes
// any more gives it back all the same.
func (db *DB) freeRemainsIdle(ctx context.Context) error {
	if !db.readers.Visible().State.remains {
		return nil // what is not visible yet waits for the next time
	}
	for range idleSteps {
		more, err := db.sweepRemains(ctx)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// sweepRemains frees some pages of what dropped tables have left behind, and reports whether there may be more.
func (db *DB) sweepRemains(ctx context.Context) (more bool, err error) {
	tx, err := db.BeginWrite(ctx)
	if err != nil {
		return false, err
	}
	if !tx.remains || tx.write.remainsDamaged {
		return false, db.abandon(tx)
	}
	if err := tx.freeRemainsPages(idleStepPages); err != nil {
		return false, errors.Join(err, db.abandon(tx))
	}
	_, err = tx.commit()
	return true, err
}
