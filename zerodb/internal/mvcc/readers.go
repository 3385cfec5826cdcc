package mvcc

import (
	"slices"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

const (
	// slotBytes is the distance of slots: two cache lines of 64 bytes, because processors fetch lines in pairs and
	// some have lines of 128.
	slotBytes = 128
	// occupied marks a slot in use, ending one whose reader is asked to end; the other bits are its transaction. Transaction
	// numbers stay below both.
	occupied = 1 << 63
	ending   = 1 << 62
)

// slot says which version one reader reads. 0 is a free slot.
type slot struct {
	state atomic.Uint64
	_     [slotBytes - 8]byte
}

// Version is one state of the database: immutable once published.
type Version[S any] struct {
	// Tx is the transaction that made the state.
	Tx ids.TxID
	// State is what a reader needs to find its way.
	State S
}

// Readers is the table of reader slots around the visible version. Create it with NewReaders.
type Readers[S any] struct {
	visible atomic.Pointer[Version[S]]
	_       [slotBytes - 8]byte
	// inUse counts the slots that were ever taken; the others are free and need no scan.
	inUse *atomic.Int64
	slots []slot
}

// Lease is a taken slot. Keep it between transactions: it remembers the slot, so that the next Acquire finds it at
// once and in this processor's cache. The zero Lease is ready for use.
type Lease struct {
	index int
}

// NewReaders returns a table for at most limit concurrent readers, at least one. It takes 128 bytes a reader.
func NewReaders[S any](limit int) *Readers[S] {
	return &Readers[S]{slots: make([]slot, max(limit, 1)), inUse: &new(counter).value}
}

// counter is a number with cache lines of its own.
type counter struct {
	_     [slotBytes]byte
	value atomic.Int64
	_     [slotBytes - 8]byte
}

// Publish makes v the version that new readers get. One caller at a time; versions ascend. v must not change any more.
func (r *Readers[S]) Publish(v *Version[S]) { r.visible.Store(v) }

// Visible returns the version that a new reader would get, nil before the first Publish. Without a slot it is safe
// only while something else pins that version, such as the writer lock or a checkpoint.
func (r *Readers[S]) Visible() *Version[S] { return r.visible.Load() }

// Acquire pins the visible version and returns it. Until Release of the same lease its pages are not reused.
// The lease must not be acquired already.
//
// It fails with ErrTooManyReaders when all slots are taken and with ErrNothingVisible before the first Publish.
func (r *Readers[S]) Acquire(l *Lease) (*Version[S], error) {
	v := r.visible.Load()
	if v == nil {
		return nil, ErrNothingVisible
	}
	return r.pin(l, v)
}

// pin is Acquire for who has looked at the visible version. Until that is in its slot it may have been replaced, and given up by who found no pin: so it looks again.
func (r *Readers[S]) pin(l *Lease, v *Version[S]) (*Version[S], error) {
	if l.index >= int(r.inUse.Load()) || !r.take(l.index, v.Tx) {
		index, ok := r.search(l.index, v.Tx)
		if !ok {
			return nil, ErrTooManyReaders
		}
		l.index = index
	}
	for {
		again := r.visible.Load()
		if again == v {
			return v, nil
		}
		v = again
		r.slots[l.index].state.Store(occupied | uint64(v.Tx))
	}
}

// Release ends what Acquire began. Slices of the version's pages must not be used any more.
func (r *Readers[S]) Release(l *Lease) { r.slots[l.index].state.Store(0) }

// take occupies the slot for a transaction if it is free.
func (r *Readers[S]) take(index int, tx ids.TxID) bool {
	s := &r.slots[index]
	return s.state.Load() == 0 && s.state.CompareAndSwap(0, occupied|uint64(tx))
}

// search occupies any free slot, looking from the given one on, and brings another slot into use when all are taken.
// It looks at each slot at most once for each slot that it brings into use.
func (r *Readers[S]) search(from int, tx ids.TxID) (index int, ok bool) {
	for {
		inUse := int(r.inUse.Load())
		for i := range inUse {
			if index := (from + i) % inUse; r.take(index, tx) {
				return index, true
			}
		}
		if inUse == len(r.slots) {
			return 0, false
		}
		// The count rises before the slot is taken, so that no scan misses a slot in use.
		if r.inUse.CompareAndSwap(int64(inUse), int64(inUse)+1) && r.take(inUse, tx) {
			return inUse, true
		}
	}
}

// Pins appends the transactions that readers hold to dst, in ascending order and each once, and returns it with the
// number of readers. Only what it appends is sorted. Call it after Publish. It allocates only when dst is too small.
func (r *Readers[S]) Pins(dst []ids.TxID) (pins []ids.TxID, readers int) {
	start := len(dst)
	used := r.slots[:r.inUse.Load()]
	for i := range used {
		if state := used[i].state.Load(); state != 0 {
			dst = append(dst, txOf(state))
		}
	}
	readers = len(dst) - start
	found := dst[start:]
	slices.Sort(found)
	return dst[:start+len(slices.Compact(found))], readers
}

// Limit returns the greatest number of concurrent readers.
func (r *Readers[S]) Limit() int { return len(r.slots) }
