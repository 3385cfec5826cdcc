package pager

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// View reads the pages of one committed state: what trees read through in a read transaction.
type View struct {
	// Pager holds the pages.
	Pager *Pager
	// Limit bounds the pages that the state can refer to.
	Limit ids.PageID
}

// PageSize returns the size of a page in bytes.
func (v *View) PageSize() int { return v.Pager.opts.PageSize }

// Read returns a verified page of the state.
func (v *View) Read(ref ids.PageRef) ([]byte, error) { return v.Pager.Read(ref, v.Limit) }

// ReadRun returns a verified large value of the state.
func (v *View) ReadRun(ref ids.PageRef, valueLength uint64) ([]byte, error) {
	return v.Pager.ReadRun(ref, valueLength, v.Limit)
}
