package zerodb

import (
	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// A transaction that only replaces a value gives the leaf a twin: other content under the same reference, which takes the leaf's place at the
// commit, if no reader and no checkpoint sees the leaf as it was. Else the leaf and the pages above it are copied, as for any other
// change. docs/decisions/twins.md argues it.

const (
	// twinRefused is for how many transactions there are no twins after a reader has come in between: readers seldom come alone.
	twinRefused = 64
	// twinInVain is the same after a transaction that went on to change more.
	twinInVain = 16
	// twinRoom is how many pages must be free for a twin that cannot take its leaf's place when it is too late to give up: a path
	// of the table and one of the catalog.
	twinRoom = 2 * btree.MaxDepth
)

// allowTwin lets a transaction that begins make a twin, where readers are given each state at its commit and the pages of the last one may
// be in memory. The caller has just collected the pins.
func (db *DB) allowTwin(tx *Tx) {
	w := &db.w
	if db.log == nil || db.opts.Durability == DurabilityAlways || db.opts.MaxUnwrittenBytes < 0 || tx.remains {
		return
	}
	if w.twinless > 0 {
		w.twinless--
		return
	}
	if db.readers.Visible() != w.latest || db.peers != nil && (db.peers.memory.Joined() || db.peers.memory.Attended()) {
		return
	}
	youngest := ids.TxID(0)
	if n := len(w.pins); n > 0 {
		youngest = w.pins[n-1]
	}
	w.work.AllowTwin(youngest)
}

// judgeTwin keeps the twin of a transaction that commits only if nothing else was changed, and there is room for the copies that
// are needed if a reader comes in between.
func (tx *Tx) judgeTwin() error {
	w := tx.write
	if w.work.Twin() == nil {
		return nil
	}
	if tx.changedTwinOnly() && tx.hasTwinRoom() {
		return nil
	}
	w.twinless = twinInVain
	return tx.settleTwin()
}

// hasTwinRoom reports whether the copies that may be needed instead of the twin fit into transaction, database and file.
func (tx *Tx) hasTwinRoom() bool {
	w, opts := tx.write, &tx.db.opts
	size := int64(opts.PageSize)
	end := w.free.HighWater() + twinRoom
	return w.work.Bytes() <= w.bytesMax-twinRoom*size && int64(end) <= opts.MaxDatabaseSize/size && tx.db.reserveData(end) == nil
}

// changedTwinOnly reports whether the transaction has changed nothing but its twin.
func (tx *Tx) changedTwinOnly() bool {
	w := tx.write
	if !w.work.IsLone() || w.pieces.logged > 0 || len(w.pieces.held) > 0 || tx.remains || tx.catalog.State != tx.base.State.catalog {
		return false
	}
	for _, t := range tx.tables[:tx.openTables] {
		if t.gone || t.tree.State != t.stored {
			return false
		}
	}
	return true
}

// settleTwin makes an ordinary page of the transaction out of its twin, if it has one.
func (tx *Tx) settleTwin() (err error) {
	w := tx.write.work
	twin := w.Twin()
	if twin == nil {
		return nil
	}
	defer catchFaults(tx.db.pager).done(&err)
	key, ref := twin.AppendKey(nil, 0), twin.Ref()
	for _, t := range tx.tables[:tx.openTables] {
		if t.gone {
			continue
		}
		at, err := t.tree.LeafOf(w, key)
		if err != nil {
			return tableError("commit", t.name, err)
		}
		if at == ref {
			return t.tree.CopyPath(w, key)
		}
	}
	w.DropTwin() // its table was dropped or cleared
	return nil
}

// exchangeTwin puts the twin of a logged transaction that has changed nothing else in its place, which shows it to readers. It returns
// the new state, or nil where a reader or a checkpoint sees the page as it was: then nothing has happened.
func (db *DB) exchangeTwin(tx *Tx, end ids.LSN) *version {
	w := tx.write
	next := newVersion(tx, end)
	unseen := func() bool {
		w.pins = db.collectPins(w.pins[:0])
		return w.work.TwinUnseen(w.pins)
	}
	if !db.readers.Exchange(next, w.work.Replacement(), unseen) {
		w.twinless = twinRefused
		return nil
	}
	w.work.KeepTwin()
	return next
}

// publishTwin is publishTx for a logged transaction with a twin. It returns nil without an error where the twin had to become an ordinary page, for
// publishTx to go on with.
func (db *DB) publishTwin(tx *Tx, end ids.LSN) (*version, error) {
	next := db.exchangeTwin(tx, end)
	if next != nil {
		return next, db.w.work.Finish()
	}
	if err := tx.settleTwin(); err != nil {
		return nil, err
	}
	if err := tx.flushTables(); err != nil {
		return nil, err
	}
	return nil, db.reserveData(db.w.free.HighWater())
}
