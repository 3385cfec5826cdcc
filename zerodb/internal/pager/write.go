package pager

import (
	"cmp"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/checked"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// writeBatch is how many bytes of neighbouring pages are joined into one write.
const writeBatch = 256 << 10

// Write seals the private pages and writes them to the store, in the order of their numbers, neighbours together. The
// room must have been reserved. After an error an unknown part is written, which harms nobody: no visible page is among
// them.
func (w *Workspace) Write() error {
	w.sorted = slices.DeleteFunc(w.pages.appendAll(w.sorted[:0]), isSpilled)
	slices.SortFunc(w.sorted, byNumber)
	return w.writeList(w.sorted, w.pager.mark)
}

// Keep leaves the private pages in memory, for a checkpoint to write, but for large values, which are written at once. The
// transaction must not fail any more. Errors are those of Write.
func (w *Workspace) Keep() error {
	w.stamp++
	w.sorted = w.pages.appendAll(w.sorted[:0])
	runs := slices.DeleteFunc(w.sorted, func(p *private) bool { return isSpilled(p) || !p.run && w.pager.keep(p) })
	slices.SortFunc(runs, byNumber)
	err := w.writeList(runs, w.pager.mark)
	for _, p := range runs {
		w.recycleOf(p)
	}
	clear(runs)
	w.pages.clear() // their memory is the residents' now
	return err
}

// byNumber orders pages.
func byNumber(a, b *private) int { return cmp.Compare(a.ref.ID, b.ref.ID) }

// keep makes a page a resident, before any version shows it. It returns false where the page cannot be marked as one.
func (p *Pager) keep(q *private) bool {
	if !p.births.covers(q.ref.ID) {
		return false
	}
	q.freed = false
	q.share()
	p.kept.put(q)
	p.births.set(q.ref.ID, q.ref.Birth|inMemory)
	return true
}

// writeKept writes residents, in the order of their numbers, after which they are no longer in memory. Those that somebody
// else has written since the list was made are left out: readers use them in the file already.
func (p *Pager) writeKept(list []*private) error {
	batch := make([]byte, 0, min(writeBatch, len(list)*p.opts.PageSize))
	for len(list) > 0 {
		n, err := p.writeKeptBatch(list, batch)
		if err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// writeKeptBatch writes the first residents of a list that follow each other, and returns how many of the list are done.
// The lock is held from the look whether they are in memory still until they are not, so that each is written once.
func (p *Pager) writeKeptBatch(list []*private, batch []byte) (int, error) {
	p.kept.writing.Lock()
	defer p.kept.writing.Unlock()
	first := 0
	for first < len(list) && !p.mustWrite(list[first]) {
		first++
	}
	end := first
	for end < len(list) && end-first < cap(batch)/p.opts.PageSize && p.mustWrite(list[end]) {
		end++
	}
	if first == end {
		return first, nil
	}
	n, err := p.writeNeighbours(list[first:end], batch)
	if err != nil {
		return 0, err
	}
	for _, q := range list[first : first+n] {
		p.leave(q)
	}
	return first + n, nil
}

// mustWrite reports whether a resident is not in the file yet.
func (p *Pager) mustWrite(q *private) bool { return p.kept.holds(q) && !q.written.Load() }

// leave takes a resident out of memory that has been written, unless a former content of it is needed, which the file does not have. It has got no twin
// meanwhile: only pages that are younger than the checkpoint that writes them get one, and those that are in the file.
func (p *Pager) leave(q *private) {
	if q.former.Load() != nil {
		q.written.Store(true)
		p.kept.bytes.Add(-int64(q.length()))
		return
	}
	p.births.settle(q.ref)
	p.kept.remove(p.kept.place(q.ref.ID), q)
}

// writeList writes pages in the order of their numbers and calls done for each.
func (w *Workspace) writeList(list []*private, done func(*private)) error {
	batch := w.writeMemory(len(list))
	for len(list) > 0 {
		n, err := w.pager.writeNeighbours(list, batch)
		if err != nil {
			return err
		}
		for _, q := range list[:n] {
			done(q)
		}
		list = list[n:]
	}
	return nil
}

// writeNeighbours writes the first pages of the list that follow each other without a gap, and returns how many. Pages
// are sealed in the batch and not where they lie: readers may be reading them there.
func (p *Pager) writeNeighbours(list []*private, batch []byte) (int, error) {
	start := list[0].ref.ID
	if list[0].run {
		return p.writeRuns(list)
	}
	n := 0
	for ; n < len(list) && !list[n].run && list[n].ref.ID == start+ids.PageID(n) && (n == 0 || len(batch) < cap(batch)); n++ {
		content, err := p.whole(list[n])
		if err != nil {
			return 0, err
		}
		batch = append(batch, content...)
		last := batch[len(batch)-p.opts.PageSize:]
		page.SetRef(last, list[n].ref)
		page.Seal(last)
	}
	return n, p.store.WriteAt(batch, int64(start)<<p.shift)
}

// writeRunsMost is how many bytes of neighbouring large values are written with one call.
const writeRunsMost = 1 << 20

// vectorStore is a Store that takes several parts at once.
type vectorStore interface {
	WriteVectorAt(parts [][]byte, offset int64) error
}

// writeRuns is writeNeighbours for large values, which were sealed when they were copied.
func (p *Pager) writeRuns(list []*private) (int, error) {
	offset := int64(list[0].ref.ID) << p.shift
	store, ok := p.store.(vectorStore)
	if !ok || len(list) == 1 {
		return 1, p.store.WriteAt(list[0].buffer, offset)
	}
	var parts [][]byte
	size := 0
	for _, q := range list {
		if !q.run || uint64(q.ref.ID) != uint64(list[0].ref.ID)+uint64(size>>p.shift) || size > 0 && size+len(q.buffer) > writeRunsMost {
			break
		}
		parts, size = append(parts, q.buffer), size+len(q.buffer)
	}
	return len(parts), store.WriteVectorAt(parts, offset)
}

// mark records that a page was written by this process, and that what lay under the other pages of a run is no more.
func (p *Pager) mark(q *private) {
	p.births.set(q.ref.ID, q.ref.Birth)
	for id := q.end() - q.pages + 1; id < q.end(); id++ {
		p.births.set(ids.PageID(id), 0)
	}
}

// end returns the number behind the last page.
func (p *private) end() uint64 { return checked.End(uint64(p.ref.ID), p.pages) }
