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
	tree, fit := btree.Tree{State: e.State}, true
	return tree.Walk(c.state.Pages, func(v btree.Visit) error {
		if err := c.visit(v); err != nil || v.Fault != nil || v.Kind != page.KindLeaf || e.Form.Plain() || !fit {
			return err
		}
		b, err := c.state.Pages.Read(v.Ref)
		if v.Fault = err; err != nil {
			return c.lost(v) // it was intact a moment ago
		}
		if fit = keysFit(page.Node(b), e.Form); fit {
			return nil
		}
		return c.found(v.Ref.ID, 1, fault.New(v.Ref.ID, keyform.Malformed, 0, 0, 0))
	})
}

// keysFit reports whether every key of a leaf has the form.
func keysFit(leaf page.Node, form keyform.Form) bool {
	stored, scratch := make([]byte, 0, len(leaf)), make([]byte, 0, len(leaf)) // no key is longer
	for i := range leaf.Count() {
		stored = leaf.AppendKey(stored[:0], i)
		if !form.Sound(scratch, stored) {
			return false
		}
	}
	return true
}
