package zerodb

import (
	"bytes"
	"cmp"
	"iter"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// Every page of a checkpoint has exactly one owner: a tree, the free set, or the list that holds it. So an intact page that no
// readable tree refers to and that is not free hangs below a damaged one. Such pages form trees of their own; each of them belongs
// to the table in whose gap its keys lie.

// orphans adopts the pages that damage has cut off.
func (s *salvage) orphans(until ids.TxID, set space.Persisted, unreadable error) error {
	if !s.hasGaps() {
		return nil
	}
	s.reached.setRuns(set.Free)
	s.reached.setRuns(set.Chain)
	tops, err := s.findOrphans(until)
	if err != nil {
		return err
	}
	for _, ref := range tops {
		top, err := s.i.intact(ref.ID)
		if err != nil {
			continue // a gap tells of the page that referred to it
		}
		if (unreadable != nil || s.staleTrees) && !s.o.Guess {
			s.report.UnprovenPages += s.count(top)
			continue
		}
		if err := s.adopt(top); err != nil {
			return err
		}
	}
	return nil
}

// hasGaps reports whether a tree has lost something.
func (s *salvage) hasGaps() bool {
	return slices.ContainsFunc(s.report.Gaps, func(f Finding) bool { return f.Lost })
}

// findOrphans returns the topmost of the pages that were cut off, the oldest first, so that newer ones win.
func (s *salvage) findOrphans(until ids.TxID) ([]ids.PageRef, error) {
	var all []ids.PageRef
	below := map[ids.PageRef]bool{}
	for id := ids.PageID(page.FirstID); id < ids.PageID(s.i.Pages()); id++ {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		if s.reached.has(id) {
			continue
		}
		s.progress(1)
		n, err := s.i.intact(id)
		if err != nil || n.Birth() > until {
			continue
		}
		all = append(all, n.Ref())
		if n.Kind() == page.KindBranch {
			for i := range n.Count() {
				below[n.Child(i)] = true
			}
		}
	}
	tops := slices.DeleteFunc(all, func(r ids.PageRef) bool { return below[r] })
	slices.SortFunc(tops, func(a, b ids.PageRef) int {
		return cmp.Or(cmp.Compare(a.Birth, b.Birth), cmp.Compare(a.ID, b.ID))
	})
	return tops, nil
}

// adopt copies the entries below a page into the table that it belongs to.
func (s *salvage) adopt(top page.Node) error {
	name, ok := s.owner(top)
	if !ok {
		name = lostName(top.Ref().ID)
		if err := s.create(name, nil); err != nil {
			return err
		}
		s.report.PlainTables = append(s.report.PlainTables, name)
		s.report.UnclearPages += s.count(top)
	}
	s.load.resume(name)
	return s.copyBelow(top)
}

// owner finds the only table in whose gap the first key below a page lies.
func (s *salvage) owner(top page.Node) (string, bool) {
	if s.lostTables {
		return "", false
	}
	first, ok := s.firstKey(top)
	if !ok {
		return "", false
	}
	owners := map[string]bool{}
	for _, gap := range s.report.Gaps {
		if gap.Lost && (gap.Low == nil || bytes.Compare(first, gap.Low) >= 0) && (gap.High == nil || bytes.Compare(first, gap.High) < 0) {
			owners[gap.Table] = true
		}
	}
	for name := range owners {
		return name, len(owners) == 1
	}
	return "", false
}

// child returns a child of an orphan branch that is intact.
func (s *salvage) child(n page.Node, i int) (page.Node, bool) {
	ref := n.Child(i)
	c, err := s.i.intact(ref.ID)
	return c, err == nil && c.Ref() == ref
}

// below iterates over a page and the intact pages below it, each branch before its children and none twice: pages that refer to each other in a circle, or to one page
// from many, are no tree, and following each way to them would never end. It ends early when the salvage's context has ended.
func (s *salvage) below(top page.Node) iter.Seq[page.Node] {
	return func(yield func(page.Node) bool) {
		met := map[ids.PageID]bool{top.Ref().ID: true}
		for left := []page.Node{top}; len(left) > 0 && s.ctx.Err() == nil; {
			n := left[len(left)-1]
			left = left[:len(left)-1]
			if !yield(n) {
				return
			}
			if n.Kind() != page.KindBranch {
				continue
			}
			for i := n.Count() - 1; i >= 0; i-- {
				if c, ok := s.child(n, i); ok && !met[c.Ref().ID] {
					met[c.Ref().ID] = true
					left = append(left, c)
				}
			}
		}
	}
}

// firstKey returns a key below a page, the first that can be read.
func (s *salvage) firstKey(top page.Node) ([]byte, bool) {
	for n := range s.below(top) {
		if n.Kind() == page.KindLeaf && n.Count() > 0 {
			return n.AppendKey(nil, 0), true
		}
	}
	return nil, false
}

// count counts the intact pages at and below a page.
func (s *salvage) count(top page.Node) (total uint64) {
	for range s.below(top) {
		total++
	}
	return total
}

// copyBelow copies the entries at and below a page.
func (s *salvage) copyBelow(top page.Node) error {
	for n := range s.below(top) {
		s.report.AdoptedPages++
		if n.Kind() != page.KindLeaf {
			continue
		}
		copied, err := s.copyLeaf(s.i.steadyAll(), n)
		s.report.AdoptedEntries += copied
		if err != nil {
			return err
		}
	}
	return s.ctx.Err()
}
