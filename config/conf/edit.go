package conf

import (
	"fmt"
	"slices"
	"strings"
)

// Add appends a directive to a file or a context, laid out like its neighbours. The errors are ErrPlace if the node holds no
// others or the name opens a context there, ErrWord if a word cannot be written, and ErrLineLength.
func (n *Node) Add(name string, values ...string) (*Node, error) {
	return n.insert(len(n.lines()), KindDirective, append([]string{name}, values...))
}

// AddBefore adds a directive before a child of the node; see Add.
func (n *Node) AddBefore(child *Node, name string, values ...string) (*Node, error) {
	at := slices.Index(n.lines(), child)
	if at < 0 {
		return nil, fmt.Errorf("%w: the mark does not lie in the context", ErrPlace)
	}
	return n.insert(at, KindDirective, append([]string{name}, values...))
}

// AddContext appends an empty context to a file or a context; see Add. A further error is ErrDepth.
func (n *Node) AddContext(name string, arguments ...string) (*Node, error) {
	if n.depth() == depthMax {
		return nil, fmt.Errorf("%w: at most %d", ErrDepth, depthMax)
	}
	child, err := n.insert(len(n.lines()), KindContext, append([]string{name}, arguments...))
	if err != nil {
		return nil, err
	}
	child.body.end = indentation(child.raw) + shut + lineBreak(child.raw)
	child.body.closed = true
	return child, nil
}

// AddNote appends a line with a comment to a file or a context; an empty text makes a blank line. A # is put before the text.
// The errors are ErrPlace, ErrWord if the text has a line break or a NUL in it, and ErrLineLength.
func (n *Node) AddNote(text string) (*Node, error) {
	if strings.ContainsAny(text, "\r\n\x00") {
		return nil, fmt.Errorf("%w: a comment is one line", ErrWord)
	}
	if text != "" {
		text = string(commentMark) + " " + text
	}
	return n.place(len(n.lines()), KindNote, text)
}

// Set gives the last directive of a name new values, in place, and adds the directive if there is none. Earlier ones of the
// name stay; they do not count for an option that has one value. The errors are those of Add.
func (n *Node) Set(name string, values ...string) error {
	if last := n.Last(name); last != nil {
		return last.SetValues(values...)
	}
	_, err := n.Add(name, values...)
	return err
}

// SetValues replaces the values of a directive, or the arguments of a context. Layout and comment of the line stay. The
// errors are ErrPlace for other nodes, ErrWord and ErrLineLength.
func (n *Node) SetValues(values ...string) error {
	if n.kind != KindDirective && n.kind != KindContext {
		return fmt.Errorf("%w: only directives and contexts have values", ErrPlace)
	}
	if err := n.parent.checkLine(n.kind, append([]string{n.Name()}, values...)); err != nil {
		return err
	}
	words := split(n.raw)
	name := words[0]
	before := n.raw[:name.Column-1+len(name.Text)]
	last := words[len(words)-1]
	after := n.raw[last.Column-1+len(last.Text):]
	gap := " "
	if len(words) > 1 {
		gap = n.raw[len(before) : words[1].Column-1]
	}
	if n.kind == KindContext {
		values = append(slices.Clone(values), open)
		gap = " "
	}
	if len(values) == 0 {
		gap = ""
	}
	return n.rewrite(before + gap + strings.Join(values, " ") + after)
}

// SetComment replaces the comment of a directive's or context's line; an empty text removes it. A # is put before the text.
// The errors are those of AddNote.
func (n *Node) SetComment(text string) error {
	if n.kind != KindDirective && n.kind != KindContext {
		return fmt.Errorf("%w: notes are added and removed whole", ErrPlace)
	}
	if strings.ContainsAny(text, "\r\n\x00") {
		return fmt.Errorf("%w: a comment is one line", ErrWord)
	}
	line := strings.TrimRight(content(n.raw), " \t\r\n\f\v")
	if text != "" {
		line += "  " + string(commentMark) + " " + text
	}
	return n.rewrite(line + lineBreak(n.raw))
}

// rewrite replaces the line of a node if the server can read it.
func (n *Node) rewrite(line string) error {
	if err := checkLength(line); err != nil {
		return err
	}
	n.setLine(line)
	return nil
}

// Remove takes a child out of the node, with all that lies in it. It reports whether it was there.
func (n *Node) Remove(child *Node) bool {
	at := slices.Index(n.lines(), child)
	if at < 0 {
		return false
	}
	n.body.children = slices.Delete(n.body.children, at, at+1)
	child.parent = nil
	return true
}

// RemoveAll takes all directives of a name out of the node, not its contexts, and returns how many there were.
func (n *Node) RemoveAll(name string) int {
	if n.body == nil {
		return 0
	}
	before := len(n.body.children)
	n.body.children = slices.DeleteFunc(n.body.children, func(child *Node) bool {
		gone := child.kind == KindDirective && child.Name() == name
		if gone {
			child.parent = nil
		}
		return gone
	})
	return before - len(n.body.children)
}

// insert adds a line of words at an index.
func (n *Node) insert(at int, kind Kind, words []string) (*Node, error) {
	if err := n.checkLine(kind, words); err != nil {
		return nil, err
	}
	text := strings.Join(words, " ")
	if kind == KindContext {
		text += " " + open
	}
	return n.place(at, kind, text)
}
