package zerodb

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// steadyAudit is a guardedAudit that reads each page once and keeps what it has read, so that a disk that loses a page between two looks at it cannot make the looks differ: what a
// walk has found intact is copied, and what is left out the walk reports.
type steadyAudit struct {
	guardedAudit
	// ref and page are the page that was read last.
	ref  ids.PageRef
	page []byte
	// lost are the large values that could not be read once.
	lost map[ids.PageRef]error
}

// steady reads the pages below a limit.
func (i *Inspection) steady(limit ids.PageID) *steadyAudit {
	return &steadyAudit{guardedAudit: guardedAudit{pager.Audit{View: pager.View{Pager: i.pager, Limit: limit}}}, lost: map[ids.PageRef]error{}}
}

// steadyOf reads the pages of a checkpoint.
func (i *Inspection) steadyOf(m meta.Meta) *steadyAudit { return i.steady(i.limit(m)) }

// steadyAll reads any page of the file.
func (i *Inspection) steadyAll() *steadyAudit { return i.steady(ids.PageID(i.Pages())) }

// Read returns a copy of a page.
func (s *steadyAudit) Read(ref ids.PageRef) (b []byte, err error) {
	if s.page != nil && s.ref == ref {
		return s.page, nil
	}
	defer catchFaults(s.Pager).done(&err)
	if b, err = s.Audit.Read(ref); err != nil {
		return nil, err
	}
	s.ref, s.page = ref, bytes.Clone(b)
	return s.page, nil
}

// ReadRun returns a copy of a large value. One that could not be read is not tried again.
func (s *steadyAudit) ReadRun(ref ids.PageRef, valueLength uint64) (value []byte, err error) {
	if err := s.lost[ref]; err != nil {
		return nil, err
	}
	if value, err = s.readRun(ref, valueLength); err != nil {
		s.lost[ref] = err
	}
	return value, err
}

// readRun copies a large value.
func (s *steadyAudit) readRun(ref ids.PageRef, valueLength uint64) (value []byte, err error) {
	defer catchFaults(s.Pager).done(&err)
	value, err = s.Audit.ReadRun(ref, valueLength)
	return bytes.Clone(value), err
}
