package btree

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// edgeDepth is how many levels an edge remembers; deeper trees do without.
const edgeDepth = 8

// edge remembers the path to the last leaf of the tree into which a put has last gone behind all keys, so that keys that come in
// order need no search from the root. The path holds references only: the Writer may do with the memory of pages what it wants between two
// operations. The memory of the leaf itself is remembered beside the stamp that the Writer had when it gave it, and is good only as long as the Writer
// has the same: then the next key needs neither the path nor the Writer.
//
// It is right for as long as the tree has the same root and has not been changed otherwise, within one transaction: in the next one another tree may lie
// in the memory of its owner, have the same root, which leaves with twins keep, and have been changed as often. So the owner of the
// Workspace calls Forget in between.
type edge struct {
	owner   *Tree
	changes uint64
	root    ids.PageRef
	depth   uint32
	path    [edgeDepth]edgeStep
	// leaf is the last leaf, which may be changed while the Writer has this stamp, nil if that is not known. last is its last key.
	leaf  page.Node
	stamp uint64
	last  []byte
}

// edgeStep is one level of the path.
type edgeStep struct {
	ref   ids.PageRef
	index int
}

// Forget is called before the Workspace serves another transaction.
func (ws *Workspace) Forget() { ws.edge.owner, ws.edge.leaf = nil, nil }

// valid reports whether the edge leads to the last leaf of the tree as it is now.
func (e *edge) valid(t *Tree) bool {
	return e.owner == t && e.changes == t.changes && e.root == t.Root && e.depth == t.Depth
}

// putBehind stores a value under a key that is above all of the tree, where the last leaf is known, may be changed and has room. It reports false, with
// nothing changed, where another way must be taken.
func (t *Tree) putBehind(w Writer, key, value []byte) bool {
	if t.Work == nil {
		return false
	}
	e := &t.Work.edge
	if e.leaf == nil || !e.valid(t) || e.stamp != w.Stamp() || bytes.Compare(e.last, key) >= 0 {
		return false
	}
	if !page.FitsInline(len(e.leaf), len(key), len(value)) || !e.leaf.InsertLast(key, value) {
		return false
	}
	e.last = append(e.last[:0], key...)
	t.changes++
	e.changes = t.changes
	t.Count++
	return true
}

// atEdge records the path to behind the last entry if the key is above all of the tree and the path is known. It reports false
// when a search is needed. The tree is not empty.
func (t *Tree) atEdge(r Reader, key []byte) (bool, error) {
	ws := t.workspace()
	if !ws.edge.valid(t) {
		return false, nil
	}
	last := t.Depth - 1
	leaf, err := readNode(r, ws.edge.path[last].ref, 0, t.Root.Birth)
	if err != nil {
		return false, err
	}
	count := leaf.Count()
	if count == 0 {
		return false, nil
	}
	ws.separator = leaf.AppendKey(ws.separator[:0], count-1)
	if bytes.Compare(ws.separator, key) >= 0 {
		return false, nil
	}
	for depth, step := range ws.edge.path[:t.Depth] {
		ws.path[depth] = frame{ref: step.ref, index: step.index}
	}
	ws.path[last].node, ws.path[last].index = leaf, count
	return true, nil
}

// noteEdge remembers the path of an insert of a key that was made in place, if it went behind all keys.
func (t *Tree) noteEdge(w Writer, key []byte) {
	if t.Depth > edgeDepth {
		return
	}
	ws := t.Work
	for depth := int(t.Depth) - 1; depth >= 0; depth-- {
		f := &ws.path[depth]
		if f.index != f.node.Count()-1 {
			return
		}
	}
	e := &ws.edge
	e.owner, e.changes, e.root, e.depth = t, t.changes, t.Root, t.Depth
	for depth := range e.path[:t.Depth] {
		e.path[depth] = edgeStep{ref: ws.path[depth].ref, index: ws.path[depth].index}
	}
	e.leaf, e.stamp, e.last = t.leaf().node, w.Stamp(), append(e.last[:0], key...)
}

// putAtLeaf inserts an entry at the end of the path, whose pages are writable, in place where there is room.
func (t *Tree) putAtLeaf(w Writer, key, payload []byte) error {
	leaf := t.leaf()
	if !leaf.node.Insert(leaf.index, key, payload) {
		if leaf.index == leaf.node.Count() && leaf.node.IsPacked(key) && t.isAscending() {
			return t.addLeaf(w, key, payload)
		}
		return t.insertAnew(w, int(t.Depth)-1, leaf.index, key, payload)
	}
	t.noteEdge(w, key)
	return nil
}

// isAscending reports whether the path goes along the last entries of all branches.
func (t *Tree) isAscending() bool {
	for depth := range t.Depth - 1 {
		if f := &t.Work.path[depth]; f.index != f.node.Count()-1 {
			return false
		}
	}
	return true
}

// addLeaf puts an entry that goes behind all others, and for which the last leaf has no room, into a leaf of its own behind that, which stays as it is. key and
// payload are those of the workspace.
func (t *Tree) addLeaf(w Writer, key, payload []byte) error {
	if t.Depth == MaxDepth {
		return ErrTooDeep
	}
	ws, left := t.Work, t.leaf().node
	ws.separator = left.AppendKey(ws.separator[:0], left.Count()-1)
	if bytes.Compare(ws.separator, key) >= 0 {
		return disorder(left.Ref())
	}
	ref, b, err := w.New(page.KindLeaf)
	if err != nil {
		return err
	}
	w.LeaveBehind(left.Ref())
	page.Node(b).Insert(0, key, payload)
	size := page.CommonLength(ws.separator, key) + 1
	ws.separator = append(ws.separator[:0], key[:size]...)
	ws.key, ws.separator = ws.separator, ws.key
	ws.payload = page.AppendChild(ws.payload[:0], ref)
	if t.Depth == 1 {
		return t.growRoot(w, left.Ref())
	}
	depth := int(t.Depth) - 2
	return t.insertChild(w, depth, ws.path[depth].index+1)
}
