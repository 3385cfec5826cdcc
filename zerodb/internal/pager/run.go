package pager

import (
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// NewRun stores a large value in private pages.
func (w *Workspace) NewRun(value []byte) (ids.PageRef, error) {
	p, err := w.create(page.RunPages(w.PageSize(), uint64(len(value))))
	if err != nil {
		return ids.PageRef{}, err
	}
	p.run = true
	n := copy(p.buffer[page.HeaderSize:], value)
	clear(p.buffer[page.HeaderSize+n:])
	page.SealRun(p.buffer, p.ref, p.buffer[page.HeaderSize:page.HeaderSize+n])
	w.lastRun = p
	return p.ref, nil
}

// LendRun returns the value that NewRun stored last. Its memory does not change before the transaction ends, whatever becomes of the pages.
// It must be called before anything else is done.
func (w *Workspace) LendRun() []byte {
	w.lastRun.lent = true
	return page.RunValue(w.lastRun.buffer)
}

// FreeRun gives the pages of a large value up.
func (w *Workspace) FreeRun(ref ids.PageRef, valueLength uint64) error {
	if valueLength > page.MaxValueSize {
		return fault.New(ref.ID, fault.ValueSize, 0, page.MaxValueSize, valueLength)
	}
	return w.giveUp(ref, page.RunPages(w.PageSize(), valueLength))
}
