package space

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// pageSet is the set of pages that one committed state uses, each with the transaction that it was born in.
type pageSet map[ids.PageID]ids.TxID

// grave is a retired run in the model.
type grave struct {
	run         Run
	born, freed ids.TxID
}

// world is the slow and obvious model: it keeps every pinned state as a full set of pages, and applies the rule to
// each retired run anew whenever it is asked.
type world struct {
	t       *testing.T
	seed    int64
	random  *rand.Rand
	manager *Manager
	ledger  Ledger

	tx      ids.TxID // last number given out
	current ids.TxID // last published to the writer
	visible ids.TxID
	states  map[ids.TxID]pageSet // of current, and of all that may be seen
	runs    map[ids.PageID]Run   // runs in use now, by first page
	made    map[ids.PageID]int   // counts runs by first page, mark the last one before the innermost savepoint
	serial  int
	mark    int
	graves  []grave
	readers []ids.TxID

	durable  ids.TxID // last durable checkpoint
	progress ids.TxID // checkpoint in progress, or 0
	chain    []Run    // pages of the durable checkpoint's free set
	chainTx  ids.TxID
	pending  Written // of the checkpoint in progress

	dropped []droppedRun // since the innermost savepoint, of runs that were made before it
}

// droppedRun is a run that the transaction had made itself, with its place among those.
type droppedRun struct {
	run  Run
	made int
}

// newWorld returns a world around an empty file.
func newWorld(t *testing.T, seed int64) *world {
	manager, err := NewManager(FirstPage, 1<<20, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &world{
		t: t, seed: seed, random: rand.New(rand.NewPCG(uint64(seed), 0)), manager: manager, tx: 1, current: 1, visible: 1, durable: 1,
		states: map[ids.TxID]pageSet{1: {}}, runs: map[ids.PageID]Run{}, made: map[ids.PageID]int{},
	}
}

// fatal fails the test and names the seed.
func (w *world) fatal(format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf("seed %d, tx %d: "+format, append([]any{w.seed, w.tx}, args...)...)
}

// pins returns what is pinned, ascending and distinct.
func (w *world) pins() []ids.TxID {
	pins := append(slices.Clone(w.readers), w.durable)
	if w.progress != 0 {
		pins = append(pins, w.progress)
	}
	slices.Sort(pins)
	return slices.Compact(pins)
}

// allocate draws a run for the running transaction and fails if anybody can see one of its pages.
func (w *world) allocate(count uint64, state pageSet) Run {
	start, err := w.ledger.Allocate(count)
	if err != nil {
		w.fatal("allocate %d: %v", count, err)
	}
	r := Run{Start: start, Count: count}
	w.mustBeUnseen(r)
	for page := r.Start; page < r.End(); page++ {
		if _, used := state[page]; used {
			w.fatal("page %d is in use by the running transaction", page)
		}
		state[page] = w.tx
	}
	w.serial++
	w.runs[start], w.made[start] = r, w.serial
	return r
}

// mustBeUnseen fails if a page of r belongs to a state that is pinned, visible or current, or holds the durable free set.
func (w *world) mustBeUnseen(r Run) {
	for _, pin := range append(w.pins(), w.visible, w.current) {
		for page := r.Start; page < r.End(); page++ {
			if _, seen := w.states[pin][page]; seen {
				w.fatal("page %d was handed out while state %d sees it", page, pin)
			}
		}
	}
	for _, c := range slices.Concat(w.chain, w.pending.Chain) {
		if r.Start < c.End() && c.Start < r.End() {
			w.fatal("run %v was handed out while a durable free set lies there", r)
		}
	}
}

// free drops a run of the running transaction's state.
func (w *world) free(r Run, state pageSet) {
	if w.made[r.Start] > w.mark {
		w.ledger.FreeNew(r)
	} else {
		if state[r.Start] == w.tx {
			w.dropped = append(w.dropped, droppedRun{r, w.made[r.Start]})
		}
		w.ledger.Free(r, state[r.Start])
	}
	for page := r.Start; page < r.End(); page++ {
		delete(state, page)
	}
	delete(w.runs, r.Start)
}

// pick returns one of the runs in use, or false.
func (w *world) pick() (Run, bool) {
	if len(w.runs) == 0 {
		return Run{}, false
	}
	starts := slices.Sorted(maps.Keys(w.runs))
	return w.runs[starts[w.random.IntN(len(starts))]], true
}

// change does some random operations in the running transaction.
func (w *world) change(state pageSet) {
	for range w.random.IntN(12) {
		switch r, ok := w.pick(); {
		case w.random.IntN(3) > 0 && len(state) < 400:
			count := uint64(1)
			if w.random.IntN(5) == 0 {
				count += uint64(w.random.IntN(9))
			}
			w.allocate(count, state)
		case ok:
			w.free(r, state)
		}
	}
}

// transact runs one write transaction with savepoints, and commits or aborts it.
func (w *world) transact() {
	w.tx++
	w.mark, w.dropped = w.serial, w.dropped[:0]
	w.ledger.Begin(w.manager, w.tx)
	before, runs := w.states[w.current], maps.Clone(w.runs)
	state := maps.Clone(before)
	w.change(state)
	for range w.random.IntN(3) {
		w.savepoint(state, 2)
		w.change(state)
	}
	if w.random.IntN(6) == 0 {
		w.runs = runs
		w.check(w.ledger.Abort())
		return
	}
	for start, r := range runs {
		if _, kept := w.runs[start]; !kept || w.runs[start] != r || state[start] != before[start] {
			w.graves = append(w.graves, grave{run: r, born: before[start], freed: w.tx})
		}
	}
	w.check(w.ledger.Commit())
	w.states[w.tx] = state
	w.current = w.tx
}

// savepoint runs changes under a savepoint, perhaps nested, and keeps them or undoes them.
func (w *world) savepoint(state pageSet, depth int) {
	s := w.ledger.Savepoint()
	outer := w.mark
	defer func() { w.mark = outer }()
	w.mark = w.serial
	dropped := len(w.dropped)
	saved, runs := maps.Clone(state), maps.Clone(w.runs)
	w.change(state)
	if depth > 0 && w.random.IntN(2) == 0 {
		w.savepoint(state, depth-1)
		w.change(state)
	}
	if w.random.IntN(2) == 0 {
		w.ledger.Release(s, w.regain(dropped, outer))
		return
	}
	w.dropped = w.dropped[:dropped]
	w.check(w.ledger.Rollback(s))
	clear(state)
	maps.Copy(state, saved)
	w.runs = runs
}

// regain returns the runs, of those dropped from a place on, that were made behind a mark.
func (w *world) regain(from, mark int) (again []Run) {
	kept := w.dropped[:from]
	for _, d := range w.dropped[from:] {
		if d.made > mark {
			again = append(again, d.run)
		} else {
			kept = append(kept, d)
		}
	}
	w.dropped = kept
	return again
}

// check fails on an error.
func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.fatal("%v", err)
	}
}
