package pager

import (
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// private is a page, or a run of pages, that the open transaction has created: it lies in memory, under a number
// that nobody else can see.
type private struct {
	ref ids.PageRef
	// since is the transaction that made this content where the page had another one before, else 0. former is that, for who reads an
	// earlier state; nil when nobody does or it is in the file.
	since  ids.TxID
	former atomic.Pointer[private]
	// buffer holds the whole pages, nil when they have been spilled to the file.
	buffer []byte
	// patch, unless it is nil, says that the content is the one behind with an entry put into it; see patch.go.
	patch *patch
	// shares is explained at readdressed.
	shares *private
	// pages is how many numbers it occupies.
	pages uint64
	// born and saved are the savepoints, by serial, in which the page was created and in which its content was
	// last kept. A change needs no undo image iff one of them is the innermost open savepoint or younger.
	born, saved uint64
	// at is its place in the list of the privateTable that it is in.
	at int32
	// written says of a resident that the file has this content, which stays here for the sake of former ones.
	written atomic.Bool
	// overlay says of a resident that the file has the page too, as a checkpoint saw it, so that it must not be written; chained that it
	// was made as a twin.
	overlay, chained bool
	// run says that the pages are a large value, lent that somebody reads the buffer until the transaction ends, so that nothing else may use
	// its memory.
	run, lent bool
	// dead says that its numbers went back to the allocator; undo entries that name it are void.
	dead bool
	// readdressed says that the header in the memory names another page, shares is the other owner of the memory: in a page the overlay from which it has
	// it, in that the page. See readdress.go.
	readdressed bool
	// freed says of a resident that a later transaction no longer refers to it. It belongs to the holder of the writer
	// lock.
	freed bool
}

// privateTable finds private pages by number, because a write looks up a page at each level of the tree: few in a list, more by
// open addressing with linear probing.
type privateTable struct {
	// list has all pages, slots the same unless it is empty.
	list, slots []*private
	shift       uint
	// former is the empty memory of earlier slots, so that a small transaction pays nothing for the table of a large one.
	former []*private
}

// firstSlots is the size of a new table; tables always have a power of two of slots.
const firstSlots = 64

// spread scatters neighbouring page numbers over the slots (2^64 divided by the golden ratio).
const spread = 0x9E3779B97F4A7C15

// home returns the slot where the probing for a number starts.
func (t *privateTable) home(id ids.PageID) int { return int(uint64(id) * spread >> t.shift) }

// count returns the number of pages.
func (t *privateTable) count() int { return len(t.list) }

// get returns the private page with the number, or nil.
func (t *privateTable) get(id ids.PageID) *private {
	if len(t.slots) == 0 {
		return t.search(id)
	}
	for i := t.home(id); ; i = (i + 1) & (len(t.slots) - 1) {
		p := t.slots[i]
		if p == nil || p.ref.ID == id {
			return p
		}
	}
}

// search is get without slots.
func (t *privateTable) search(id ids.PageID) *private {
	for _, p := range t.list {
		if p.ref.ID == id {
			return p
		}
	}
	return nil
}

// put adds a page whose number is not in the table.
func (t *privateTable) put(p *private) {
	p.at = int32(len(t.list)) // each takes more memory than there is for so many
	t.list = append(t.list, p)
	switch {
	case len(t.slots) == 0 && len(t.list) <= searchMax:
	case 2*len(t.list) > len(t.slots):
		t.resize(max(firstSlots, 2*len(t.slots)))
	default:
		t.place(p)
	}
}

// place puts a page into the first free slot.
func (t *privateTable) place(p *private) {
	i := t.home(p.ref.ID)
	for t.slots[i] != nil {
		i = (i + 1) & (len(t.slots) - 1)
	}
	t.slots[i] = p
}

// resize gives the table n slots, a power of two, in the memory that it has if that is enough: what lies behind the slots is empty.
func (t *privateTable) resize(n int) {
	clear(t.slots)
	if cap(t.former) >= n {
		t.slots, t.former = t.former, nil
	}
	if cap(t.slots) >= n {
		t.slots = t.slots[:n]
	} else {
		t.slots = make([]*private, n)
	}
	t.shift = 64
	for ; n > 1; n >>= 1 {
		t.shift--
	}
	for _, p := range t.list {
		t.place(p)
	}
}

// replace puts a page in the place of another with the same number.
func (t *privateTable) replace(old, p *private) {
	p.at = old.at
	t.list[p.at] = p
	if len(t.slots) > 0 {
		t.slots[t.slot(old)] = p
	}
}

// remove takes a page out, if it is there, and closes the gap so that probing still finds those behind it.
func (t *privateTable) remove(id ids.PageID) {
	p := t.get(id)
	if p == nil {
		return
	}
	last := len(t.list) - 1
	t.list[p.at], t.list[last].at = t.list[last], p.at
	t.list[last] = nil
	t.list = t.list[:last]
	if len(t.slots) > 0 {
		t.vacate(p)
	}
}

// vacate takes a page out of the slots.
func (t *privateTable) vacate(p *private) {
	mask := len(t.slots) - 1
	gap := t.slot(p)
	for i := (gap + 1) & mask; t.slots[i] != nil; i = (i + 1) & mask {
		if home := t.home(t.slots[i].ref.ID); (i-home)&mask >= (i-gap)&mask {
			t.slots[gap], gap = t.slots[i], i
		}
	}
	t.slots[gap] = nil
}

// slot returns where a page is, which must be in the table.
func (t *privateTable) slot(p *private) int {
	i := t.home(p.ref.ID)
	for t.slots[i] != p {
		i = (i + 1) & (len(t.slots) - 1)
	}
	return i
}

// appendAll adds every page to dst, in no order.
func (t *privateTable) appendAll(dst []*private) []*private { return append(dst, t.list...) }

// clear empties the table, in a time that depends on what is in it, and gives back the memory of an unusually large
// transaction.
func (t *privateTable) clear() {
	switch {
	case len(t.slots) == 0:
	case len(t.slots) > slotsKept:
		t.list = nil
	default:
		clear(t.slots)
		t.former = t.slots[:0]
	}
	t.slots = nil
	clear(t.list)
	t.list = t.list[:0]
}

const (
	// searchMax is how many pages are searched one by one before there are slots.
	searchMax = 8
	// slotsKept is the largest table that is kept for the next transaction.
	slotsKept = 1 << 16
)
