package conf

import "iter"

// Directives returns the directives of a name directly in the node, in the order of the text.
func (n *Node) Directives(name string) iter.Seq[*Node] { return n.named(KindDirective, name) }

// Contexts returns the contexts of a name directly in the node. The same keyword may open several: the server goes through
// all of them.
func (n *Node) Contexts(name string) iter.Seq[*Node] { return n.named(KindContext, name) }

// named returns the children of a kind with a name.
func (n *Node) named(kind Kind, name string) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		for _, child := range n.lines() {
			if child.kind == kind && child.Name() == name && !yield(child) {
				return
			}
		}
	}
}

// Last returns the last directive of a name directly in the node, which is the one that counts where a name is repeated;
// nil if there is none.
func (n *Node) Last(name string) *Node {
	lines := n.lines()
	for i := len(lines) - 1; i >= 0; i-- {
		if child := lines[i]; child.kind == KindDirective && child.Name() == name {
			return child
		}
	}
	return nil
}

// Get returns the first value of the last directive of a name. It reports false if there is no such directive; one without
// a value yields "" and true.
func (n *Node) Get(name string) (string, bool) {
	if last := n.Last(name); last != nil {
		return last.Value(0), true
	}
	return "", false
}

// Context returns the first context directly in the node with a name and, unless it is empty, a first argument; nil if
// there is none.
func (n *Node) Context(name, argument string) *Node {
	for c := range n.Contexts(name) {
		if argument == "" || c.Value(0) == argument {
			return c
		}
	}
	return nil
}

// Equal reports whether two trees say the same: the same directives and contexts with the same values in the same order.
// Notes, comments and layout do not count.
func Equal(a, b *Node) bool {
	if a.kind != b.kind || a.kind != KindFile && !sameWords(a, b) {
		return false
	}
	x, y := a.lines(), b.lines()
	i, j := 0, 0
	for {
		i, j = skipNotes(x, i), skipNotes(y, j)
		if i == len(x) || j == len(y) {
			return i == len(x) && j == len(y)
		}
		if !Equal(x[i], y[j]) {
			return false
		}
		i, j = i+1, j+1
	}
}

// skipNotes returns the index of the first node at or after an index that is no note.
func skipNotes(nodes []*Node, at int) int {
	for at < len(nodes) && nodes[at].kind == KindNote {
		at++
	}
	return at
}

// sameWords reports whether two lines have the same name and values.
func sameWords(a, b *Node) bool {
	x, y := a.Values(), b.Values()
	if a.Name() != b.Name() || len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] {
			return false
		}
	}
	return true
}
