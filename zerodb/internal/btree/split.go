package btree

import (
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// insertAnew inserts an entry into a page of the path that has to be laid out anew for it, and splits the page if it
// does not hold everything. Neither key nor payload may lie in a page of the tree.
func (t *Tree) insertAnew(w Writer, depth, index int, key, payload []byte) error {
	n := t.loadList(depth)
	t.Work.list.Insert(index, key, payload)
	return t.buildOrSplit(w, n, depth, index)
}

// replaceAnew gives the entry at the end of the path a longer payload, for which the leaf has to be laid out anew.
func (t *Tree) replaceAnew(w Writer, payload []byte) error {
	depth, index := int(t.Depth)-1, t.leaf().index
	n := t.loadList(depth)
	t.Work.list.SetPayload(index, payload)
	return t.buildOrSplit(w, n, depth, index)
}

// loadList fills the list from a copy of a page of the path, and returns the page.
func (t *Tree) loadList(depth int) page.Node {
	ws := t.Work
	n := ws.path[depth].node
	ws.list.Reset(n.Kind(), len(n))
	ws.list.Add(ws.copyLeft(n))
	return n
}

// buildOrSplit lays the list out in its page, or in that page and a new one behind it, which the level above then
// has to take in. index is the entry that is new or has grown.
func (t *Tree) buildOrSplit(w Writer, n page.Node, depth, index int) error {
	list := &t.Work.list
	if !list.Ordered() {
		return disorder(n.Ref())
	}
	if list.Fits(0, list.Count()) {
		list.Build(n, 0, list.Count())
		return nil
	}
	at := list.Split(t.pattern(depth, index))
	if at == 0 {
		return fault.New(n.Ref().ID, fault.Space, 0, uint64(len(n)), uint64(list.Size(0, list.Count())))
	}
	if depth == 0 && t.Depth == MaxDepth {
		return ErrTooDeep
	}
	ref, b, err := w.New(n.Kind())
	if err != nil {
		return err
	}
	return t.splitAt(w, n, ref, b, depth, at)
}

// disorder reports a page whose keys contradict its neighbours or its parent.
func disorder(ref ids.PageRef) error { return fault.New(ref.ID, fault.Order, 0, 0, 0) }

// splitAt lays the list out in two pages and tells the level above.
func (t *Tree) splitAt(w Writer, left page.Node, ref ids.PageRef, right page.Node, depth, at int) error {
	ws := t.Work
	ws.separator = ws.list.AppendSeparator(ws.separator[:0], at)
	ws.list.Build(left, 0, at)
	ws.list.Build(right, at, ws.list.Count())
	ws.key, ws.separator = ws.separator, ws.key
	ws.payload = page.AppendChild(ws.payload[:0], ref)
	if depth == 0 {
		return t.growRoot(w, left.Ref())
	}
	return t.insertChild(w, depth-1, ws.path[depth-1].index+1)
}

// insertChild inserts the entry that the workspace holds into a branch of the path.
func (t *Tree) insertChild(w Writer, depth, index int) error {
	ws := t.Work
	n := ws.path[depth].node
	if !between(n, index-1, index, ws.key, &ws.separator) {
		return disorder(n.Ref())
	}
	if n.Insert(index, ws.key, ws.payload) {
		return nil
	}
	return t.insertAnew(w, depth, index, ws.key, ws.payload)
}

// between reports whether a key lies between those of entries low and high of a branch, where these exist and have
// one. Only a child whose keys lie outside its parent's bounds can bring up a key that does not. scratch is memory to
// use.
func between(n page.Node, low, high int, key []byte, scratch *[]byte) bool {
	if low > 0 {
		*scratch = n.AppendKey((*scratch)[:0], low)
		if string(*scratch) >= string(key) {
			return false
		}
	}
	if high < n.Count() {
		*scratch = n.AppendKey((*scratch)[:0], high)
		return string(key) < string(*scratch)
	}
	return true
}

// pattern tells how keys arrive, judged by where the present one went.
func (t *Tree) pattern(depth, index int) page.Pattern {
	path, last := &t.Work.path, t.Work.list.Count()-1
	first := 0
	if kindAt(t.Depth-1-uint32(depth)) == page.KindBranch {
		first = 1
	}
	ascending, descending := index == last, index == first
	for d := range depth {
		ascending = ascending && path[d].index == path[d].node.Count()-1
		descending = descending && path[d].index == 0
	}
	switch {
	case ascending:
		return page.Ascending
	case descending:
		return page.Descending
	default:
		return page.Anywhere
	}
}

// growRoot puts a new root above the former one and the page, described in the workspace, that split off from it.
func (t *Tree) growRoot(w Writer, left ids.PageRef) error {
	ws := t.Work
	ref, b, err := w.New(page.KindBranch)
	if err != nil {
		return err
	}
	root := page.Node(b)
	root.Insert(0, nil, page.AppendChild(nil, left))
	root.Insert(1, ws.key, ws.payload)
	t.Root = ref
	t.Depth++
	return nil
}
