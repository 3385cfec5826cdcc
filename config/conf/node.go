package conf

import (
	"iter"
	"strings"
)

// Kind says what a Node is.
type Kind uint8

// The kinds.
const (
	// KindFile is the root of a tree.
	KindFile Kind = iota
	// KindDirective is a line with a name and values.
	KindDirective
	// KindContext is a line that opens a context, what lies in it, and the line that closes it.
	KindContext
	// KindNote is a blank line, or one with a comment only.
	KindNote
	// KindStray is a line that has no place in the tree, such as a } too many; it is kept because a file is written back whole.
	KindStray
)

// Node is a line of the file, or a context with the lines in it. The zero value is not usable: nodes come from Parse, New and
// the Add methods. A tree may be read from several goroutines while nobody changes it.
type Node struct {
	kind Kind
	line int32
	// from and to are where the name stands in raw.
	from, to int32
	// raw is the line with its line break.
	raw    string
	parent *Node
	// body is what a file or a context has beside its line; nil for other nodes.
	body *body
}

// body is what only files and contexts have.
type body struct {
	children []*Node
	// end is the line that closes a context, if it is closed.
	end    string
	closed bool
	// file is the name of a file.
	file string
}

// File is a parsed or generated aerospike.conf.
type File struct {
	// Root holds the top level of the file.
	Root *Node
	// Warnings is what the server accepts but does not take as it seems to be meant.
	Warnings Problems
}

// New returns an empty file with a name, which positions carry.
func New(name string) *File { return &File{Root: &Node{kind: KindFile, body: &body{file: name}}} }

// Kind returns what the node is.
func (n *Node) Kind() Kind { return n.kind }

// Name returns the first word of a directive or a context; empty for other nodes.
func (n *Node) Name() string { return n.raw[n.from:n.to] }

// lines returns what lies directly in a node.
func (n *Node) lines() []*Node {
	if n.body == nil {
		return nil
	}
	return n.body.children
}

// Len returns how many lines and contexts lie directly in a file or a context, notes included.
func (n *Node) Len() int { return len(n.lines()) }

// Parent returns the context or file that the node lies in, nil for a root and for what was removed.
func (n *Node) Parent() *Node { return n.parent }

// Words returns all words of the line with their columns, also those that the server ignores.
func (n *Node) Words() []Word { return split(n.raw) }

// Values returns what the server takes as the values of a directive, at most three, or as the arguments of a context,
// without the brace.
func (n *Node) Values() []string {
	if n.kind != KindDirective && n.kind != KindContext {
		return nil
	}
	words := split(n.raw)[1:]
	values := make([]string, 0, min(len(words), valuesMax))
	for _, word := range words[:min(len(words), valuesMax)] {
		if n.kind == KindContext && word.Text == open {
			break
		}
		values = append(values, word.Text)
	}
	return values
}

// Value returns the value at an index from 0, "" where there is none, as the server sees it.
func (n *Node) Value(index int) string {
	if n.kind != KindDirective && n.kind != KindContext || index < 0 || index >= valuesMax {
		return ""
	}
	text := content(n.raw)
	from, to := next(text, 0)
	for i := 0; from < to; i++ {
		from, to = next(text, to)
		if n.kind == KindContext && text[from:to] == open {
			return ""
		}
		if i == index {
			break
		}
	}
	return text[from:to]
}

// Comment returns the comment of the line with its #, or "".
func (n *Node) Comment() string {
	at := strings.IndexByte(n.raw, commentMark)
	if n.kind == KindFile || at < 0 {
		return ""
	}
	return strings.TrimRight(n.raw[at:], "\r\n")
}

// Closed reports whether a context has its }.
func (n *Node) Closed() bool { return n.body != nil && n.body.closed }

// Position returns where the first word of the line stands. Lines are those of the parsed text: edits do not renumber.
func (n *Node) Position() Position {
	from, _ := next(n.raw, 0)
	return n.at(from + 1)
}

// ValuePosition returns where the value at an index from 0 stands, or where the line begins if it has no such value.
func (n *Node) ValuePosition(index int) Position {
	text := content(n.raw)
	from, to := next(text, 0)
	for i := 0; from < to && i <= index; i++ {
		from, to = next(text, to)
	}
	if index < 0 || from == to {
		return n.Position()
	}
	return n.at(from + 1)
}

// at returns a position in the node's line.
func (n *Node) at(column int) Position {
	return Position{File: n.root().file(), Line: int(n.line), Column: column}
}

// file returns the name of a root; empty for what was removed from its file.
func (n *Node) file() string {
	if n.body == nil {
		return ""
	}
	return n.body.file
}

// root returns the top of the tree.
func (n *Node) root() *Node {
	for n.parent != nil {
		n = n.parent
	}
	return n
}

// depth returns how many contexts the node lies in, itself counted if it is one.
func (n *Node) depth() int {
	depth := 0
	for ; n != nil; n = n.parent {
		if n.kind == KindContext {
			depth++
		}
	}
	return depth
}

// Path returns the contexts that lead to the node and its name, as "namespace test > storage-engine memory > filesize".
// Values of directives are left out.
func (n *Node) Path() string {
	var steps []string
	for ; n != nil && n.kind != KindFile; n = n.parent {
		step := n.Name()
		if n.kind == KindContext {
			step = strings.Join(append([]string{step}, n.Values()...), " ")
		}
		steps = append([]string{step}, steps...)
	}
	return strings.Join(steps, " > ")
}

// Children returns what lies directly in a file or a context, notes included, in the order of the text.
func (n *Node) Children() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		for _, child := range n.lines() {
			if !yield(child) {
				return
			}
		}
	}
}

// Walk returns everything below the node, each before what lies in it.
func (n *Node) Walk() iter.Seq[*Node] {
	return func(yield func(*Node) bool) { n.walk(yield) }
}

// walk visits what lies below the node until told to stop, and reports whether it was not. Its depth is bounded by depthMax.
func (n *Node) walk(yield func(*Node) bool) bool {
	for _, child := range n.lines() {
		if !yield(child) || !child.walk(yield) {
			return false
		}
	}
	return true
}
