package space

import (
	"maps"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// reclaim lets both sides apply the rule and compares what is left retired and what is available.
func (w *world) reclaim() {
	pins := w.pins()
	w.check(w.manager.Reclaim(w.visible, pins))
	w.graves = slices.DeleteFunc(w.graves, func(g grave) bool {
		blocked := slices.ContainsFunc(pins, func(pin ids.TxID) bool { return g.born <= pin && pin < g.freed })
		return g.freed <= w.visible && !blocked
	})
	for tx := range w.states {
		if tx < w.visible && !slices.Contains(pins, tx) {
			delete(w.states, tx)
		}
	}
	w.compare()
}

// compare checks the manager's figures against the model.
func (w *world) compare() {
	var retired uint64
	for _, g := range w.graves {
		retired += g.run.Count
	}
	used := uint64(len(w.states[w.current]))
	for _, r := range slices.Concat(w.chain, w.pending.Chain, w.pending.Unused) {
		used += r.Count
	}
	s := w.manager.Stats(nil)
	if total := uint64(w.manager.HighWater() - FirstPage); s.Retired != retired || s.Available != total-used-retired {
		w.fatal("%d pages: retired %d, available %d; want %d and %d", total, s.Retired, s.Available, retired, total-used-retired)
	}
	var held uint64
	for i, h := range s.Held {
		held += h.Pages
		if !slices.Contains(w.pins(), h.Pin) || i > 0 && s.Held[i-1].Pin <= h.Pin {
			w.fatal("holds %v, pins %v", s.Held, w.pins())
		}
	}
	if held+s.Queued != s.Retired {
		w.fatal("held %d and queued %d of %d retired pages", held, s.Queued, s.Retired)
	}
	w.check(w.manager.Verify())
}

// startCheckpoint captures the free set of the current state, checks it against the model (R3), encodes it, and
// decodes it again.
func (w *world) startCheckpoint() {
	w.tx++
	tx := w.tx
	w.states[tx] = maps.Clone(w.states[w.current])
	w.current = tx
	for _, r := range w.chain {
		w.check(w.manager.Free(r, w.chainTx, tx))
		w.graves = append(w.graves, grave{run: r, born: w.chainTx, freed: tx})
	}
	// The freed chain is seen by the durable checkpoint until the next one is done.
	for _, r := range w.chain {
		for p := r.Start; p < r.End(); p++ {
			w.states[w.durable][p] = w.chainTx
		}
	}
	w.chain = nil
	capture, err := w.manager.Capture(page.MinSize)
	w.check(err)
	w.progress = tx
	pages := map[ids.PageID][]byte{}
	written, err := capture.Encode(tx, func(id ids.PageID, b []byte) error {
		w.mustBeUnseen(Run{Start: id, Count: 1})
		pages[id] = slices.Clone(b)
		return nil
	})
	w.check(err)
	w.pending = written
	decoded, err := Decode(written.Head, capture.HighWater, page.MinSize, func(id ids.PageID) ([]byte, error) { return pages[id], nil })
	w.check(err)
	if !slices.Equal(decoded.Chain, written.Chain) {
		w.fatal("chain %v, want %v", decoded.Chain, written.Chain)
	}
	used := map[ids.PageID]bool{}
	for p := range w.states[w.current] {
		used[p] = true
	}
	for _, r := range written.Chain {
		for p := r.Start; p < r.End(); p++ {
			used[p] = true
		}
	}
	for p := FirstPage; p < capture.HighWater; p++ {
		free := slices.ContainsFunc(decoded.Free, func(r Run) bool { return r.Start <= p && p < r.End() })
		if free == used[p] {
			w.fatal("page %d: free %v, used %v in the checkpoint", p, free, used[p])
		}
	}
}

// endCheckpoint makes the checkpoint in progress the durable one.
func (w *world) endCheckpoint() {
	for _, r := range w.pending.Unused {
		w.check(w.manager.Return(r))
	}
	w.chain, w.chainTx = w.pending.Chain, w.progress
	w.durable, w.progress, w.pending = w.progress, 0, Written{}
}

// step does one random thing.
func (w *world) step() {
	switch choice := w.random.IntN(20); {
	case choice < 9:
		w.transact()
	case choice < 11 && len(w.readers) < 8:
		w.readers = append(w.readers, w.visible)
	case choice < 14 && len(w.readers) > 0:
		i := w.random.IntN(len(w.readers))
		w.readers = slices.Delete(w.readers, i, i+1)
	case choice < 16:
		// A durable position may be any committed one between the visible and the current.
		for tx := w.current; tx >= w.visible; tx-- {
			if _, committed := w.states[tx]; committed && (w.random.IntN(2) == 0 || tx == w.visible) {
				w.visible = tx
				break
			}
		}
	case choice == 16 && w.progress == 0:
		w.startCheckpoint()
	case choice == 17 && w.progress != 0:
		w.visible = max(w.visible, w.progress)
		w.endCheckpoint()
	default:
		w.reclaim()
	}
}

// TestManagerAgainstBruteForce drives the manager and the ledger through random transactions, savepoints, readers,
// delayed durability and checkpoints, beside a model that applies the reuse rule by definition. No page may ever be
// handed out that somebody sees; after each reclaim exactly the same pages are available; and once all pins have
// gone, everything unused is.
func TestManagerAgainstBruteForce(t *testing.T) {
	for seed := range int64(12) {
		w := newWorld(t, seed)
		for range 600 {
			w.step()
		}
		if w.progress != 0 {
			w.endCheckpoint()
		}
		w.startCheckpoint()
		w.endCheckpoint()
		w.readers, w.visible = nil, w.current
		w.reclaim()
		if len(w.graves) != 0 {
			w.fatal("%d runs leaked", len(w.graves))
		}
	}
}
