package btree

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Twins can give a page of a Writer other content without another reference.
type Twins interface {
	// EditTwin returns the content of a leaf to change, which it has under the same reference from now on, or false where Edit must be used.
	// Nothing that the page refers to may become younger. above is the page that refers to it, zero for the root, and depth that of the tree.
	EditTwin(ref ids.PageRef, above ids.PageRef, depth uint32) ([]byte, bool)
	// MayPatch reports whether Patch may do something.
	MayPatch() bool
	// Patched reports whether a page has patches that are not laid out.
	Patched(ref ids.PageRef) bool
	// Patch puts an entry with an inline payload into a leaf, which has it under the same reference from now on, without reading more of it than it must. It reports whether the
	// key was there, and whether the entry was put: else another way must be taken. above and depth are those of EditTwin.
	Patch(ref, above ids.PageRef, depth uint32, key, payload []byte) (existed, done bool)
}

// twin returns content for the leaf at the end of the path that may be changed in place, or false where the path must be made writable.
func (t *Tree) twin() (page.Node, bool) {
	if t.Twins == nil {
		return nil, false
	}
	above := ids.PageRef{}
	if t.Depth > 1 {
		above = t.Work.path[t.Depth-2].ref
	}
	b, ok := t.Twins.EditTwin(t.leaf().ref, above, t.Depth)
	return b, ok
}

// tookTwin says that the leaf at the end of the path has been changed in its twin.
func (t *Tree) tookTwin(n page.Node) {
	ws := t.Work
	known := ws.edge.valid(t)
	ws.edge.leaf = nil
	t.changes++
	t.leaf().node = n
	if known {
		ws.edge.changes = t.changes // no page above has changed
	}
}

// putTwin replaces the value at the end of the path in the leaf alone and reports whether it could. Large values are references to pages,
// younger ones than the leaf: they cannot.
func (t *Tree) putTwin(payload []byte) bool {
	leaf := t.leaf()
	if t.Twins == nil || page.IsRun(payload) || !runAt(leaf.node, leaf.index).ref.IsZero() {
		return false
	}
	n, ok := t.twin()
	if !ok || !n.ReplacePayload(leaf.index, payload) {
		return false
	}
	t.tookTwin(n)
	return true
}

// insertTwin inserts an entry at the end of the path in the leaf alone and reports whether it could.
func (t *Tree) insertTwin(key, payload []byte) bool {
	leaf := t.leaf()
	if t.Twins == nil || page.IsRun(payload) || !leaf.node.Holds(key, payload) {
		return false
	}
	n, ok := t.twin()
	if !ok || !n.Insert(leaf.index, key, payload) {
		return false
	}
	t.tookTwin(n)
	return true
}

// removeTwin takes the entry at the end of the path out of the leaf alone and reports whether it could: not where the shape of the tree must
// change.
func (t *Tree) removeTwin() bool {
	leaf := t.leaf()
	if t.Twins == nil || leaf.node.Count() == 1 || !runAt(leaf.node, leaf.index).ref.IsZero() {
		return false
	}
	if t.Depth > 1 && leaf.node.Used()-leaf.node.EntrySize(leaf.index) < underfull(len(leaf.node)) {
		return false
	}
	n, ok := t.twin()
	if !ok {
		return false
	}
	n.Remove(leaf.index)
	t.tookTwin(n)
	return true
}

// CopyLeaf makes the leaf where a key belongs, if it has a certain reference, and all pages above it pages of the transaction, so that they have
// other references. It reports whether the leaf was found.
func (t *Tree) CopyLeaf(w Writer, key []byte, ref ids.PageRef) (bool, error) {
	if t.Depth == 0 {
		return false, t.State.Validate()
	}
	if _, err := t.descend(w, key); err != nil || t.leaf().ref != ref {
		return false, err
	}
	return true, t.editPath(w)
}
