package pager

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/prefetch"
)

// Ahead asks the processor for the first lines of a page of the state that is going to be read soon: so many, and all of a page that will have to be
// verified. It waits for nothing, promises nothing, and a page that is not there is passed over without a fault.
func (v *View) Ahead(ref ids.PageRef, lines int) {
	p := v.Pager
	if ref.ID < page.FirstID || ref.ID >= v.Limit {
		return
	}
	known := p.births.get(ref.ID)
	if known == 0 {
		lines = p.opts.PageSize / prefetch.LineBytes
	}
	if b := p.likely(ref, v, known); b != nil {
		prefetch.Lines(b, lines)
	}
}

// likely returns where the content of a page most likely lies, given its mark, or nil.
func (p *Pager) likely(ref ids.PageRef, v *View, known uint64) []byte {
	if known&inMemory != 0 {
		if b := p.kept.read(ref, v.Limit, v.State); b != nil {
			return b
		}
	}
	if b := p.inMap(ref.ID); b != nil {
		return b
	}
	b, err := p.raw(ref, 1, v.Limit)
	if err != nil {
		return nil // who reads the page will be told
	}
	return b
}
