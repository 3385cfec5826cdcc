package btree

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Estimate is about how much a range holds.
type Estimate struct {
	// Entries is the number of keys.
	Entries uint64
	// Bytes is what its leaves and large values take of the file.
	Bytes uint64
}

const (
	// leavesMax is how many leaves an estimate looks into below one page of the paths to the ends of its range; if there are no more, they are
	// counted.
	leavesMax = 48
	// branchesMax is into how many children of a branch the leaves to look into are spread.
	branchesMax = 8
)

// Estimate tells about how much lies in the range of the keys that are not below from and are below to, from the pages on the two paths to
// its ends and a bounded number of samples between them; nil leaves a side open. A range that covers few leaves is counted. It fails as
// Get does, save for ErrNotFound.
func (t *Tree) Estimate(r Reader, from, to []byte) (Estimate, error) {
	if t.Depth == 0 {
		return Estimate{}, t.State.Validate()
	}
	if from != nil && to != nil && bytes.Compare(from, to) >= 0 {
		return Estimate{}, nil
	}
	if err := t.State.Validate(); err != nil {
		return Estimate{}, err
	}
	e := estimator{r: r}
	if err := e.within(t.Root, t.Depth-1, t.Root.Birth, span{from, to}); err != nil {
		return Estimate{}, err
	}
	if from == nil && to == nil {
		e.entries = float64(t.Count)
	}
	return Estimate{Entries: min(uint64(e.entries+0.5), t.Count), Bytes: uint64(e.bytes + 0.5)}, nil
}

// estimator adds up what lies in a range.
type estimator struct {
	r              Reader
	entries, bytes float64
}

// within adds what lies below a page through which an end of the range goes. The level bounds the recursion.
func (e *estimator) within(ref ids.PageRef, level uint32, birth ids.TxID, s span) error {
	n, err := readNode(e.r, ref, level, birth)
	if err != nil {
		return err
	}
	if level == 0 {
		e.leaf(n, s, 1)
		return nil
	}
	low, high := -1, n.Count()
	if s.from != nil {
		low = n.ChildIndex(s.from)
	}
	if s.to != nil {
		high = n.ChildIndex(s.to)
	}
	if low == high {
		return e.within(n.Child(low), level-1, n.Birth(), s)
	}
	if low >= 0 {
		if err := e.within(n.Child(low), level-1, n.Birth(), span{from: s.from}); err != nil {
			return err
		}
	}
	if high < n.Count() {
		if err := e.within(n.Child(high), level-1, n.Birth(), span{to: s.to}); err != nil {
			return err
		}
	}
	return e.sample(n, low+1, high, level, leavesMax, 1)
}

// sample adds what lies below the children from..to-1 of a branch, judged by so many leaves. weight is for how many pages like it the branch
// stands.
func (e *estimator) sample(n page.Node, from, to int, level uint32, leaves int, weight float64) error {
	count := to - from
	if count <= 0 {
		return nil
	}
	samples := min(leaves, count)
	if level > 1 {
		samples = min(samples, branchesMax)
	}
	share := weight * float64(count) / float64(samples)
	for i := range samples {
		at := from + (2*i+1)*count/(2*samples)
		child, err := readNode(e.r, n.Child(at), level-1, n.Birth())
		if err != nil {
			return err
		}
		if level == 1 {
			e.leaf(child, span{}, share)
			continue
		}
		if err := e.sample(child, 0, child.Count(), level-1, max(1, leaves/samples), share); err != nil {
			return err
		}
	}
	return nil
}

// leaf adds what lies in the range of a leaf that stands for so many.
func (e *estimator) leaf(n page.Node, s span, weight float64) {
	low, high := 0, n.Count()
	if s.from != nil {
		low, _ = n.Search(s.from)
	}
	if s.to != nil {
		high, _ = n.Search(s.to)
	}
	if low >= high {
		return
	}
	e.entries += weight * float64(high-low)
	size := uint64(e.r.PageSize())
	total := float64(size) * float64(high-low) / float64(n.Count())
	for i := low; i < high; i++ {
		if r := runAt(n, i); !r.ref.IsZero() {
			total += float64(size * page.RunPages(int(size), min(r.length, page.MaxValueSize)))
		}
	}
	e.bytes += weight * total
}
