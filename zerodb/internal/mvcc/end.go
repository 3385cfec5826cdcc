package mvcc

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// A reader is ended in two steps, so that nothing that it still looks at changes: somebody marks its slot, and the reader, which
// looks at its slot before each use, releases it itself. Until then its pin stays.

// Holder is a reader as others see it.
type Holder struct {
	// Slot is the number of its slot, Tx the transaction that it pins.
	Slot int
	Tx   ids.TxID
	// Ending says that it was asked to end.
	Ending bool
}

// txOf returns the transaction in a slot's state.
func txOf(state uint64) ids.TxID { return ids.TxID(state &^ (occupied | ending)) }

// AppendHolders appends the readers of a table, in the order of their slots.
func (t Table) AppendHolders(dst []Holder) []Holder {
	return appendHolders(dst, t.slots(), t.InUse.Load())
}

// AppendHolders appends the readers, in the order of their slots.
func (r *Readers[S]) AppendHolders(dst []Holder) []Holder {
	return appendHolders(dst, r.slots, r.inUse.Load())
}

// appendHolders appends the readers in the first slots.
func appendHolders(dst []Holder, slots []slot, used int64) []Holder {
	for i := range slots[:min(max(used, 0), int64(len(slots)))] {
		if state := slots[i].state.Load(); state != 0 {
			dst = append(dst, Holder{Slot: i, Tx: txOf(state), Ending: state&ending != 0})
		}
	}
	return dst
}

// End asks a reader to end, and reports false when it has done so already or reads something else by now.
func (t Table) End(h Holder) bool { return markEnding(t.slots(), h) }

// End asks a reader to end, and reports false when it has done so already or reads something else by now.
func (r *Readers[S]) End(h Holder) bool { return markEnding(r.slots, h) }

// markEnding marks a slot.
func markEnding(slots []slot, h Holder) bool {
	return slots[h.Slot].state.CompareAndSwap(occupied|uint64(h.Tx), occupied|ending|uint64(h.Tx))
}

// Ending reports whether the reader of a lease was asked to end. It costs one load of memory that nobody else writes.
func (r *Readers[S]) Ending(l *Lease) bool { return r.slots[l.index].state.Load()&ending != 0 }
