package space

import (
	"cmp"

	"github.com/aerolith/aerolith/zerodb/internal/checked"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/pairset"
)

// FirstPage is the lowest page that is ever free: those before it are the meta pages.
const FirstPage ids.PageID = 2

// Run is a range of adjacent pages.
type Run struct {
	// Start is the first page.
	Start ids.PageID
	// Count is the number of pages.
	Count uint64
}

// End returns the page after the last one.
func (r Run) End() ids.PageID { return r.Start + ids.PageID(r.Count) }

// within reports whether the run is not empty and lies from FirstPage up to highWater.
func (r Run) within(highWater ids.PageID) bool {
	return r.Count > 0 && r.Start >= FirstPage && checked.Within(uint64(r.Start), r.Count, uint64(highWater))
}

// place is the run as a member of the set ordered by place.
func (r Run) place() pairset.Pair { return pairset.Pair{First: uint64(r.Start), Second: r.Count} }

// size is the run as a member of the set ordered by size.
func (r Run) size() pairset.Pair { return pairset.Pair{First: r.Count, Second: uint64(r.Start)} }

// runAtPlace undoes Run.place.
func runAtPlace(p pairset.Pair) Run { return Run{Start: ids.PageID(p.First), Count: p.Second} }

// runOfSize undoes Run.size.
func runOfSize(p pairset.Pair) Run { return Run{Start: ids.PageID(p.Second), Count: p.First} }

// compareStarts orders runs by place.
func compareStarts(a, b Run) int { return cmp.Compare(a.Start, b.Start) }

// coalesce joins the adjacent ones of runs that are sorted by place, in place. Overlapping runs are left as they
// are, for the caller to notice.
func coalesce(runs []Run) []Run {
	joined := runs[:0]
	for _, r := range runs {
		if last := len(joined) - 1; last >= 0 && joined[last].End() == r.Start {
			joined[last].Count += r.Count
			continue
		}
		joined = append(joined, r)
	}
	return joined
}
