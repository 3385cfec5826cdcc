package catalog

import (
	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Walk shows visit every page of a catalog, as btree.Tree.Walk does, and show each entry of a leaf behind that leaf, also of those that lie behind a damaged one. An entry that
// cannot be read comes with the error of Decode; the name is RemainsName for the tree of remains. Walk returns the first error of either.
func Walk(r btree.Reader, catalog btree.State, visit func(btree.Visit) error, show func(name string, e Entry, err error) error) error {
	tree := btree.Tree{State: catalog}
	return tree.WalkLeaves(r, visit, func(n page.Node) error { return each(r, n, catalog.Root, show) })
}

// WalkRemains shows visit every page of the tree of remains and of the trees that it lists. An entry that cannot be read is a fault of its own.
func WalkRemains(r btree.Reader, list btree.State, visit func(btree.Visit) error) error {
	tree := btree.Tree{State: list}
	return tree.WalkLeaves(r, visit, func(n page.Node) error {
		for i := range n.Count() {
			value, _ := n.Inline(i)
			m, err := DecodeRemains(value, list.Root)
			if err != nil {
				err = visit(btree.Visit{Ref: list.Root, Fault: err})
			} else {
				err = m.Walk(r, visit)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// EntryAt reads an entry of a leaf of the catalog with the given root. That of a very long name has a page of its own, as every value that has no room beside its key. It fails as Decode and the
// Reader do.
func EntryAt(r btree.Reader, leaf page.Node, i int, root ids.PageRef) (Entry, error) {
	value, inline := leaf.Inline(i)
	if !inline {
		ref, length := leaf.Run(i)
		if length != Size {
			return Decode(nil, root)
		}
		var err error
		if value, err = r.ReadRun(ref, length); err != nil {
			return Entry{}, err
		}
	}
	return Decode(value, root)
}

// each shows the entries of a leaf of the catalog with the given root.
func each(r btree.Reader, leaf page.Node, root ids.PageRef, show func(name string, e Entry, err error) error) error {
	for i := range leaf.Count() {
		e, err := EntryAt(r, leaf, i, root)
		if err := show(string(leaf.AppendKey(nil, i)), e, err); err != nil {
			return err
		}
	}
	return nil
}
