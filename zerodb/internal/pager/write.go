package pager

import (
	"cmp"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// writeBatch is how many bytes of neighbouring pages are joined into one write.
const writeBatch = 256 << 10

// Write seals the private pages and writes them to the store, in the order of their numbers, neighbours together. The
// room must have been reserved. After an error an unknown part is written, which harms nobody: no visible page is among
// them.
func (w *Workspace) Write() error {
	w.sorted = w.pages.appendAll(w.sorted[:0])
	slices.SortFunc(w.sorted, func(a, b *private) int { return cmp.Compare(a.ref.ID, b.ref.ID) })
	for _, p := range w.sorted {
		if !p.run { // a run was sealed when its value was copied
			page.Seal(p.buffer)
		}
	}
	for rest := w.sorted; len(rest) > 0; {
		n, err := w.pager.writeNeighbours(rest)
		if err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

// writeNeighbours writes the first pages of the list that follow each other without a gap, and returns how many.
func (p *Pager) writeNeighbours(list []*private) (int, error) {
	n, end, size := 1, list[0].end(), len(list[0].buffer)
	for n < len(list) && uint64(list[n].ref.ID) == end && size+len(list[n].buffer) <= writeBatch {
		end, size = list[n].end(), size+len(list[n].buffer)
		n++
	}
	b := list[0].buffer
	if n > 1 {
		p.scratch = p.scratch[:0]
		for _, q := range list[:n] {
			p.scratch = append(p.scratch, q.buffer...)
		}
		b = p.scratch
	}
	if err := p.store.WriteAt(b, int64(list[0].ref.ID)<<p.shift); err != nil {
		return 0, err
	}
	for _, q := range list[:n] {
		p.mark(q)
	}
	return n, nil
}

// mark records that a page was written by this process, and that what lay under the other pages of a run is no more.
func (p *Pager) mark(q *private) {
	p.births.set(q.ref.ID, q.ref.Birth)
	for id := q.ref.ID + 1; uint64(id) < q.end(); id++ {
		p.births.set(id, 0)
	}
}

// end returns the number behind the last page.
func (p *private) end() uint64 { return uint64(p.ref.ID) + p.pages }
