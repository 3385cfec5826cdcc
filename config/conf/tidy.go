package conf

import "strings"

// Tidy lays out a tree anew: four blanks for each context, one between words, comments kept, no two blank lines in a row, one
// between the contexts at the top. What the tree says does not change (Equal). Lines that would become longer than the
// server reads, and those that it misreads, stay as they are.
func Tidy(f *File) {
	ending := "\n"
	if lines := f.Root.body.children; len(lines) > 0 && lineBreak(lines[0].raw) == "\r\n" {
		ending = "\r\n"
	}
	t := tidier{ending: ending}
	f.Root.body.children = separate(f.Root.body.children, ending)
	t.inside(f.Root, "")
}

// tidier lays out nodes.
type tidier struct {
	ending string
}

// inside lays out what lies in a file or a context. The recursion is as deep as contexts lie in each other.
func (t tidier) inside(n *Node, indent string) {
	if n.body == nil {
		return
	}
	n.body.children = squeeze(n.body.children)
	for _, child := range n.body.children {
		t.line(child, indent)
		t.inside(child, indent+indentUnit)
	}
}

// line lays out one node.
func (t tidier) line(n *Node, indent string) {
	if strings.IndexByte(n.raw, 0) >= 0 || n.kind == KindStray {
		return
	}
	text := t.words(n)
	if comment := strings.TrimRight(n.Comment(), " \t\f\v"); comment != "" {
		text = strings.TrimPrefix(text+"  "+comment, "  ")
	}
	if text != "" {
		text = indent + text
	}
	if strings.HasPrefix(text, byteOrderMark) {
		if n.line == 1 && strings.HasPrefix(n.raw, byteOrderMark) {
			return // the server misreads it
		}
		text = " " + text // at the start of the file, the server would misread it
	}
	if len(text) <= lineMax {
		n.setLine(text + t.ending)
	}
	if n.Closed() {
		t.shut(n, indent)
	}
}

// shut lays out the line that closes a context. What the server ignores there stays.
func (t tidier) shut(n *Node, indent string) {
	from, to := next(n.body.end, 0)
	rest := strings.TrimRight(n.body.end[to:], " \t\r\n\f\v")
	if text := indent + n.body.end[from:to] + rest; len(text) <= lineMax {
		n.body.end = text + t.ending
	}
}

// words returns the words of a line with one blank between them, and the brace of a context if it lacks one.
func (t tidier) words(n *Node) string {
	var text strings.Builder
	braced := n.kind != KindContext
	for i, word := range split(n.raw) {
		if i > 0 {
			text.WriteByte(' ')
		}
		text.WriteString(word.Text)
		braced = braced || strings.HasSuffix(word.Text, open)
	}
	if !braced {
		text.WriteString(" " + open)
	}
	return text.String()
}

// blank reports whether a node is an empty line.
func (n *Node) blank() bool { return n.kind == KindNote && n.Comment() == "" }

// squeeze drops blank lines at the start and the end, and all but one of several in a row.
func squeeze(nodes []*Node) []*Node {
	kept := nodes[:0]
	for _, n := range nodes {
		if n.blank() && (len(kept) == 0 || kept[len(kept)-1].blank()) {
			continue
		}
		kept = append(kept, n)
	}
	if len(kept) > 0 && kept[len(kept)-1].blank() {
		kept = kept[:len(kept)-1]
	}
	return kept
}

// separate puts a blank line behind each context of a list, unless it is the last.
func separate(nodes []*Node, ending string) []*Node {
	separated := make([]*Node, 0, len(nodes))
	for i, n := range nodes {
		separated = append(separated, n)
		if n.kind == KindContext && i+1 < len(nodes) {
			separated = append(separated, &Node{kind: KindNote, raw: ending, parent: n.parent})
		}
	}
	return separated
}
