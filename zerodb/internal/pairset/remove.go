package pairset

// Remove takes p out and reports whether it was a member. Nodes on the way down get more than minPairs first, so
// that one descent is enough.
func (s *Set) Remove(p Pair) bool {
	if s.root == nil {
		return false
	}
	removed := s.removeBelow(s.ownRoot(), p)
	if removed {
		s.length--
	}
	s.shrinkRoot()
	return removed
}

// removeBelow takes p out of the tree under n, which is the root or has a pair to spare, and belongs to the set.
func (s *Set) removeBelow(n *node, p Pair) bool {
	for {
		place, found := n.search(p)
		if n.leaf() {
			if found {
				n.removePair(place)
			}
			return found
		}
		if !found {
			n = s.fill(n, place)
			continue
		}
		if left := s.ownChild(n, place); left.spare() {
			n.pairs[place] = s.removeMax(left)
			return true
		}
		if right := s.ownChild(n, place+1); right.spare() {
			n.pairs[place] = s.removeMin(right)
			return true
		}
		n = s.merge(n, place)
	}
}

// removeMax takes the greatest pair under n out and returns it. The node has a pair to spare.
func (s *Set) removeMax(n *node) Pair {
	for !n.leaf() {
		n = s.fill(n, n.count)
	}
	return n.removePair(n.count - 1)
}

// removeMin takes the least pair under n out and returns it. The node has a pair to spare.
func (s *Set) removeMin(n *node) Pair {
	for !n.leaf() {
		n = s.fill(n, 0)
	}
	return n.removePair(0)
}

// fill makes sure that the child at place has a pair to spare, by a loan from a neighbour or by merging with one,
// and returns the node that now covers the child's pairs.
func (s *Set) fill(parent *node, place int) *node {
	child := s.ownChild(parent, place)
	switch {
	case child.spare():
		return child
	case place > 0 && parent.children[place-1].spare():
		s.borrowLeft(parent, place)
		return child
	case place < parent.count && parent.children[place+1].spare():
		s.borrowRight(parent, place)
		return child
	case place < parent.count:
		return s.merge(parent, place)
	default:
		return s.merge(parent, place-1)
	}
}

// borrowLeft moves the last pair of the left neighbour through the parent to the front of the child at place.
func (s *Set) borrowLeft(parent *node, place int) {
	child, left := parent.children[place], s.ownChild(parent, place-1)
	if !child.leaf() {
		copy(child.children[1:child.count+2], child.children[:child.count+1])
		child.children[0] = left.children[left.count]
		left.children[left.count] = nil
	}
	child.insertPair(0, parent.pairs[place-1])
	parent.pairs[place-1] = left.removePair(left.count - 1)
}

// borrowRight moves the first pair of the right neighbour through the parent to the end of the child at place.
func (s *Set) borrowRight(parent *node, place int) {
	child, right := parent.children[place], s.ownChild(parent, place+1)
	if !child.leaf() {
		child.children[child.count+1] = right.children[0]
		copy(right.children[:right.count], right.children[1:right.count+1])
		right.children[right.count] = nil
	}
	child.insertPair(child.count, parent.pairs[place])
	parent.pairs[place] = right.removePair(0)
}

// merge joins the children at place and place+1 and the pair between them into the first, and returns it. Both
// children have minPairs.
func (s *Set) merge(parent *node, place int) *node {
	left, right := s.ownChild(parent, place), parent.children[place+1]
	if !left.leaf() {
		copy(left.children[left.count+1:], right.children[:right.count+1])
	}
	left.pairs[left.count] = parent.removePair(place)
	copy(left.pairs[left.count+1:], right.pairs[:right.count])
	left.count += 1 + right.count
	copy(parent.children[place+1:], parent.children[place+2:])
	parent.children[maxPairs] = nil
	return left
}

// shrinkRoot drops a root that has lost its last pair.
func (s *Set) shrinkRoot() {
	switch {
	case s.root.count > 0:
	case s.root.leaf():
		s.root = nil
	default:
		s.root = s.root.children[0]
	}
}
