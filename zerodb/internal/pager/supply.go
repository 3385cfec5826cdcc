package pager

import (
	"context"
	"runtime"
)

// Memory that the system has just given costs more to fill for the first time than all other work on a page. So a goroutine of its own, on another processor, touches
// memory for a writer that has begun to ask for new pages, a little ahead of him. docs/decisions/what-puts-cost.md has the figures.

const (
	// lotBytes is how much is handed over at once, lotsMost how many times that waits at most.
	lotBytes, lotsMost = 64 << 10, 32
	// supplyAfter is how many new pages the writer makes himself first, so that small programs have nothing of all this.
	supplyAfter = 64
)

// supply is memory that was touched and waits for the writer.
type supply struct {
	// ready holds what waits, wanted says that it should be more.
	ready  chan [][]byte
	wanted chan struct{}
	// current is what the writer has taken, made how many pages he has made himself, at most supplyAfter. Both are his.
	current [][]byte
	made    int
}

// newSupply returns an empty supply.
func newSupply() supply {
	return supply{ready: make(chan [][]byte, lotsMost), wanted: make(chan struct{}, 1)}
}

// take returns memory of a page that was touched, or nil where there is none.
func (s *supply) take() []byte {
	if len(s.current) == 0 && !s.fetch() {
		return nil
	}
	last := len(s.current) - 1
	b := s.current[last]
	s.current[last] = nil
	s.current = s.current[:last]
	return b
}

// fetch takes what is ready, asks for more, and reports whether there was something.
func (s *supply) fetch() bool {
	if s.made < supplyAfter {
		s.made++
		return false
	}
	if len(s.ready) < lotsMost*3/4 {
		select {
		case s.wanted <- struct{}{}:
		default:
		}
	}
	select {
	case s.current = <-s.ready:
		return true
	default:
		return false
	}
}

// SupplyPages touches memory for the writer, whenever he has begun to need more than he has, until ctx ends. It runs beside everything else. Where there is one
// processor only, it does nothing.
func (w *Workspace) SupplyPages(ctx context.Context) {
	if runtime.GOMAXPROCS(0) == 1 {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.supply.wanted:
			w.supply.fill(w.PageSize())
		}
	}
}

// fill makes memory until enough is ready.
func (s *supply) fill(pageSize int) {
	for len(s.ready) < lotsMost {
		lot := make([][]byte, max(1, lotBytes/pageSize))
		for i := range lot {
			lot[i] = touched(pageSize)
		}
		s.ready <- lot // nobody else puts something in
	}
}

// touched returns memory of so many bytes that the system has really given.
func touched(size int) []byte {
	b := make([]byte, size)
	for i := 0; i < len(b); i += systemPage {
		b[i] = 1
	}
	return b
}

// systemPage is the smallest page of memory that a system gives, in bytes.
const systemPage = 4096
