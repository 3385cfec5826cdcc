package btree

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Twins is a Writer that can give a page other content without another reference.
type Twins interface {
	// EditTwin returns the content of a page to change, which it has under the same reference from now on, or false where Edit must be used.
	// Nothing that the page refers to may become younger.
	EditTwin(ref ids.PageRef) ([]byte, bool)
}

// putTwin replaces the value at the end of the path in the leaf alone and reports whether it could. Large values are references to pages,
// younger ones than the leaf: they cannot.
func (t *Tree) putTwin(payload []byte) bool {
	leaf := t.leaf()
	if t.Twins == nil || page.IsRun(payload) || !runAt(leaf.node, leaf.index).ref.IsZero() {
		return false
	}
	b, ok := t.Twins.EditTwin(leaf.ref)
	if !ok || !page.Node(b).ReplacePayload(leaf.index, payload) {
		return false
	}
	leaf.node = b
	t.changes++
	return true
}

// CopyPath makes the leaf where a key belongs, and all pages above it, pages of the transaction, so that they have other references.
func (t *Tree) CopyPath(w Writer, key []byte) error {
	if t.Depth == 0 {
		return t.State.Validate()
	}
	if _, err := t.descend(w, key); err != nil {
		return err
	}
	return t.editPath(w)
}

// LeafOf returns the leaf where a key belongs, zero in an empty tree.
func (t *Tree) LeafOf(r Reader, key []byte) (ids.PageRef, error) {
	leaf, err := t.leafFor(r, key)
	if err == ErrNotFound {
		return ids.PageRef{}, nil
	}
	if err != nil {
		return ids.PageRef{}, err
	}
	return leaf.Ref(), nil
}
