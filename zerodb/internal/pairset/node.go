package pairset

const (
	// maxPairs is the most pairs that a node holds. With 16 bytes a pair a full node is about one KiB: few cache misses
	// per descent and cheap moves within the node.
	maxPairs = 61
	// splitPairs is what each half of a split full node holds, the pair between them aside.
	splitPairs = maxPairs / 2
	// minPairs is the fewest pairs that a node other than the root holds. It is well below splitPairs, and two such
	// nodes merge into one well below maxPairs, so that inserting and removing by turns does not split and merge by turns.
	minPairs = 20
)

// Pair is one member of a set. Pairs are ordered by First, then by Second.
type Pair struct {
	// First orders the pair.
	First uint64
	// Second orders pairs of equal First.
	Second uint64
}

// less reports whether p comes before q.
func (p Pair) less(q Pair) bool {
	return p.First < q.First || p.First == q.First && p.Second < q.Second
}

// owner marks the nodes that a set may change. It is not empty, so that two owners never share an address.
type owner struct{ _ byte }

// node is one node of the B-tree.
type node struct {
	owner    *owner
	children *[maxPairs + 1]*node // nil in a leaf
	count    int
	pairs    [maxPairs]Pair
}

// search returns the place of the first pair that is not less than p, and whether that pair is p.
func (n *node) search(p Pair) (place int, found bool) {
	low, high := 0, n.count
	for low < high {
		middle := int(uint(low+high) >> 1)
		if n.pairs[middle].less(p) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < n.count && n.pairs[low] == p
}

// leaf reports whether the node has no children.
func (n *node) leaf() bool { return n.children == nil }

// full reports whether the node has no room for another pair.
func (n *node) full() bool { return n.count == maxPairs }

// spare reports whether the node can lose a pair and keep minPairs.
func (n *node) spare() bool { return n.count > minPairs }

// insertPair puts p at place and moves the pairs from there on by one. The node must not be full.
func (n *node) insertPair(place int, p Pair) {
	copy(n.pairs[place+1:n.count+1], n.pairs[place:n.count])
	n.pairs[place] = p
	n.count++
}

// removePair takes the pair at place out and closes the gap.
func (n *node) removePair(place int) Pair {
	p := n.pairs[place]
	copy(n.pairs[place:n.count-1], n.pairs[place+1:n.count])
	n.count--
	return p
}

// copyFor returns a copy of the node that belongs to o.
func (n *node) copyFor(o *owner) *node {
	c := &node{owner: o, count: n.count}
	copy(c.pairs[:], n.pairs[:n.count])
	if n.children != nil {
		children := *n.children
		c.children = &children
	}
	return c
}
