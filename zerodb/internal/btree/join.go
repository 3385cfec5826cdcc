package btree

import "github.com/aerolith/aerolith/zerodb/internal/page"

// underfullShare is the part of a page, as a divisor, below whose use the page is joined with a neighbour. A third
// keeps clear of the halves that a split leaves, so that pages are not split and joined in turn.
const underfullShare = 3

// underfull returns the number of used bytes below which a page is joined with a neighbour.
func underfull(pageSize int) int { return pageSize / underfullShare }

// pair is two neighbouring pages below one branch of the path.
type pair struct {
	// above is the branch, and at the entry in it that leads to the left page.
	above page.Node
	at    int
	// left and right are the pages. Their index fields are not used.
	left, right frame
	// own is the one of the two that lies on the path and is writable.
	own *frame
}

// join merges an underfull page of the path with a neighbour, or evens the two out if they do not fit in one page. It
// reports whether the branch above lost an entry by it.
func (t *Tree) join(w Writer, depth int) (bool, error) {
	above, list := &t.Work.path[depth-1], &t.Work.list
	var p pair
	for _, at := range [...]int{above.index - 1, above.index} {
		if at < 0 || at+1 >= above.node.Count() {
			continue
		}
		var err error
		if p, err = t.readPair(w, depth, at); err != nil {
			return false, err
		}
		if err := t.loadPair(&p); err != nil {
			return false, err
		}
		if list.Fits(0, list.Count()) {
			return true, t.merge(w, &p)
		}
	}
	return false, t.rebalance(w, &p)
}

// readPair reads the neighbour of a page of the path; at is the left one of the two in the branch above.
func (t *Tree) readPair(w Writer, depth, at int) (pair, error) {
	above := &t.Work.path[depth-1]
	p := pair{above: above.node, at: at, own: &t.Work.path[depth]}
	other := at
	if at == above.index {
		other = at + 1
	}
	ref := above.node.Child(other)
	n, err := readNode(w, ref, t.Depth-1-uint32(depth), above.node.Birth())
	if err != nil {
		return pair{}, err
	}
	p.left, p.right = frame{ref: ref, node: n}, *p.own
	if at == above.index {
		p.left, p.right = p.right, p.left
	}
	return p, nil
}

// loadPair fills the list with the entries of both pages and checks that they follow each other.
func (t *Tree) loadPair(p *pair) error {
	ws := t.Work
	ws.key = p.above.AppendKey(ws.key[:0], p.at+1)
	t.fillPair(p)
	if !ws.list.Ordered() {
		return disorder(p.right.ref)
	}
	return nil
}

// fillPair fills the list from copies of both pages; the workspace's key is the separator between them.
func (t *Tree) fillPair(p *pair) {
	ws := t.Work
	list := &ws.list
	list.Reset(p.left.node.Kind(), len(p.left.node))
	list.Add(ws.copyLeft(p.left.node))
	list.Add(ws.copyRight(p.right.node))
	if p.left.node.Kind() == page.KindBranch {
		list.SetKey(p.left.node.Count(), ws.key)
	}
}

// edit makes the page of the pair that is not on the path writable.
func (p *pair) edit(w Writer, f *frame, at int) error {
	if f.ref == p.own.ref {
		return nil
	}
	ref, b, err := w.Edit(f.ref)
	if err != nil {
		return err
	}
	p.above.SetChild(at, ref)
	f.ref, f.node = ref, b
	return nil
}

// merge lays the list out in the left page and frees the right one.
func (t *Tree) merge(w Writer, p *pair) error {
	if err := p.edit(w, &p.left, p.at); err != nil {
		return err
	}
	t.Work.list.Build(p.left.node, 0, t.Work.list.Count())
	p.above.Remove(p.at + 1)
	return w.Free(p.right.ref)
}

// rebalance spreads the list evenly over both pages. It does nothing where the new separator would make it necessary
// to split the branch above.
func (t *Tree) rebalance(w Writer, p *pair) error {
	ws := t.Work
	s := ws.list.Split(page.Anywhere)
	if s == 0 {
		return nil
	}
	if err := p.edit(w, &p.left, p.at); err != nil {
		return err
	}
	if err := p.edit(w, &p.right, p.at+1); err != nil {
		return err
	}
	ws.separator = ws.list.AppendSeparator(ws.separator[:0], s)
	if !between(p.above, p.at, p.at+2, ws.separator, &ws.payload) {
		return disorder(p.above.Ref())
	}
	if !p.above.Rekey(p.at+1, ws.separator) {
		t.compact(p.above)
		if !p.above.Rekey(p.at+1, ws.separator) {
			return nil
		}
		t.fillPair(p)
	}
	if p.left.node.Kind() == page.KindBranch {
		w.Regroup()
	}
	ws.list.Build(p.left.node, 0, s)
	ws.list.Build(p.right.node, s, ws.list.Count())
	return nil
}

// compact lays a page out anew so that its free bytes lie together. The list is lost by it.
func (t *Tree) compact(n page.Node) {
	list := &t.Work.list
	list.Reset(n.Kind(), len(n))
	list.Add(t.Work.copyLeft(n))
	list.Build(n, 0, list.Count())
}
