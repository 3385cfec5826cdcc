package checker

import (
	"math/bits"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// owners has a bit for each page below a high-water mark: set once somebody owns the page.
type owners struct {
	words []uint64
	limit ids.PageID
}

// newOwners returns the table of a file whose meta pages are owned.
func newOwners(limit ids.PageID) *owners {
	o := &owners{words: make([]uint64, (limit+63)/64), limit: limit}
	o.claim(space.Run{Count: uint64(space.FirstPage)})
	return o
}

// claim gives pages an owner. It returns the first page that has one already or lies outside, or ok.
func (o *owners) claim(r space.Run) (taken ids.PageID, ok bool) {
	if r.Start >= o.limit || r.Count > uint64(o.limit-r.Start) {
		return r.Start, false
	}
	ok = true
	for id := r.Start; id < r.End(); id++ {
		word, bit := &o.words[id/64], uint64(1)<<(id%64)
		if *word&bit != 0 && ok {
			taken, ok = id, false
		}
		*word |= bit
	}
	return taken, ok
}

// unowned returns the first run of pages from a place on that nobody owns; its count is 0 when there is none.
func (o *owners) unowned(from ids.PageID) space.Run {
	for from < o.limit {
		if free := ^o.words[from/64] >> (from % 64); free != 0 {
			from += ids.PageID(bits.TrailingZeros64(free))
			break
		}
		from = (from/64 + 1) * 64
	}
	r := space.Run{Start: from}
	for r.End() < o.limit && o.words[r.End()/64]>>(r.End()%64)&1 == 0 {
		r.Count++
	}
	return r
}
