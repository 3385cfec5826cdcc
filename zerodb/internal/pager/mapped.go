package pager

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// contiguous is a Store of which bytes lie in one piece in memory, so that a page of it is found without asking.
type contiguous interface {
	// Mapped returns the bytes from the start of the store that lie in one piece, with what At promises of its bytes; none where that
	// cannot be said.
	Mapped() []byte
}

// lookAtMap takes note of what lies in one piece. One goroutine at a time calls it: who holds the writer lock, or follows another process, or has the
// pager for itself. Others may read meanwhile: what lay in the piece before stays where it is.
func (p *Pager) lookAtMap() {
	var b []byte
	if s, ok := p.store.(contiguous); ok {
		b = s.Mapped()
	}
	p.mapped.Store(&b)
}

// inMap returns a page that lies in what is known to be in one piece, or nil.
func (p *Pager) inMap(id ids.PageID) []byte {
	mapped, start := *p.mapped.Load(), uint64(id)<<p.shift
	end := start + uint64(p.opts.PageSize)
	if end > uint64(len(mapped)) {
		return nil
	}
	return mapped[start:end:end]
}
