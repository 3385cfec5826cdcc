package pairset

// Set is an ordered set of pairs. The zero Set is empty and ready for use. It must not be copied.
type Set struct {
	root   *node
	owner  *owner
	length int
}

// Len returns the number of pairs.
func (s *Set) Len() int { return s.length }

// Freeze returns a view of the set as it is now. It costs O(1); afterwards each node that the set changes is copied
// once.
func (s *Set) Freeze() View {
	s.owner = new(owner)
	return View{root: s.root, length: s.length}
}

// Floor returns the greatest pair that is not greater than p; ok is false when there is none.
func (s *Set) Floor(p Pair) (floor Pair, ok bool) {
	floor, ok, _, _ = s.Around(p)
	return floor, ok
}

// Ceil returns the least pair that is not less than p; ok is false when there is none.
func (s *Set) Ceil(p Pair) (ceil Pair, ok bool) {
	_, _, ceil, ok = s.Around(p)
	return ceil, ok
}

// Around returns Floor and Ceil of p in one descent. If p is a member, both are p.
func (s *Set) Around(p Pair) (floor Pair, hasFloor bool, ceil Pair, hasCeil bool) {
	for n := s.root; n != nil; {
		place, found := n.search(p)
		if found {
			return p, true, p, true
		}
		if place > 0 {
			floor, hasFloor = n.pairs[place-1], true
		}
		if place < n.count {
			ceil, hasCeil = n.pairs[place], true
		}
		if n.leaf() {
			break
		}
		n = n.children[place]
	}
	return floor, hasFloor, ceil, hasCeil
}

// Min returns the least pair; ok is false when the set is empty.
func (s *Set) Min() (least Pair, ok bool) {
	n := s.root
	if n == nil {
		return Pair{}, false
	}
	for !n.leaf() {
		n = n.children[0]
	}
	return n.pairs[0], true
}

// Max returns the greatest pair; ok is false when the set is empty.
func (s *Set) Max() (greatest Pair, ok bool) {
	n := s.root
	if n == nil {
		return Pair{}, false
	}
	for !n.leaf() {
		n = n.children[n.count]
	}
	return n.pairs[n.count-1], true
}

// ownChild returns the child at place, which the set may change; it copies the child first if a view shares it.
// The parent must belong to the set.
func (s *Set) ownChild(parent *node, place int) *node {
	child := parent.children[place]
	if child.owner != s.owner {
		child = child.copyFor(s.owner)
		parent.children[place] = child
	}
	return child
}

// ownRoot makes sure that there is a root that the set may change, and returns it.
func (s *Set) ownRoot() *node {
	switch {
	case s.root == nil:
		s.root = &node{owner: s.owner}
	case s.root.owner != s.owner:
		s.root = s.root.copyFor(s.owner)
	}
	return s.root
}
