package pager

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// private is a page, or a run of pages, that the open transaction has created: it lies in memory, under a number
// that nobody else can see.
type private struct {
	ref ids.PageRef
	// buffer holds the whole pages; run says that they are a large value.
	buffer []byte
	run    bool
	// pages is how many numbers it occupies.
	pages uint64
	// born and saved are the savepoints, by serial, in which the page was created and in which its content was
	// last kept. A change needs no undo image iff one of them is the innermost open savepoint or younger.
	born, saved uint64
	// dead says that its numbers went back to the allocator; undo entries that name it are void.
	dead bool
	// freed says of a resident that a later transaction no longer refers to it. It belongs to the holder of the writer
	// lock.
	freed bool
}

// privateTable finds private pages by number: open addressing with linear probing, because a write looks up a page
// at each level of the tree.
type privateTable struct {
	slots []*private
	count int
	shift uint
}

// firstSlots is the size of a new table; tables always have a power of two of slots.
const firstSlots = 64

// spread scatters neighbouring page numbers over the slots (2^64 divided by the golden ratio).
const spread = 0x9E3779B97F4A7C15

// home returns the slot where the probing for a number starts.
func (t *privateTable) home(id ids.PageID) int { return int(uint64(id) * spread >> t.shift) }

// get returns the private page with the number, or nil.
func (t *privateTable) get(id ids.PageID) *private {
	if t.count == 0 {
		return nil
	}
	for i := t.home(id); ; i = (i + 1) & (len(t.slots) - 1) {
		p := t.slots[i]
		if p == nil || p.ref.ID == id {
			return p
		}
	}
}

// put adds a page whose number is not in the table.
func (t *privateTable) put(p *private) {
	if 2*(t.count+1) > len(t.slots) {
		t.resize(max(firstSlots, 2*len(t.slots)))
	}
	i := t.home(p.ref.ID)
	for t.slots[i] != nil {
		i = (i + 1) & (len(t.slots) - 1)
	}
	t.slots[i] = p
	t.count++
}

// resize gives the table n slots, a power of two.
func (t *privateTable) resize(n int) {
	old := t.slots
	t.slots, t.count, t.shift = make([]*private, n), 0, 64
	for ; n > 1; n >>= 1 {
		t.shift--
	}
	for _, p := range old {
		if p != nil {
			t.put(p)
		}
	}
}

// remove takes a page out, if it is there, and closes the gap so that probing still finds those behind it.
func (t *privateTable) remove(id ids.PageID) {
	if t.get(id) == nil {
		return
	}
	mask := len(t.slots) - 1
	gap := t.home(id)
	for t.slots[gap].ref.ID != id {
		gap = (gap + 1) & mask
	}
	for i := (gap + 1) & mask; t.slots[i] != nil; i = (i + 1) & mask {
		if home := t.home(t.slots[i].ref.ID); (i-home)&mask >= (i-gap)&mask {
			t.slots[gap], gap = t.slots[i], i
		}
	}
	t.slots[gap] = nil
	t.count--
}

// appendAll adds every page to dst, in no order.
func (t *privateTable) appendAll(dst []*private) []*private {
	if t.count == 0 {
		return dst
	}
	for _, p := range t.slots {
		if p != nil {
			dst = append(dst, p)
		}
	}
	return dst
}

// clear empties the table and gives back the memory of an unusually large transaction.
func (t *privateTable) clear() {
	if len(t.slots) > slotsKept {
		t.slots = nil
	}
	clear(t.slots)
	t.count = 0
}

// slotsKept is the largest table that is kept for the next transaction.
const slotsKept = 1 << 16
