package btree

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// Readdresser is a Writer that can give a page with the same content another reference.
type Readdresser interface {
	Writer
	// Readdress does so and frees the former reference. Nobody changes the page in the same transaction.
	Readdress(ref ids.PageRef) (ids.PageRef, error)
}

// Readdressing gives leaves of a tree other references, with the pages above them, in a transaction that does nothing else to the tree. Leaves
// under one page that come one after the other are found without a search from the root. Nothing else may use the tree's Workspace meanwhile.
type Readdressing struct {
	Tree   *Tree
	Writer Readdresser
	// known says that the path above the leaves is that of the leaf before, and writable.
	known bool
}

// Leaf gives the leaf where a key belongs another reference, if it has a certain one. It reports whether the leaf was found, which is not read.
func (r *Readdressing) Leaf(key []byte, ref ids.PageRef) (bool, error) {
	t := r.Tree
	if t.Depth < 2 {
		return r.root(ref)
	}
	if !r.known || !r.isBelow(key, ref) {
		if found, err := r.descend(key, ref); err != nil || !found {
			return false, err
		}
	}
	moved, err := r.Writer.Readdress(ref)
	if err != nil {
		return false, err
	}
	above := &t.Work.path[t.Depth-2]
	above.node.SetChild(above.index, moved)
	t.changes++
	return true, nil
}

// root is Leaf for a tree without branches.
func (r *Readdressing) root(ref ids.PageRef) (bool, error) {
	t := r.Tree
	if err := t.State.Validate(); err != nil || t.Depth == 0 || t.Root != ref {
		return false, err
	}
	moved, err := r.Writer.Readdress(ref)
	if err != nil {
		return false, err
	}
	t.Root = moved
	t.changes++
	return true, nil
}

// isBelow reports whether a leaf stands where its key belongs in the lowest branch of the path. A leaf has one place in a tree, so it is this.
func (r *Readdressing) isBelow(key []byte, ref ids.PageRef) bool {
	above := &r.Tree.Work.path[r.Tree.Depth-2]
	above.index = above.node.ChildIndex(key)
	return above.node.Child(above.index) == ref
}

// descend records the path to above the leaf where a key belongs, and makes it writable if the leaf is the one that is meant.
func (r *Readdressing) descend(key []byte, leaf ids.PageRef) (bool, error) {
	t := r.Tree
	r.known = false
	if err := t.State.Validate(); err != nil {
		return false, err
	}
	ws := t.workspace()
	ref, birth := t.Root, t.Root.Birth
	for depth := range t.Depth - 1 {
		n, err := readNode(r.Writer, ref, t.Depth-1-depth, birth)
		if err != nil {
			return false, err
		}
		ws.path[depth] = frame{ref: ref, node: n, index: n.ChildIndex(key)}
		ref, birth = n.Child(ws.path[depth].index), n.Birth()
	}
	if ref != leaf {
		return false, nil
	}
	if ref.Birth > birth {
		return false, tooYoung(ref, birth)
	}
	t.changes++
	for depth := range t.Depth - 1 {
		if err := t.editFrame(r.Writer, int(depth)); err != nil {
			return false, err
		}
	}
	r.known = true
	return true, nil
}
