package pager

import (
	"context"
	"runtime"
)

// Memory that the system has just given costs more to fill for the first time than all other work on a page. So a goroutine of its own, on another processor, touches
// memory for a writer who has begun to ask for more of it, a little ahead of him. docs/decisions/what-puts-cost.md has the figures.

const (
	// lotBytes is about how much memory is handed over at once, lotsMost how many times that waits at most.
	lotBytes, lotsMost = 64 << 10, 32
	// pagesAlone and patchesAlone are how often the writer gets memory himself first, so that small programs have nothing of all this.
	pagesAlone, patchesAlone = 64, 256
	// systemPage is the smallest page of memory that a system gives, in bytes.
	systemPage = 4096
)

// supply is memory of one kind, in lots, that was touched and waits for the writer.
type supply[T any] struct {
	// ready holds what waits, wanted says that it should be more.
	ready  chan T
	wanted chan struct{}
	// alone is how often the writer still gets memory himself before he asks. It is his.
	alone int
}

// newSupply returns an empty supply, for a writer who first gets memory himself so many times.
func newSupply[T any](alone int) supply[T] {
	return supply[T]{ready: make(chan T, lotsMost), wanted: make(chan struct{}, 1), alone: alone}
}

// take returns a lot, if one is ready, and asks for more.
func (s *supply[T]) take() (lot T, ok bool) {
	if s.alone > 0 {
		s.alone--
		return lot, false
	}
	if len(s.ready) < lotsMost*3/4 {
		select {
		case s.wanted <- struct{}{}:
		default:
		}
	}
	select {
	case lot = <-s.ready:
		return lot, true
	default:
		return lot, false
	}
}

// fill makes lots until enough are ready.
func (s *supply[T]) fill(newLot func() T) {
	for len(s.ready) < lotsMost {
		s.ready <- newLot() // nobody else puts something in
	}
}

// SupplyMemory touches memory for the writer, whenever he has begun to need more than he has, until ctx ends. It runs beside everything else. Where there is one processor only, it does nothing.
func (w *Workspace) SupplyMemory(ctx context.Context) {
	if runtime.GOMAXPROCS(0) == 1 {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.pageSupply.wanted:
			w.pageSupply.fill(w.newPages)
		case <-w.twins.patches.supply.wanted:
			w.twins.patches.supply.fill(newPatchLot)
		}
	}
}

// newPages returns a lot of pages that the system has really given.
func (w *Workspace) newPages() [][]byte {
	size := w.PageSize()
	lot := make([][]byte, max(1, lotBytes/size))
	for i := range lot {
		lot[i] = make([]byte, size)
		for at := 0; at < size; at += systemPage {
			lot[i][at] = 1
		}
	}
	return lot
}

// newPage returns memory for a page.
func (w *Workspace) newPage() []byte {
	if len(w.supplied) == 0 {
		lot, ok := w.pageSupply.take()
		if !ok {
			return make([]byte, w.PageSize())
		}
		w.supplied = lot
	}
	last := len(w.supplied) - 1
	b := w.supplied[last]
	w.supplied[last] = nil
	w.supplied = w.supplied[:last]
	return b
}

// patchesInLot is how many patches are handed over at once.
const patchesInLot = 64

// newPatchLot returns patches whose memory the system has really given.
func newPatchLot() []*patched {
	lot := make([]*patched, patchesInLot)
	for i := range lot {
		lot[i] = newPatched()
	}
	return lot
}
