package mvcc

import (
	"sync/atomic"
	"unsafe"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// SlotBytes is the memory that one reader takes in a Table.
const SlotBytes = slotBytes

// Table is where the readers of one process lie in memory that other processes see, so that the writer can look for
// their pins.
type Table struct {
	// InUse counts the slots that were ever taken, at most as many as Memory has room for.
	InUse *atomic.Int64
	// Memory holds the slots, SlotBytes each, aligned to 8 bytes.
	Memory []byte
}

// slots returns the memory as slots.
func (t Table) slots() []slot {
	return unsafe.Slice((*slot)(unsafe.Pointer(unsafe.SliceData(t.Memory))), len(t.Memory)/slotBytes)
}

// NewReadersIn returns a table of readers in memory of the caller's, for at most limit readers and as many as there is
// room for.
func NewReadersIn[S any](t Table, limit int) *Readers[S] {
	slots := t.slots()
	return &Readers[S]{slots: slots[:min(max(limit, 1), len(slots))], inUse: t.InUse}
}

// AppendPins appends the transactions that the readers of a table hold, in no order.
func (t Table) AppendPins(dst []ids.TxID) []ids.TxID {
	slots := t.slots()
	used := slots[:min(max(t.InUse.Load(), 0), int64(len(slots)))]
	for i := range used {
		if state := used[i].state.Load(); state != 0 {
			dst = append(dst, txOf(state))
		}
	}
	return dst
}

// Clear frees all slots. Nobody may use the table meanwhile.
func (t Table) Clear() {
	slots := t.slots()
	for i := range slots {
		slots[i].state.Store(0)
	}
	t.InUse.Store(0)
}
