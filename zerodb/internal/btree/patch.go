package btree

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// patch puts an entry into the leaf where its key belongs without laying the leaf out anew, where the Twins can do that, and reports whether it has done so. Else nothing has changed.
func (t *Tree) patch(w Writer, key, value []byte) (bool, error) {
	if t.Twins == nil || t.Depth < 2 || !page.FitsInline(w.PageSize(), len(key), len(value)) {
		return false, nil
	}
	if !t.Twins.MayPatch() {
		return false, nil
	}
	leaf, err := t.descendAbove(w, key)
	if err != nil {
		return false, err
	}
	ws := t.Work
	above := &ws.path[t.Depth-2]
	if leaf.Birth > above.node.Birth() {
		return false, nil // who reads it will say so
	}
	ws.payload, ws.key = page.AppendInline(ws.payload[:0], value), append(ws.key[:0], key...)
	existed, done := t.Twins.Patch(leaf, above.ref, t.Depth, ws.key, ws.payload)
	if !done {
		if !t.Twins.Patched(leaf) {
			return false, nil
		}
		return true, t.putOver(w, leaf)
	}
	if !existed {
		t.Count++
	}
	t.tookPatch()
	return true, nil
}

// putOver puts the entry into a leaf that has patches, which is laid out in a twin or, with its path, as a page of the transaction.
func (t *Tree) putOver(w Writer, leaf ids.PageRef) error {
	ws := t.Work
	f := t.leaf()
	f.ref = leaf
	if n, ok := t.twin(); ok {
		i, found := n.Search(ws.key)
		if (!found || runAt(n, i).ref.IsZero()) && n.Put(ws.key, ws.payload) {
			if !found {
				t.Count++
			}
			t.tookTwin(n)
			return nil
		}
	}
	if err := t.editPath(w); err != nil {
		return err
	}
	n, err := checkKind(f.node, f.ref, 0)
	if err != nil {
		return err
	}
	index, found := n.Search(ws.key)
	f.index = index
	if !found {
		err := t.putAtLeaf(w, ws.key, ws.payload)
		if err == nil {
			t.Count++
		}
		return err
	}
	old := runAt(n, index)
	if !n.ReplacePayload(index, ws.payload) {
		if err := t.replaceAnew(w, ws.payload); err != nil {
			return err
		}
	}
	return old.free(w)
}

// tookPatch says that a leaf has been changed without being read.
func (t *Tree) tookPatch() {
	edge := &t.Work.edge
	known := edge.valid(t)
	edge.leaf = nil
	t.changes++
	if known {
		edge.changes = t.changes // no page above has changed
	}
}

// descendAbove records the path to above the leaf where a key belongs and returns that leaf. The tree has more than one level.
func (t *Tree) descendAbove(r Reader, key []byte) (ids.PageRef, error) {
	if err := t.State.Validate(); err != nil {
		return ids.PageRef{}, err
	}
	ws := t.workspace()
	ref, birth := t.Root, t.Root.Birth
	for depth := range t.Depth - 1 {
		n, err := t.readOne(r, ref, t.Depth-1-depth, birth)
		if err != nil {
			return ids.PageRef{}, err
		}
		f := &ws.path[depth]
		f.ref, f.node, f.index = ref, n, n.ChildIndex(key)
		ref, birth = n.Child(f.index), n.Birth()
	}
	return ref, nil
}
