package pager

import (
	"github.com/aerolith/aerolith/zerodb/internal/checked"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// changedSince is the kind of damage that came to a page after this process had verified it.
const changedSince fault.Kind = "page that was changed after it had been verified"

// FindChanged looks for pages that are no longer what this process has verified or written: somebody else has changed the file. It takes
// the marks of all that it finds away, so that they are verified again by whoever reads them next, and returns a *fault.CorruptionError for the
// first, or nil. It reads every page that has a mark; a page that is being written meanwhile may be taken for changed. What lies in the file below
// contents in memory is looked at too, since those are made of it; their marks stay, or nobody would find them.
func (p *Pager) FindChanged() error {
	var first error
	end := ids.PageID(p.store.Size() >> p.shift)
	for id := ids.PageID(page.FirstID); id < end; id++ {
		known := p.births.get(id)
		if known == 0 || known&inMemory != 0 && !p.kept.inFile(id) || p.isSealed(id, end) {
			continue
		}
		if known&inMemory == 0 {
			p.births.replace(id, known, 0) // it may have got other content in memory meanwhile
		}
		if first == nil {
			first = fault.New(id, changedSince, 0, 0, 0)
		}
	}
	return first
}

// isSealed reports whether a page, or a run that begins there, matches its checksum.
func (p *Pager) isSealed(id, end ids.PageID) bool {
	b, err := p.store.At(int64(id)<<p.shift, p.opts.PageSize)
	if err != nil {
		return false
	}
	if page.VerifyChecksum(b, id) == nil {
		return true
	}
	length := page.RunLength(b)
	if length > page.MaxValueSize || !checked.Within(uint64(id), page.RunPages(p.opts.PageSize, length), uint64(end)) {
		return false
	}
	ref := page.RefOf(b)
	b, err = p.store.At(int64(id)<<p.shift, int(page.RunPages(p.opts.PageSize, length))<<p.shift)
	return err == nil && page.ValidateRun(b, ref, length) == nil && page.VerifyRunChecksum(b, id) == nil
}
