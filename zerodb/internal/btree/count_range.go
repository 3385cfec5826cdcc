package btree

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// CountRange counts the keys that are not below from and are below to; nil leaves a side open. It reads the pages that hold them, but of
// each leaf within the range only how many entries it has. It fails as Get does, save for ErrNotFound.
func (t *Tree) CountRange(r Reader, from, to []byte) (uint64, error) {
	if err := t.State.Validate(); err != nil {
		return 0, err
	}
	if from == nil && to == nil || t.Depth == 0 {
		return t.Count, nil
	}
	if from != nil && to != nil && bytes.Compare(from, to) >= 0 {
		return 0, nil
	}
	c := counter{r: r, seen: make(pageSet)}
	return c.count(t.Root, t.Depth-1, t.Root.Birth, span{from, to})
}

// counter counts entries. It remembers branches, so that pages of a damaged file that refer to each other in many ways are not
// looked at over and over.
type counter struct {
	r    Reader
	seen pageSet
}

// count counts what lies in a range below a page. The level bounds the recursion.
func (c *counter) count(ref ids.PageRef, level uint32, birth ids.TxID, s span) (uint64, error) {
	if level > 0 && !c.seen.add(ref.ID) {
		return 0, fault.New(ref.ID, fault.Shared, 0, 1, 2)
	}
	n, err := readNode(c.r, ref, level, birth)
	if err != nil {
		return 0, err
	}
	low, high := 0, n.Count()-1
	if level == 0 {
		high = n.Count()
		if s.from != nil {
			low, _ = n.Search(s.from)
		}
		if s.to != nil {
			high, _ = n.Search(s.to)
		}
		return uint64(max(high-low, 0)), nil
	}
	if s.from != nil {
		low = n.ChildIndex(s.from)
	}
	if s.to != nil {
		high = n.ChildIndex(s.to)
	}
	total := uint64(0)
	for i := low; i <= high; i++ {
		var below span
		if i == low {
			below.from = s.from
		}
		if i == high {
			below.to = s.to
		}
		count, err := c.count(n.Child(i), level-1, n.Birth(), below)
		if err != nil {
			return 0, err
		}
		total += count
	}
	return total, nil
}
