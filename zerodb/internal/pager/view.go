package pager

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// View reads the pages of one committed state: what trees read through in a read transaction.
type View struct {
	// Pager holds the pages.
	Pager *Pager
	// Limit bounds the pages that the state can refer to.
	Limit ids.PageID
	// State is the transaction that made the state. It tells the contents apart that a page has in memory.
	State ids.TxID
}

// PageSize returns the size of a page in bytes.
func (v *View) PageSize() int { return v.Pager.opts.PageSize }

// Read returns a verified page of the state.
func (v *View) Read(ref ids.PageRef) ([]byte, error) { return v.Pager.Read(ref, v.Limit, v.State) }

// ReadRun returns a verified large value of the state.
func (v *View) ReadRun(ref ids.PageRef, valueLength uint64) ([]byte, error) {
	return v.Pager.ReadRun(ref, valueLength, v.Limit)
}

// Audit reads the pages of one committed state and verifies each of them each time, checksum included, whatever the
// mode. It marks nothing as verified.
type Audit struct {
	// View is the state.
	View
}

// Read returns a page of the state as it is in the store now.
func (a *Audit) Read(ref ids.PageRef) ([]byte, error) {
	if p := a.Pager.kept.find(ref, a.Limit, a.State); p != nil {
		b, err := a.Pager.addressed(p)
		if err != nil {
			return nil, err
		}
		return b, page.Validate(b, ref, a.PageSize()) // not in the store yet
	}
	b, err := a.Pager.raw(ref, 1, a.Limit)
	if err != nil {
		return nil, err
	}
	if err := page.VerifyChecksum(b, ref.ID); err != nil {
		return nil, err
	}
	return b, page.Validate(b, ref, a.PageSize())
}

// ReadRun returns a large value as it is in the store now.
func (a *Audit) ReadRun(ref ids.PageRef, valueLength uint64) ([]byte, error) {
	b, err := a.Pager.rawRun(ref, valueLength, a.Limit)
	if err != nil {
		return nil, err
	}
	return page.RunValue(b), page.VerifyRunChecksum(b, ref.ID)
}
