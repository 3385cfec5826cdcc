package btree

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// errInjected is what a memStore fails with when it is told to.
var errInjected = errors.New("injected failure")

// poison fills pages that nobody may look at any more.
const poison = 0xdb

// memPage is one page, or one run, of a memStore.
type memPage struct {
	bytes   []byte
	ref     ids.PageRef
	private bool
	freed   bool
	run     bool
	sum     uint32
}

// memStore is a Reader and Writer in memory that fails the test when a tree touches a page that it freed, edits one
// that is not private, or frees one twice.
type memStore struct {
	tb   testing.TB
	size int
	// stamp is what Stamp returns.
	stamp uint64
	tx    ids.TxID
	next  ids.PageID
	pages map[ids.PageID]*memPage
	// callsLeft counts down to an injected failure; negative means never.
	callsLeft int
	// hostile lets a tree refer to pages that are not there: that gives an error instead of failing the test.
	hostile bool
}

// newMemStore returns an empty store in its first transaction.
func newMemStore(tb testing.TB, pageSize int) *memStore {
	return &memStore{tb: tb, size: pageSize, tx: 1, next: page.FirstID, pages: map[ids.PageID]*memPage{}, callsLeft: -1}
}

// call counts one call and fails if it is its turn.
func (s *memStore) call() error {
	if s.callsLeft == 0 {
		return errInjected
	}
	s.callsLeft--
	return nil
}

// commit seals the private pages, makes sure that no other page changed, and begins the next transaction.
func (s *memStore) commit() {
	for id, p := range s.pages {
		if p.freed {
			delete(s.pages, id)
			continue
		}
		if p.private {
			s.seal(p)
		}
		if got := page.Checksum(p.bytes, id); got != p.sum {
			s.tb.Fatalf("committed page %d was changed", id)
		}
	}
	s.tx++
	s.stamp++
}

// Stamp implements Writer.
func (s *memStore) Stamp() uint64 { return s.stamp }

// LeaveBehind implements Writer.
func (s *memStore) LeaveBehind(ref ids.PageRef) {
	if p := s.pages[ref.ID]; p == nil || p.ref != ref || p.freed || !p.private {
		s.tb.Fatalf("left page %+v behind, which is not one of the transaction", ref)
	}
}

// Regroup implements Writer.
func (s *memStore) Regroup() {}

// shuffle gives the private pages other memory, as a Writer may between two operations, and spoils the former.
func (s *memStore) shuffle() {
	for _, p := range s.pages {
		if p.private && !p.freed && !p.run {
			former := p.bytes
			p.bytes = append([]byte(nil), former...)
			for i := range former {
				former[i] = poison
			}
		}
	}
	s.stamp++
}

// seal makes a private page a committed one.
func (s *memStore) seal(p *memPage) {
	if !p.run {
		page.Seal(p.bytes)
		if err := page.Validate(p.bytes, p.ref, s.size); err != nil {
			s.tb.Fatalf("invalid page at commit: %v", err)
		}
	}
	p.private, p.sum = false, page.Checksum(p.bytes, p.ref.ID)
}

// live returns a page that may be used.
func (s *memStore) live(ref ids.PageRef) (*memPage, error) {
	if err := s.call(); err != nil {
		return nil, err
	}
	p := s.pages[ref.ID]
	if p != nil && !p.freed && p.ref == ref {
		return p, nil
	}
	if !s.hostile {
		s.tb.Fatalf("use of page %+v, which is not live", ref)
	}
	return nil, fault.New(ref.ID, fault.Reference, 0, 0, 0)
}

// PageSize implements Reader.
func (s *memStore) PageSize() int { return s.size }

// Read implements Reader.
func (s *memStore) Read(ref ids.PageRef) ([]byte, error) {
	p, err := s.live(ref)
	if err != nil {
		return nil, err
	}
	if !p.private {
		if err := page.Validate(p.bytes, ref, s.size); err != nil {
			return nil, err
		}
	}
	return p.bytes, nil
}

// ReadRun implements Reader.
func (s *memStore) ReadRun(ref ids.PageRef, valueLength uint64) ([]byte, error) {
	p, err := s.live(ref)
	if err != nil {
		return nil, err
	}
	if err := page.ValidateRun(p.bytes, ref, valueLength); err != nil {
		return nil, err
	}
	return page.RunValue(p.bytes), page.VerifyRunChecksum(p.bytes, ref.ID)
}

// add makes a private page of the next number.
func (s *memStore) add(b []byte, pages uint64) *memPage {
	p := &memPage{bytes: b, ref: ids.PageRef{ID: s.next, Birth: s.tx}, private: true}
	s.next += ids.PageID(pages)
	s.pages[p.ref.ID] = p
	return p
}

// New implements Writer.
func (s *memStore) New(kind page.Kind) (ids.PageRef, []byte, error) {
	if err := s.call(); err != nil {
		return ids.PageRef{}, nil, err
	}
	p := s.add(make([]byte, s.size), 1)
	page.Init(p.bytes, kind, p.ref)
	return p.ref, p.bytes, nil
}

// Edit implements Writer.
func (s *memStore) Edit(ref ids.PageRef) (ids.PageRef, []byte, error) {
	b, err := s.Read(ref)
	if err != nil {
		return ids.PageRef{}, nil, err
	}
	p := s.pages[ref.ID]
	if p.private {
		return ref, b, nil
	}
	q := s.add(append([]byte(nil), b...), 1)
	page.SetRef(q.bytes, q.ref)
	s.bury(p)
	return q.ref, q.bytes, nil
}

// Free implements Writer.
func (s *memStore) Free(ref ids.PageRef) error {
	p, err := s.live(ref)
	if err != nil {
		return err
	}
	s.bury(p)
	return nil
}

// bury marks a page as freed and spoils its content.
func (s *memStore) bury(p *memPage) {
	p.freed = true
	for i := range p.bytes {
		p.bytes[i] = poison
	}
}

// NewRun implements Writer.
func (s *memStore) NewRun(value []byte) (ids.PageRef, error) {
	if err := s.call(); err != nil {
		return ids.PageRef{}, err
	}
	p := s.add(make([]byte, page.HeaderSize+len(value)), page.RunPages(s.size, uint64(len(value))))
	p.run = true
	page.SealRun(p.bytes, p.ref, value)
	copy(p.bytes[page.HeaderSize:], value)
	return p.ref, nil
}

// FreeRun implements Writer.
func (s *memStore) FreeRun(ref ids.PageRef, valueLength uint64) error {
	p, err := s.live(ref)
	if err != nil {
		return err
	}
	if !p.run || uint64(len(p.bytes)) != page.HeaderSize+valueLength {
		if !s.hostile {
			s.tb.Fatalf("page %d is no run of %d bytes", ref.ID, valueLength)
		}
		return fault.New(ref.ID, fault.ValueSize, 0, valueLength, uint64(len(p.bytes)))
	}
	s.bury(p)
	return nil
}

// liveCount returns the number of pages and runs in use.
func (s *memStore) liveCount() int {
	count := 0
	for _, p := range s.pages {
		if !p.freed {
			count++
		}
	}
	return count
}
