package checker

import (
	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// walkTable checks the tree of a table, and that its keys have the form that the table keeps them in: the first leaf with one that has not is reported.
func (c *checker) walkTable(e catalog.Entry) error {
	c.seen.Tables++
	tree := btree.Tree{State: e.State}
	if e.Form.Plain() {
		return tree.Walk(c.state.Pages, c.visit)
	}
	most := c.state.Pages.PageSize() // no key is longer
	stored, scratch, fit := make([]byte, 0, most), make([]byte, 0, most), true
	return tree.WalkLeaves(c.state.Pages, c.visit, func(leaf page.Node) error {
		if !fit {
			return nil
		}
		if fit = keysFit(leaf, e.Form, stored, scratch); fit {
			return nil
		}
		id := leaf.Ref().ID
		return c.found(id, 1, fault.New(id, keyform.Malformed, 0, 0, 0))
	})
}

// keysFit reports whether every key of a leaf has the form. stored and scratch are memory for a key each.
func keysFit(leaf page.Node, form keyform.Form, stored, scratch []byte) bool {
	for i := range leaf.Count() {
		stored = leaf.AppendKey(stored[:0], i)
		if !form.Sound(scratch, stored) {
			return false
		}
	}
	return true
}
