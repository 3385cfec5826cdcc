package pairset

// Insert adds p and reports whether it was absent. Full nodes on the way down are split first, so that one descent
// is enough.
func (s *Set) Insert(p Pair) bool {
	n := s.ownRoot()
	if n.full() {
		n = s.growRoot()
	}
	for {
		place, found := n.search(p)
		if found {
			return false
		}
		if n.leaf() {
			n.insertPair(place, p)
			s.length++
			return true
		}
		child := s.ownChild(n, place)
		if child.full() {
			s.split(n, place)
			switch middle := n.pairs[place]; {
			case middle == p:
				return false
			case middle.less(p):
				place++
			}
			child = n.children[place]
		}
		n = child
	}
}

// growRoot puts a new root above the full one and splits the latter.
func (s *Set) growRoot() *node {
	root := &node{owner: s.owner, children: new([maxPairs + 1]*node)}
	root.children[0] = s.root
	s.root = root
	s.split(root, 0)
	return root
}

// split divides the full child at place: its middle pair moves up into the parent, which must have room, and its
// upper half becomes a new child. Both belong to the set.
func (s *Set) split(parent *node, place int) {
	left := parent.children[place]
	right := &node{owner: s.owner, count: splitPairs}
	copy(right.pairs[:], left.pairs[splitPairs+1:])
	if !left.leaf() {
		right.children = new([maxPairs + 1]*node)
		copy(right.children[:], left.children[splitPairs+1:])
		clear(left.children[splitPairs+1:])
	}
	left.count = splitPairs
	copy(parent.children[place+2:parent.count+2], parent.children[place+1:parent.count+1])
	parent.children[place+1] = right
	parent.insertPair(place, left.pairs[splitPairs])
}
