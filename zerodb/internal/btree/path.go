package btree

import "github.com/aerolith/aerolith/zerodb/internal/page"

// descend records the path to where a key belongs and reports whether the key is there. The tree is not empty.
func (t *Tree) descend(r Reader, key []byte) (bool, error) {
	if err := t.State.Validate(); err != nil {
		return false, err
	}
	ws := t.workspace()
	ref, birth := t.Root, t.Root.Birth
	for depth := range t.Depth {
		n, err := readNode(r, ref, t.Depth-1-depth, birth)
		if err != nil {
			return false, err
		}
		f := &ws.path[depth]
		f.ref, f.node = ref, n
		if n.Kind() == page.KindBranch {
			f.index = n.ChildIndex(key)
			ref, birth = n.Child(f.index), n.Birth()
		}
	}
	leaf := t.leaf()
	index, found := leaf.node.Search(key)
	leaf.index = index
	return found, nil
}

// leaf returns the last level of the path.
func (t *Tree) leaf() *frame { return &t.Work.path[t.Depth-1] }

// editPath makes every page of the path writable, from the root down, so that a failure in between leaves a tree
// that is whole.
func (t *Tree) editPath(w Writer) error {
	t.changes++
	for depth := range t.Depth {
		if err := t.editFrame(w, int(depth)); err != nil {
			return err
		}
	}
	return nil
}

// editFrame makes one page of the path writable; the one above it is so already.
func (t *Tree) editFrame(w Writer, depth int) error {
	f := &t.Work.path[depth]
	ref, b, err := w.Edit(f.ref)
	if err != nil {
		return err
	}
	f.node = b
	if ref == f.ref {
		return nil
	}
	f.ref = ref
	if depth == 0 {
		t.Root = ref
		return nil
	}
	above := &t.Work.path[depth-1]
	above.node.SetChild(above.index, ref)
	return nil
}
