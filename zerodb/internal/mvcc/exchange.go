package mvcc

import "sync/atomic"

// An exchange makes the visible version's successor out of it by changing what both refer to, instead of adding something new beside it.
// That is right only if nobody reads the visible version and nobody begins to. Readers come at any time and never wait, so the
// two sides agree step by step, all sequentially consistent:
//
//   - The writer proposes the exchange, then looks at the slots, then decides it, unless a reader has refused it meanwhile.
//   - A reader stores its version in its slot and then looks whether an exchange is proposed. If so it refuses it, and may read. If it
//     comes too late for that, it carries the exchange out, together with the writer, and reads the successor.
//
// So either the writer sees the slot, or the reader sees the proposal; and whether it is refused or decided is one compare-and-swap.
type exchange[S any] struct {
	next   *Version[S]
	change Change
	phase  atomic.Uint32
}

// Change is what an exchange does. Apply may run several times, at the same time and late, and must then do nothing more; while a reader of the
// successor may run it, nothing else changes what it changes.
type Change interface{ Apply() }

// The phases of an exchange.
const (
	proposed uint32 = iota
	refused
	decided
)

// Exchange carries change out and makes next visible, at once for all readers, if unseen says that no reader, and whoever else matters, sees
// what it changes. It reports false, with nothing changed, if somebody does or comes at this moment. One caller at a time, and
// none of Publish beside it.
func (r *Readers[S]) Exchange(next *Version[S], change Change, unseen func() bool) bool {
	e := &exchange[S]{next: next, change: change}
	r.exchange.Store(e)
	done := unseen() && e.phase.CompareAndSwap(proposed, decided)
	if done {
		change.Apply()
		r.visible.Store(next)
	} else {
		e.phase.CompareAndSwap(proposed, refused) // for who has seen the proposal and looks at it later
	}
	r.exchange.Store(nil)
	return done
}

// settle returns the version that a reader may read whose slot holds v, or nil if it must look again. The slot was stored before the
// call; in the end it holds the version returned.
func (r *Readers[S]) settle(l *Lease, v *Version[S]) *Version[S] {
	e := r.exchange.Load()
	if e == nil || e.phase.CompareAndSwap(proposed, refused) || e.phase.Load() == refused {
		if r.visible.Load() == v {
			return v
		}
		return nil
	}
	r.slots[l.index].state.Store(occupied | uint64(e.next.Tx))
	if r.exchange.Load() != e {
		return nil // it is done, and another may have begun before the slot was stored
	}
	e.change.Apply()
	return e.next
}
