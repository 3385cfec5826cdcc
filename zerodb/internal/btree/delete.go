package btree

import "github.com/aerolith/aerolith/zerodb/internal/fault"

// Delete removes a key and frees what its value occupied. It reports whether the key was there. It fails with
// fault.CorruptionError and the Writer's errors, after which see the package's invariants.
func (t *Tree) Delete(w Writer, key []byte) (bool, error) {
	if t.Depth == 0 {
		return false, t.State.Validate()
	}
	found, err := t.descend(w, key)
	if err != nil || !found {
		return false, err
	}
	if t.removeTwin() {
		t.Count--
		return true, nil
	}
	if err := t.editPath(w); err != nil {
		return false, err
	}
	leaf := t.leaf()
	old := runAt(leaf.node, leaf.index)
	leaf.node.Remove(leaf.index)
	t.Count--
	if err := t.shrink(w); err != nil {
		return false, err
	}
	return true, old.free(w)
}

// shrink restores the shape of the path after something was taken out of its leaf: empty pages go, underfull ones
// are joined with a neighbour, and a root with a single child makes way for it.
func (t *Tree) shrink(w Writer) error {
	for depth := int(t.Depth) - 1; depth > 0; depth-- {
		more, err := t.shrinkFrame(w, depth)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	root := &t.Work.path[0]
	if empty := root.node.Count() == 0; empty != (t.Count == 0) {
		return fault.New(root.ref.ID, fault.Count, 0, 0, t.Count)
	}
	if t.Count == 0 {
		t.State = State{}
		return w.Free(root.ref)
	}
	return t.collapseRoot(w, root)
}

// shrinkFrame mends one page of the path and reports whether the page above lost an entry by it.
func (t *Tree) shrinkFrame(w Writer, depth int) (bool, error) {
	f, above := &t.Work.path[depth], &t.Work.path[depth-1]
	if f.node.Count() == 0 {
		above.node.Remove(above.index)
		return true, w.Free(f.ref)
	}
	if f.node.Used() >= underfull(len(f.node)) || above.node.Count() == 1 {
		return false, nil
	}
	return t.join(w, depth)
}

// collapseRoot takes away roots that have but one child. root is the present one.
func (t *Tree) collapseRoot(w Writer, root *frame) error {
	for t.Depth > 1 && root.node.Count() == 1 {
		former := root.ref
		child := root.node.Child(0)
		n, err := readNode(w, child, t.Depth-2, root.node.Birth())
		if err != nil {
			return err
		}
		t.Root = child
		t.Depth--
		if err := w.Free(former); err != nil {
			return err
		}
		root.ref, root.node = child, n
	}
	return nil
}
