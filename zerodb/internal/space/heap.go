package space

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// entry is one retired run in the arena. next links the queue's groups, a heap's siblings and the spare entries;
// child links a heap's children. Index 0 is never used, so that 0 means none.
type entry struct {
	run   Run
	born  ids.TxID
	next  int32
	child int32
}

// arena holds the retired runs, so that hundreds of thousands of them cost the garbage collector nothing.
type arena struct {
	entries []entry
	spare   int32 // first of the unused entries
	live    int
}

// maxEntries is the most retired runs that an index can number.
const maxEntries = 1<<31 - 1

// add stores a run and returns its index, or 0 when the arena is full.
func (a *arena) add(r Run, born ids.TxID) int32 {
	i := a.spare
	switch {
	case i != 0:
		a.spare = a.entries[i].next
		a.entries[i] = entry{run: r, born: born}
	case len(a.entries) > maxEntries:
		return 0
	default:
		if len(a.entries) == 0 {
			a.entries = append(a.entries, entry{})
		}
		i = int32(len(a.entries))
		a.entries = append(a.entries, entry{run: r, born: born})
	}
	a.live++
	return i
}

// take removes the entry and returns its run. When the last one goes, the memory of an outsized arena goes too.
func (a *arena) take(i int32) Run {
	r := a.entries[i].run
	a.entries[i] = entry{next: a.spare}
	a.spare = i
	if a.live--; a.live == 0 {
		a.spare = 0
		if a.entries = a.entries[:0]; cap(a.entries) > scratchRuns {
			a.entries = nil
		}
	}
	return r
}

// meld joins two pairing heaps whose roots bear the youngest page of each, and returns the root of the result.
// Either may be 0. Roots have no siblings.
func (a *arena) meld(x, y int32) int32 {
	switch {
	case x == 0:
		return y
	case y == 0:
		return x
	case a.entries[x].born < a.entries[y].born:
		x, y = y, x
	}
	a.entries[y].next = a.entries[x].child
	a.entries[x].child = y
	return x
}

// popRoot unlinks the root and returns the heap of the others. The root stays in the arena.
func (a *arena) popRoot(root int32) int32 {
	// First meld the children in pairs, onto a list, then that list into one heap: this order gives the amortised
	// O(log n).
	var pairs int32
	for child := a.entries[root].child; child != 0; {
		second := a.entries[child].next
		var rest int32
		if second != 0 {
			rest = a.entries[second].next
			a.entries[second].next = 0
		}
		a.entries[child].next = 0
		pair := a.meld(child, second)
		a.entries[pair].next = pairs
		pairs = pair
		child = rest
	}
	var heap int32
	for pairs != 0 {
		next := a.entries[pairs].next
		a.entries[pairs].next = 0
		heap = a.meld(heap, pairs)
		pairs = next
	}
	a.entries[root].child = 0
	return heap
}

// appendRuns appends all stored runs to dst, in no order.
func (a *arena) appendRuns(dst []Run) []Run {
	for i := range a.entries {
		if r := a.entries[i].run; r.Count > 0 {
			dst = append(dst, r)
		}
	}
	return dst
}
