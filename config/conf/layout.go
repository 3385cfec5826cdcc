package conf

import (
	"fmt"
	"slices"
	"strings"
)

// indentUnit is how much deeper the lines of a context begin than its keyword, where the file does not show another custom.
const indentUnit = "    "

// place adds a line with a text at an index of a file or a context.
func (n *Node) place(at int, kind Kind, text string) (*Node, error) {
	if n.kind != KindFile && n.kind != KindContext {
		return nil, fmt.Errorf("%w: only files and contexts hold other lines", ErrPlace)
	}
	if text != "" {
		text = n.inner() + text
	}
	ending := n.lineEnding()
	if err := checkLength(text + ending); err != nil {
		return nil, err
	}
	n.endLineBefore(at, ending)
	child := &Node{kind: kind, parent: n}
	if kind == KindContext {
		child.body = &body{}
	}
	child.setLine(text + ending)
	n.body.children = slices.Insert(n.body.children, at, child)
	return child, nil
}

// setLine gives the node another line.
func (n *Node) setLine(line string) {
	n.raw = line
	if n.kind == KindDirective || n.kind == KindContext {
		from, to := next(content(line), 0)
		n.from, n.to = int32(from), int32(to)
	}
}

// inner returns the indentation of lines in a file or a context: that of those that are there, or one step more than its own.
func (n *Node) inner() string {
	lines := n.lines()
	for i := len(lines) - 1; i >= 0; i-- {
		if kind := lines[i].kind; kind == KindDirective || kind == KindContext {
			return indentation(lines[i].raw)
		}
	}
	if n.kind == KindFile {
		return ""
	}
	own := indentation(n.raw)
	if outer := indentation(n.parent.raw); n.parent.kind == KindContext && strings.HasPrefix(own, outer) && own != outer {
		return own + own[len(outer):]
	}
	if strings.HasPrefix(own, "\t") {
		return own + "\t"
	}
	return own + indentUnit
}

// lineEnding returns how the lines around a new child end.
func (n *Node) lineEnding() string {
	if n.kind == KindContext {
		if ending := lineBreak(n.raw); ending != "" {
			return ending
		}
	}
	if lines := n.lines(); len(lines) > 0 {
		if ending := lineBreak(lines[0].raw); ending != "" {
			return ending
		}
	}
	return "\n"
}

// endLineBefore ends the line before an index, which has no line break if it was the last of a file.
func (n *Node) endLineBefore(at int, ending string) {
	line := &n.raw
	switch {
	case at > 0:
		line = n.body.children[at-1].lastLine()
	case n.kind == KindFile:
		return
	}
	if lineBreak(*line) == "" {
		*line += ending
	}
}

// lastLine returns the last line of a node and what lies in it.
func (n *Node) lastLine() *string {
	switch {
	case n.body == nil:
	case n.body.end != "":
		return &n.body.end
	case len(n.body.children) > 0:
		return n.body.children[len(n.body.children)-1].lastLine()
	}
	return &n.raw
}

// Writable reports whether a text can be written as a value: not empty, no blank, #, NUL, and not a brace. The format has no
// quoting.
func Writable(text string) bool {
	return text != "" && text != open && text != shut && !strings.ContainsAny(text, " \t\n\v\f\r#\x00")
}

// checkLine returns ErrWord if one of the words of a new line in the node cannot be written or would be ignored, and ErrPlace
// if the server would take the line for another kind. The words are not repeated: they may be secret.
func (n *Node) checkLine(kind Kind, words []string) error {
	if n == nil {
		return fmt.Errorf("%w: it was removed from its file", ErrPlace)
	}
	for i, word := range words {
		if !Writable(word) || kind == KindContext && strings.HasSuffix(word, open) {
			return fmt.Errorf("%w: word %d must not be empty, a brace, or contain blanks, # or NUL: the file has no quoting", ErrWord, i+1)
		}
	}
	if strings.HasPrefix(words[0], shut) || strings.HasSuffix(words[0], open) {
		return fmt.Errorf("%w: a brace is part of the name", ErrWord)
	}
	if len(words) > valuesMax+1 {
		return fmt.Errorf("%w: the server reads %d values and ignores the rest", ErrWord, valuesMax)
	}
	argument := ""
	if len(words) > 1 {
		argument = words[1]
	}
	return n.checkOpening(kind, words[0], argument)
}

// checkOpening returns ErrPlace if the server would open a context at a new directive, or not at a new context, and ErrWord if
// a context lacks the name that it needs.
func (n *Node) checkOpening(kind Kind, name, argument string) error {
	opening := ServerGrammar(n, name, argument)
	switch {
	case kind == KindDirective && (opening == Opens || opening == OpensNamed):
		return fmt.Errorf("%w: %s opens a context there", ErrPlace, shown(name))
	case kind == KindContext && opening == OpensNever:
		return fmt.Errorf("%w: %s opens no context there", ErrPlace, shown(name))
	case kind == KindContext && opening == OpensNamed && argument == "":
		return fmt.Errorf("%w: the context %s needs a name", ErrWord, shown(name))
	}
	return nil
}

// checkLength returns ErrLineLength if the server would cut the line.
func checkLength(line string) error {
	if length := len(line) - len(lineBreak(line)); length > lineMax {
		return fmt.Errorf("%w: %d bytes, the server reads %d", ErrLineLength, length, lineMax)
	}
	return nil
}
