package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/client"
)

// The bounds of a summary.
const (
	// maxReasons is how many reasons are told apart; further ones count as one.
	maxReasons = 30
	// maxLines is how many lines of a reason are named.
	maxLines = 5
	// otherReasons is what the further ones are called.
	otherReasons = "other reasons"
)

// summary counts what became of the lines of a load.
type summary struct {
	stored, refused, inDoubt int
	// reasons are why lines were refused, by name.
	reasons map[string]*reason
	// stop says why the load ended early; nil if it did not.
	stop error
}

// reason is one reason with the lines that it hit.
type reason struct {
	// Reason is what it is called.
	Reason string `json:"reason"`
	// Count is how many lines it hit, Lines the first of them.
	Count int   `json:"count"`
	Lines []int `json:"lines"`
	// Example is the full text of one refusal.
	Example string `json:"example"`
}

// loadFacts is a summary as JSON.
type loadFacts struct {
	Stored  int       `json:"stored"`
	Refused int       `json:"refused"`
	InDoubt int       `json:"in_doubt"`
	Seconds float64   `json:"seconds"`
	Reasons []*reason `json:"reasons"`
}

// newSummary returns a summary of nothing.
func newSummary() *summary { return &summary{reasons: make(map[string]*reason)} }

// reasonError is a refusal with a name under which its like are counted.
type reasonError struct {
	name  string
	cause error
}

// Error returns the cause.
func (e *reasonError) Error() string { return e.cause.Error() }

// Unwrap returns the cause.
func (e *reasonError) Unwrap() error { return e.cause }

// because names the reason of an error; nil stays nil.
func because(name string, err error) error {
	if err == nil {
		return nil
	}
	return &reasonError{name: name, cause: err}
}

// reasonOf returns the name of an error's reason.
func reasonOf(err error) string {
	var named *reasonError
	if errors.As(err, &named) {
		return named.name
	}
	return otherReasons
}

// add counts a line that was refused, or whose write may have happened.
func (s *summary) add(line int, name string, err error) {
	s.refused++
	var failure *client.Error
	if errors.As(err, &failure) && failure.InDoubt {
		s.inDoubt++
	}
	r := s.reasons[name]
	if r == nil && len(s.reasons) >= maxReasons {
		name = otherReasons
		r = s.reasons[name]
	}
	if r == nil {
		r = &reason{Reason: name, Example: err.Error()}
		s.reasons[name] = r
	}
	r.Count++
	// Lines are refused in any order; the smallest are kept.
	at, _ := slices.BinarySearch(r.Lines, line)
	if at == 0 {
		r.Example = err.Error()
	}
	r.Lines = slices.Insert(r.Lines, at, line)
	r.Lines = r.Lines[:min(len(r.Lines), maxLines)]
}

// sorted returns the reasons, the most frequent first.
func (s *summary) sorted() []*reason {
	all := make([]*reason, 0, len(s.reasons))
	for _, r := range s.reasons {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *reason) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Reason, b.Reason)
	})
	return all
}

// facts returns the summary for JSON.
func (s *summary) facts(seconds float64) loadFacts {
	return loadFacts{
		Stored: s.stored, Refused: s.refused, InDoubt: s.inDoubt, Seconds: seconds, Reasons: s.sorted(),
	}
}

// text returns the summary for a person.
func (s *summary) text(seconds float64) string {
	var text strings.Builder
	fmt.Fprintf(&text, "stored %d records in %.1f s", s.stored, seconds)
	if seconds > 0 {
		fmt.Fprintf(&text, " (%.0f per second)", float64(s.stored)/seconds)
	}
	text.WriteByte('\n')
	if s.refused == 0 {
		return text.String()
	}
	fmt.Fprintf(&text, "refused %d:\n", s.refused)
	for _, r := range s.sorted() {
		lines := strings.Trim(strings.ReplaceAll(fmt.Sprint(r.Lines), " ", ", "), "[]")
		if r.Count > len(r.Lines) {
			lines += ", …"
		}
		fmt.Fprintf(&text, "  %d  %s: line %s\n      %s\n", r.Count, r.Reason, lines, r.Example)
	}
	return text.String()
}
