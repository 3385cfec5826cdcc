package checker

import (
	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
)

// walkTable checks one tree of the catalog, and what stands behind its entries.
func (c *checker) walkTable(e catalog.Entry) error {
	tree := btree.Tree{State: e.State}
	if err := c.walk(c.table, &tree); err != nil {
		return err
	}
	if c.table == catalog.RemainsName {
		return c.remains(&tree)
	}
	c.seen.Tables++
	if !e.Form.Plain() {
		return c.forms(&tree, e.Form)
	}
	return nil
}

// remains checks the trees that wait to be freed.
func (c *checker) remains(list *btree.Tree) error {
	return catalog.EachRemains(c.state.Pages, list, func(m btree.Remains, err error) error {
		if err != nil {
			c.hidden = true
			return c.found(list.Root.ID, 1, err)
		}
		return m.Walk(c.state.Pages, c.visit)
	})
}

// forms checks that the keys of a table have the form that it keeps them in, and reports the first that has not.
func (c *checker) forms(tree *btree.Tree, form keyform.Form) error {
	var cursor btree.Cursor
	scratch := make([]byte, 0, c.state.Pages.PageSize()) // no key is longer
	cursor.AttachSnapshot(c.state.Pages, tree)
	for cursor.Next() {
		key, ok := cursor.Key(), true
		if form.Duplicates {
			key, _, ok = form.Split(key)
		}
		if ok {
			_, ok = form.Key(scratch, key)
		}
		if !ok {
			return c.found(tree.Root.ID, 1, fault.New(tree.Root.ID, keyform.Malformed, 0, 0, 0))
		}
	}
	return nil // a fault of the cursor was reported by the walk
}
