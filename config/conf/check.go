package conf

import (
	"fmt"
	"strings"
)

// words is what parsing needs to know of the words behind a name.
type words struct {
	// name is the column of the name, count how many words follow it.
	name, count int
	// last is the last word.
	last string
	// open, shut and glued are the columns of the first {, of the first }, and of the first word that ends in a { or
	// begins with a }; 0 if there is none.
	open, shut, glued int
	// behindOpen is the column of the first word behind the first {, fourth that of the fourth value.
	behindOpen, fourth int
	// argument is the first word.
	argument string
}

// scan looks at the words of a text from an offset on.
func scan(text string, at int) words {
	var w words
	for from, to := next(text, at); from < to; from, to = next(text, to) {
		word := text[from:to]
		w.count++
		w.last = word
		if w.count == 1 {
			w.argument = word
		}
		if w.count == valuesMax+1 {
			w.fourth = from + 1
		}
		if w.open > 0 && w.behindOpen == 0 {
			w.behindOpen = from + 1
		}
		w.brace(word, from+1)
	}
	return w
}

// brace notes what a word at a column has to do with braces.
func (w *words) brace(word string, column int) {
	switch {
	case word == open && w.open == 0:
		w.open = column
	case word == shut && w.shut == 0:
		w.shut = column
	case len(word) > 1 && (strings.HasSuffix(word, open) || strings.HasPrefix(word, shut)) && w.glued == 0:
		w.glued = column
	}
}

// checkLine finds what is wrong with a line as such.
func (p *parser) checkLine(line string) {
	if length := len(line) - len(lineBreak(line)); length > lineMax {
		p.fail(RuleLineLength, lineMax+1, "shorten it; a comment can go on in a second line with a # of its own", "the line has %d bytes, and the server takes what follows byte %d for another line", length, lineMax)
	}
	if at := strings.IndexByte(line, 0); at >= 0 {
		p.fail(RuleNUL, at+1, "remove it: was the file saved in another encoding?", "a NUL byte ends the line for the server")
	}
	if p.line == 1 && strings.HasPrefix(line, byteOrderMark) {
		p.fail(RuleByteOrderMark, 1, "save it as UTF-8 without one", "the file begins with a byte order mark, which the server takes for part of a name")
	}
}

// checkWords finds what is wrong with the words of a line that has a name.
func (p *parser) checkWords(name string, opening Opening, opens bool, w words) {
	if isGlued(name) || strings.HasPrefix(name, shut) {
		p.fail(RuleBraceGlued, w.name, "put a blank before a {, and a } on a line of its own", "a brace is part of the name")
	}
	if opens {
		p.checkContext(name, opening, w)
		return
	}
	switch {
	case w.shut > 0:
		p.fail(RuleCloseInLine, w.shut, "put it on a line of its own", "the server does not see a } behind %s", shown(name))
	case w.open > 0 && opening == OpensNever:
		p.fail(RuleBraceUseless, w.open, "remove both braces", "%s opens no context here, so its } would close another", shown(name))
	case w.glued > 0:
		p.warn(RuleBraceGlued, w.glued, "put a blank before it if it is meant as a brace", "a brace is part of a value of %s", shown(name))
	case w.fourth > 0:
		p.warn(RuleIgnored, w.fourth, "remove what is too much: a value cannot contain blanks", "the server reads %d values of %s and ignores the rest", valuesMax, shown(name))
	}
}

// checkContext finds what is wrong with a line that opens a context.
func (p *parser) checkContext(name string, opening Opening, w words) {
	switch {
	case opening == OpensNamed && (w.count == 0 || w.argument == open):
		p.fail(RuleArgument, w.name, "write it between the keyword and the {", "%s has no name", shown(name))
	case w.glued > 0 && w.open == 0:
		p.fail(RuleBraceGlued, w.glued, "put a blank before it", "the server takes the brace for part of the name of this %s", shown(name))
	case w.shut > 0:
		p.fail(RuleCloseInLine, w.shut, "put each directive and the } on lines of their own", "the server opens %s here and does not see the rest of the line", shown(name))
	case w.behindOpen > 0:
		p.warn(RuleIgnored, w.behindOpen, "put it on the next line", "the server ignores what follows a {")
	}
}

// isGlued reports whether a { is part of a name. The server refuses the name; that a context was meant is clear all the same.
func isGlued(name string) bool { return len(name) > 1 && strings.HasSuffix(name, open) }

// printableMax is how many bytes of a name a message shows.
const printableMax = 40

// shown is a name as a message shows it: quoted where it is not plain, and cut.
type shown string

// String implements fmt.Stringer.
func (s shown) String() string { return printable(string(s)) }

// printable returns a name as a message shows it: quoted where it is not plain, and cut.
func printable(name string) string {
	if len(name) > printableMax {
		name = name[:printableMax] + "…"
	}
	if quoted := fmt.Sprintf("%q", name); len(quoted) != len(name)+2 {
		return quoted
	}
	return name
}
