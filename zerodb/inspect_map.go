package zerodb

import (
	"context"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// MapCell tells what a stretch of the data file holds.
type MapCell struct {
	// First is its first page, Pages how many it has.
	First, Pages uint64
	// Meta, Branch, Leaf, Large, FreeSet and Free are its pages by use. Damaged are those that a tree needs and that cannot be read,
	// Unknown those that nothing refers to.
	Meta, Branch, Leaf, Large, FreeSet, Free, Damaged, Unknown uint64
	// UsedBytes is how many bytes of its branch, leaf and large pages are in use.
	UsedBytes uint64
	// Table is the table that has most of its pages, as far as can be told; empty for none.
	Table string

	tablePages uint64
}

// Map divides the data file into at most so many stretches, at least one, of equal length (the last may be shorter) and tells what each holds. Errors: an error
// that wraps ctx.Err(), the damage of both meta pages, and the file system's.
func (i *Inspection) Map(ctx context.Context, cellsMax int) ([]MapCell, error) {
	m, err := i.current()
	if err != nil {
		return nil, err
	}
	f := newFileMap(uint64(m.HighWater), uint64(max(cellsMax, 1)))
	f.mark(0, page.FirstID, func(c *MapCell, n uint64) { c.Meta += n })
	if set, err := i.freeSet(m); err == nil {
		for _, r := range set.Free {
			f.mark(uint64(r.Start), r.Count, func(c *MapCell, n uint64) { c.Free += n })
		}
		for _, r := range set.Chain {
			f.mark(uint64(r.Start), r.Count, func(c *MapCell, n uint64) { c.FreeSet += n })
		}
	}
	err = i.survey(ctx, m, func(table string, _ btree.State, v btree.Visit) { f.visit(table, v, uint64(m.PageSize)) })
	if err != nil {
		return nil, fmt.Errorf("zerodb: map %s: %w", i.path, err)
	}
	return f.finish(), nil
}

// fileMap gathers cells.
type fileMap struct {
	cells []MapCell
	step  uint64
}

// newFileMap divides so many pages.
func newFileMap(pages, cellsMax uint64) *fileMap {
	f := &fileMap{step: max((pages+cellsMax-1)/cellsMax, 1)}
	for first := uint64(0); first < pages; first += f.step {
		f.cells = append(f.cells, MapCell{First: first, Pages: min(f.step, pages-first)})
	}
	return f
}

// mark notes the use of pages in the cells that they lie in.
func (f *fileMap) mark(first, count uint64, note func(c *MapCell, pages uint64)) {
	for count > 0 && first/f.step < uint64(len(f.cells)) {
		c := &f.cells[first/f.step]
		n := min(count, c.First+c.Pages-first)
		note(c, n)
		first, count = first+n, count-n
		if n == 0 {
			return
		}
	}
}

// visit notes a page or a run of a tree.
func (f *fileMap) visit(table string, v btree.Visit, pageSize uint64) {
	used := v.Used
	f.mark(uint64(v.Ref.ID), v.Pages, func(c *MapCell, n uint64) {
		switch {
		case v.Fault != nil:
			c.Damaged += n
			return
		case v.Kind == page.KindBranch:
			c.Branch += n
		case v.Kind == page.KindLeaf:
			c.Leaf += n
		default:
			c.Large += n
		}
		part := min(used, n*pageSize)
		used -= part
		c.UsedBytes += part
		c.claim(table, n)
	})
}

// claim counts pages for a table; the one with a majority stays.
func (c *MapCell) claim(table string, pages uint64) {
	switch {
	case table == c.Table:
		c.tablePages += pages
	case pages > c.tablePages:
		c.Table, c.tablePages = table, pages-c.tablePages
	default:
		c.tablePages -= pages
	}
}

// finish counts what nothing refers to.
func (f *fileMap) finish() []MapCell {
	for i := range f.cells {
		c := &f.cells[i]
		known := c.Meta + c.Branch + c.Leaf + c.Large + c.FreeSet + c.Free + c.Damaged
		c.Unknown = c.Pages - min(known, c.Pages)
	}
	return f.cells
}
