package conf

import (
	"errors"
	"fmt"
	"strings"
)

// The reasons for which a tree cannot be made or changed; errors.Is finds them.
var (
	// ErrTooLarge says that a file exceeds Options.BytesMax.
	ErrTooLarge = errors.New("conf: file too large")
	// ErrWord says that a text cannot be written as one word of the file: it is empty, or it holds a blank, a #, a NUL,
	// or is a brace. The format has no quoting.
	ErrWord = errors.New("conf: cannot be written as a word")
	// ErrLineLength says that a line would be longer than the server reads.
	ErrLineLength = errors.New("conf: line too long")
	// ErrDepth says that contexts would lie deeper in each other than the server allows.
	ErrDepth = errors.New("conf: contexts too deep")
	// ErrPlace says that an edit does not suit the node that it was asked of.
	ErrPlace = errors.New("conf: not possible on this node")
)

// Position is a place in a file.
type Position struct {
	// File is the name that was given to Parse.
	File string
	// Line counts from 1; 0 is a node that was made by a program.
	Line int
	// Column counts bytes from 1.
	Column int
}

// String returns file:line:column.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Rule names what a Problem breaks. The names are stable.
type Rule string

// The rules.
const (
	// RuleLineLength finds lines that the server cuts in two.
	RuleLineLength Rule = "line-length"
	// RuleNUL finds NUL bytes, which end a line for the server.
	RuleNUL Rule = "nul-byte"
	// RuleByteOrderMark finds a byte order mark, which the server takes for part of a name.
	RuleByteOrderMark Rule = "byte-order-mark"
	// RuleBraceAlone finds a { that begins a line.
	RuleBraceAlone Rule = "brace-alone"
	// RuleBraceGlued finds a brace without a blank before or behind it.
	RuleBraceGlued Rule = "brace-glued"
	// RuleBraceUseless finds a { behind what opens no context.
	RuleBraceUseless Rule = "brace-useless"
	// RuleArgument finds a context that needs a name and has none.
	RuleArgument Rule = "argument-missing"
	// RuleCloseExtra finds a } that closes nothing.
	RuleCloseExtra Rule = "close-extra"
	// RuleCloseInLine finds a } that the server does not see because it is not first on its line.
	RuleCloseInLine Rule = "close-in-line"
	// RuleUnclosed finds contexts that the file ends in.
	RuleUnclosed Rule = "unclosed"
	// RuleDepth finds contexts that lie too deep.
	RuleDepth Rule = "depth"
	// RuleIgnored finds words that the server does not look at.
	RuleIgnored Rule = "ignored"
)

// Problem is one thing wrong with a text.
type Problem struct {
	// Position is where.
	Position Position
	// Rule is which rule is broken.
	Rule Rule
	// What says what is wrong, and Fix what to do; neither repeats a value.
	What, Fix string
}

// Error returns place, problem and what to do, in one line.
func (p Problem) Error() string { return fmt.Sprintf("%s: %s: %s", p.Position, p.What, p.Fix) }

// Problems is what is wrong with a file, in the order in which it shows.
type Problems struct {
	// List holds the first of them, see Options.ProblemsMax.
	List []Problem
	// More counts those that are not in the list.
	More int
}

// Error returns one line for each problem.
func (p *Problems) Error() string {
	var text strings.Builder
	for i, problem := range p.List {
		if i > 0 {
			text.WriteByte('\n')
		}
		text.WriteString(problem.Error())
	}
	if p.More > 0 {
		fmt.Fprintf(&text, "\nand %d more", p.More)
	}
	return text.String()
}

// Unwrap returns the problems of the list.
func (p *Problems) Unwrap() []error {
	list := make([]error, len(p.List))
	for i := range p.List {
		list[i] = p.List[i]
	}
	return list
}
