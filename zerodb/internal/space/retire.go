package space

import (
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// retirement holds the runs that are free but still seen. The queue has those whose free is not visible yet, one
// group per transaction. Each pin that blocks runs has a heap of them with the youngest on top: when the pin goes, the
// runs born after the next lower pin are ready, and the rest of the heap passes to that pin as a whole.
type retirement struct {
	arena arena
	queue []group // ascending by freed; those before head have been taken
	head  int
	held  []hold // descending by pin
	next  []hold // scratch that takes turns with held
	last  ids.TxID
	pages uint64
}

// group lists the runs that one transaction freed.
type group struct {
	freed ids.TxID
	first int32
	pages uint64
}

// hold is the heap of runs that one pin blocks.
type hold struct {
	pin   ids.TxID
	heap  int32
	pages uint64
}

// add puts a run at the end of the queue. See Manager.Free for its errors.
func (t *retirement) add(r Run, born, freed ids.TxID) error {
	if born > freed || freed < t.last {
		return fmt.Errorf("%w: born in %d, freed in %d after %d", ErrOrder, born, freed, t.last)
	}
	i := t.arena.add(r, born)
	if i == 0 {
		return runError(ErrTooMany, r)
	}
	t.last = freed
	if len(t.queue) == t.head || t.queue[len(t.queue)-1].freed != freed {
		t.queue = append(t.queue, group{freed: freed})
	}
	g := &t.queue[len(t.queue)-1]
	t.arena.entries[i].next = g.first
	g.first = i
	g.pages += r.Count
	t.pages += r.Count
	return nil
}

// release appends to ready the runs that nobody sees any more and forgets them. pins ascend.
func (t *retirement) release(visible ids.TxID, pins []ids.TxID, ready []Run) []Run {
	ready = t.passOn(pins, ready)
	for t.head < len(t.queue) && t.queue[t.head].freed <= visible {
		ready = t.settle(t.queue[t.head], pins, ready)
		t.head++
	}
	if t.head > len(t.queue)/2 {
		t.queue = slices.Delete(t.queue, 0, t.head)
		t.head = 0
	}
	return ready
}

// settle hangs the runs of a ripe group on the pin that blocks them or appends them to ready. All have the same freed,
// so one pin, the greatest below it, decides for all.
func (t *retirement) settle(g group, pins []ids.TxID, ready []Run) []Run {
	place, _ := slices.BinarySearch(pins, g.freed)
	var blocked hold
	for i := g.first; i != 0; {
		next := t.arena.entries[i].next
		t.arena.entries[i].next = 0
		if place > 0 && t.arena.entries[i].born <= pins[place-1] {
			blocked.pages += t.arena.entries[i].run.Count
			blocked.heap = t.arena.meld(blocked.heap, i)
		} else {
			ready = t.finish(i, ready)
		}
		i = next
	}
	if blocked.heap != 0 {
		blocked.pin = pins[place-1]
		t.hang(blocked)
	}
	return ready
}

// hang joins a hold into the one of the same pin, or enters it.
func (t *retirement) hang(h hold) {
	place, found := slices.BinarySearchFunc(t.held, h.pin, func(h hold, pin ids.TxID) int {
		switch {
		case h.pin > pin:
			return -1
		case h.pin < pin:
			return 1
		}
		return 0
	})
	if !found {
		t.held = slices.Insert(t.held, place, h)
		return
	}
	t.held[place].heap = t.arena.meld(t.held[place].heap, h.heap)
	t.held[place].pages += h.pages
}

// passOn takes the holds of pins that have gone and gives each run to the next lower pin if that sees it, else to
// ready. A run on a hold was freed after that pin, so also after every lower one: whether the lower pin sees it
// depends on its birth alone.
func (t *retirement) passOn(pins []ids.TxID, ready []Run) []Run {
	if len(t.held) == 0 {
		return ready
	}
	kept, held := t.next[:0], t.held
	for p := len(pins) - 1; p >= 0 && len(held) > 0; p-- {
		var h hold
		h, held = t.gather(held, pins[p])
		h, ready = t.shed(h, pins[p], ready)
		if len(held) > 0 && held[0].pin == pins[p] {
			h = hold{heap: t.arena.meld(h.heap, held[0].heap), pages: h.pages + held[0].pages}
			held = held[1:]
		}
		if h.heap != 0 {
			h.pin = pins[p]
			kept = append(kept, h)
		}
	}
	for _, h := range held {
		ready = t.drain(h.heap, ready)
	}
	t.held, t.next = kept, t.held[:0]
	return ready
}

// gather melds the holds of pins above pin, and returns the result and the remaining holds.
func (t *retirement) gather(held []hold, pin ids.TxID) (hold, []hold) {
	var all hold
	for len(held) > 0 && held[0].pin > pin {
		all.heap = t.arena.meld(all.heap, held[0].heap)
		all.pages += held[0].pages
		held = held[1:]
	}
	return all, held
}

// shed moves the runs that were born after pin from the hold to ready.
func (t *retirement) shed(h hold, pin ids.TxID, ready []Run) (hold, []Run) {
	for h.heap != 0 && t.arena.entries[h.heap].born > pin {
		root := h.heap
		h.pages -= t.arena.entries[root].run.Count
		h.heap = t.arena.popRoot(root)
		ready = t.finish(root, ready)
	}
	return h, ready
}

// drain appends a whole heap to ready. It melds nothing: entries still to visit form a list along next.
func (t *retirement) drain(todo int32, ready []Run) []Run {
	for todo != 0 {
		e := t.arena.entries[todo]
		rest := e.next
		if e.child != 0 {
			last := e.child
			for t.arena.entries[last].next != 0 {
				last = t.arena.entries[last].next
			}
			t.arena.entries[last].next = rest
			rest = e.child
		}
		ready = t.finish(todo, ready)
		todo = rest
	}
	return ready
}

// finish takes an entry out of the arena and appends its run to ready.
func (t *retirement) finish(i int32, ready []Run) []Run {
	r := t.arena.take(i)
	t.pages -= r.Count
	return append(ready, r)
}
