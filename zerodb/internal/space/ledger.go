package space

import (
	"errors"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// lifetime is a run of an earlier transaction that the ledger's one has freed.
type lifetime struct {
	run  Run
	born ids.TxID
}

// Ledger is the account of one write transaction: what it allocated and freed, so that commit, abort and savepoints
// are one call each. It reuses the transaction's own pages, while a savepoint is open none that was in use when that began (single ones only if they were made after it), and the pages of earlier
// transactions never: the manager hears of those at commit. A Ledger may serve one transaction after another and
// keeps its memory.
type Ledger struct {
	manager   *Manager
	tx        ids.TxID
	allocated []Run      // all that came from the manager, in order
	dropped   []Run      // own runs that are no longer used
	spare     []Run      // own single pages that may be used again at once
	runs      spareRuns  // own runs for which that is so
	freed     []lifetime // runs of earlier transactions
	fence     int        // runs in allocated before this index must not grow: a savepoint counts them
	base      int        // pages in spare before this index are not used again yet: a savepoint counts them
	depth     int        // open savepoints
	held      uint64     // see HeldBack
	after     ids.TxID   // see HoldBackAfter
}

// Savepoint is a place in a ledger to which Rollback can return.
type Savepoint struct {
	allocated, dropped, spare, freed, fence, base int
	held                                          uint64
	taken                                         int
}

// Begin empties the ledger and opens it for transaction tx on m.
func (l *Ledger) Begin(m *Manager, tx ids.TxID) {
	*l = Ledger{
		manager: m, tx: tx, after: l.after,
		allocated: emptied(l.allocated), dropped: emptied(l.dropped), spare: emptied(l.spare), freed: emptied(l.freed),
	}
}

// emptied returns the slice without its elements, and without its memory if a large transaction has made that large.
func emptied[T any](s []T) []T {
	if cap(s) > scratchRuns {
		return nil
	}
	return s[:0]
}

// Allocate hands out count adjacent pages for the transaction and returns the first. Errors are Manager.Allocate's.
func (l *Ledger) Allocate(count uint64) (ids.PageID, error) {
	if last := len(l.spare) - 1; count == 1 && last >= l.base {
		page := l.spare[last].Start
		l.spare = l.spare[:last]
		return page, nil
	}
	if count > 1 {
		if start, ok := l.runs.take(count, l.depth); ok {
			return start, nil
		}
	}
	start, err := l.manager.Allocate(count)
	if err != nil {
		return 0, err
	}
	if last := len(l.allocated) - 1; last >= l.fence && l.allocated[last].End() == start {
		l.allocated[last].Count += count
	} else {
		l.allocated = append(l.allocated, Run{Start: start, Count: count})
	}
	return start, nil
}

// Free notes that the transaction no longer uses a run that was born in the given transaction. A run that this
// transaction allocated itself is told by its birth and must be freed as a whole, once.
func (l *Ledger) Free(r Run, born ids.TxID) {
	switch {
	case born != l.tx:
		l.freed = append(l.freed, lifetime{run: r, born: born})
		if born > l.after {
			l.held += r.Count
		}
	case l.depth == 0:
		l.FreeNew(r)
	default:
		l.drop(r)
	}
}

// drop notes a run that must not be used again yet.
func (l *Ledger) drop(r Run) {
	l.dropped = append(l.dropped, r)
	l.held += r.Count
}

// HoldBackAfter says which transaction the durable checkpoint is of: what was born later goes back at once when the transaction commits.
func (l *Ledger) HoldBackAfter(tx ids.TxID) { l.after = tx }

// HeldBack returns how many pages the transaction has given up that can be used again once it has committed, but not before.
func (l *Ledger) HeldBack() uint64 { return l.held }

// Spare returns how many more pages that is for a savepoint that begins now.
func (l *Ledger) Spare() uint64 { return uint64(len(l.spare)) }

// FreeNew is Free for a run that the transaction has allocated since the innermost savepoint: that gives it back whatever it is used for meanwhile.
func (l *Ledger) FreeNew(r Run) {
	if r.Count == 1 {
		l.spare = append(l.spare, r)
		return
	}
	if err := l.runs.add(r, l.depth); err != nil {
		l.drop(r) // it is given up twice, of which Commit tells
	}
}

// HasFreed reports whether the transaction has freed runs of earlier ones.
func (l *Ledger) HasFreed() bool { return len(l.freed) > 0 }

// Runs returns how many runs the transaction gives up, its own among them.
func (l *Ledger) Runs() int { return len(l.freed) + len(l.dropped) + len(l.spare) + l.runs.len() }

// EachFreed calls fn for every run of an earlier transaction that this one has freed, with the transaction in which it
// was born.
func (l *Ledger) EachFreed(fn func(r Run, born ids.TxID)) {
	for _, f := range l.freed {
		fn(f.run, f.born)
	}
}

// Savepoint opens a savepoint. It must be ended by Rollback or Release, the innermost first.
func (l *Ledger) Savepoint() Savepoint {
	s := Savepoint{allocated: len(l.allocated), dropped: len(l.dropped), spare: len(l.spare), freed: len(l.freed), fence: l.fence, base: l.base, held: l.held, taken: len(l.runs.taken)}
	l.fence, l.base = s.allocated, s.spare
	l.depth++
	return s
}

// Rollback undoes everything since the innermost savepoint s and ends it. Errors are Manager.Return's.
func (l *Ledger) Rollback(s Savepoint) error {
	err := l.giveBack(l.allocated[s.allocated:])
	l.allocated, l.dropped, l.freed = l.allocated[:s.allocated], l.dropped[:s.dropped], l.freed[:s.freed]
	l.spare, l.held = l.spare[:s.spare], s.held
	err = errors.Join(err, l.runs.takeBack(l.depth, s.taken))
	l.end(s)
	return err
}

// Release keeps what was done since the innermost savepoint s and ends it. again are those of the runs given up since that can be used again, in the order in which they were given up: those that were allocated in the savepoint
// around it; without one, all can.
func (l *Ledger) Release(s Savepoint, again []Run) {
	l.end(s)
	for _, r := range l.runs.end(l.depth+1, s.taken) {
		l.FreeNew(r)
	}
	kept := l.dropped[:s.dropped]
	for _, r := range l.dropped[s.dropped:] {
		usable := l.depth == 0
		if len(again) > 0 && again[0] == r {
			usable, again = true, again[1:]
		}
		if !usable {
			kept = append(kept, r)
			continue
		}
		l.held -= r.Count
		l.FreeNew(r)
	}
	l.dropped = kept
}

// end takes the innermost savepoint away.
func (l *Ledger) end(s Savepoint) {
	l.fence, l.base = s.fence, s.base
	l.depth--
}

// Commit retires what the transaction freed and makes available what it allocated and did not use. Call it once the
// transaction can no longer fail, with no savepoint open. Errors are Manager.Free's and Manager.Return's; each means
// that the file or the engine contradicts itself, and the runs that it concerns are lost, which is safe.
func (l *Ledger) Commit() error {
	var failure error
	for _, f := range l.freed {
		if err := l.manager.Free(f.run, f.born, l.tx); err != nil && failure == nil {
			failure = err
		}
	}
	for _, unused := range [...][]Run{l.dropped, l.spare, l.runs.end(0, 0)} {
		if err := l.giveBack(unused); err != nil && failure == nil {
			failure = err
		}
	}
	l.Begin(nil, 0)
	return failure
}

// Abort makes everything available that the transaction allocated. Savepoints end with it. Errors are
// Manager.Return's.
func (l *Ledger) Abort() error {
	err := l.giveBack(l.allocated)
	l.Begin(nil, 0)
	return err
}

// giveBack returns runs to the manager and reports the first failure.
func (l *Ledger) giveBack(runs []Run) error {
	var failure error
	for _, r := range runs {
		if err := l.manager.Return(r); err != nil && failure == nil {
			failure = err
		}
	}
	return failure
}
