package pairset

import "iter"

// View is a set as it was when it was frozen. It never changes and may be read by any number of goroutines. The
// zero View is empty.
type View struct {
	root   *node
	length int
}

// Len returns the number of pairs.
func (v View) Len() int { return v.length }

// All yields the pairs in ascending order.
func (v View) All() iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		if v.root != nil {
			v.root.walk(yield)
		}
	}
}

// walk yields the pairs under the node in ascending order until yield returns false, and reports whether it never
// did. Its recursion is as deep as the tree, at most 13 levels for any number of pairs that fits into memory.
func (n *node) walk(yield func(Pair) bool) bool {
	for i := range n.count {
		if !n.leaf() && !n.children[i].walk(yield) {
			return false
		}
		if !yield(n.pairs[i]) {
			return false
		}
	}
	return n.leaf() || n.children[n.count].walk(yield)
}
