package problem

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/config/tree"
)

// ErrInvalid is what every Problems with an error in it is, for errors.Is.
var ErrInvalid = errors.New("config: not valid")

// Severity says how bad a problem is.
type Severity uint8

// The severities.
const (
	// Error makes a configuration unusable.
	Error Severity = iota
	// Warning is accepted but probably not meant.
	Warning
	// Note is worth a look, and counts for nothing: the machine at hand may not be the one that is meant.
	Note
)

// String returns error, warning or note.
func (s Severity) String() string { return [...]string{"error", "warning", "note"}[s] }

// MarshalText returns error, warning or note.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Problem is one thing wrong with a configuration.
type Problem struct {
	// Severity says how bad it is.
	Severity Severity `json:"severity"`
	// Rule is the name of the rule that is broken; names are stable.
	Rule string `json:"rule"`
	// Path leads to the option or context.
	Path string `json:"path,omitempty"`
	// Value is what was written, where that helps and is no secret.
	Value string `json:"value,omitempty"`
	// Origin is where.
	Origin tree.Origin `json:"origin"`
	// What says what is wrong, Fix what to do.
	What string `json:"what"`
	// Fix says what to do.
	Fix string `json:"fix,omitempty"`
}

// Error returns place, path, problem and what to do, in one line.
func (p Problem) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s: ", p.Origin, p.Severity)
	if p.Path != "" {
		fmt.Fprintf(&text, "%s: ", p.Path)
	}
	text.WriteString(p.What)
	if p.Fix != "" {
		fmt.Fprintf(&text, "; %s", p.Fix)
	}
	fmt.Fprintf(&text, " [%s]", p.Rule)
	return text.String()
}

// Problems are all problems of a configuration. They are an error where one of them is.
type Problems []Problem

// Error returns one line for each problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Is reports whether the target is ErrInvalid.
func (p Problems) Is(target error) bool { return target == ErrInvalid }

// Count returns how many problems have a severity.
func (p Problems) Count(s Severity) int {
	count := 0
	for _, one := range p {
		if one.Severity == s {
			count++
		}
	}
	return count
}

// Err returns the problems as an error if one of them is an error, else nil.
func (p Problems) Err() error {
	if p.Count(Error) == 0 {
		return nil
	}
	return p
}

// Sort puts the problems into the order of their places: by file, line and column, then by path and rule.
func (p Problems) Sort() {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Origin.Name, b.Origin.Name), cmp.Compare(a.Origin.Line, b.Origin.Line),
			cmp.Compare(a.Origin.Column, b.Origin.Column), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Rule, b.Rule))
	})
}
