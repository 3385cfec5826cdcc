package zerodb

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Where the root of a catalog is lost, one of the pages below it is the newest of the catalog, and looks like the whole. What else it listed stands in leaves that list names before or behind all of its own. Nothing proves that
// these are of the same state: a catalog that has become smaller leaves such leaves behind too.

// otherLeaves tells of leaves of catalogs that list nothing but names outside of what was found, or of a newer one, and copies their tables if it may guess.
func (s *salvage) otherLeaves(found map[string]catalog.Entry) error {
	slices.SortFunc(s.listing, func(a, b ids.PageRef) int {
		return cmp.Or(cmp.Compare(b.Birth, a.Birth), cmp.Compare(a.ID, b.ID))
	})
	known := []nameRange{rangeOf(found)}
	for _, ref := range s.listing {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		n, err := s.i.intact(ref.ID)
		if err != nil || n.Ref() != ref {
			continue
		}
		tables := s.catalogLeafOf(n)
		if tables == nil || slices.ContainsFunc(known, rangeOf(tables).meets) {
			continue // an older state of one that was taken
		}
		known = append(known, rangeOf(tables))
		s.tellLeaf(ref, rangeOf(tables))
		if !s.o.Guess {
			continue
		}
		s.reached.set(ref.ID, 1)
		if err := s.copyTables(tables); err != nil {
			return err
		}
	}
	return nil
}

// tellLeaf tells that tables may be missing.
func (s *salvage) tellLeaf(ref ids.PageRef, names nameRange) {
	s.lostTables = true
	err := fmt.Errorf("tables %q to %q, of which a page of an older catalog or of a lost part of this one tells, may be missing: %w", names.first, names.last, fault0("catalog"))
	s.report.Gaps = append(s.report.Gaps, Finding{Page: uint64(ref.ID), Pages: 1, Lost: true, Err: err})
}

// nameRange is from the first to the last name that a part of a catalog lists.
type nameRange struct{ first, last string }

// rangeOf returns the range of some tables, at least one.
func rangeOf(tables map[string]catalog.Entry) nameRange {
	names := slices.Sorted(maps.Keys(tables))
	return nameRange{names[0], names[len(names)-1]}
}

// meets reports whether two ranges have names in common.
func (r nameRange) meets(other nameRange) bool { return r.first <= other.last && other.first <= r.last }
