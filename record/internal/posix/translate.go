package posix

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The reasons for which a pattern is refused.
var (
	errBackReference = errors.New("reference back to a group")
	errBrace         = errors.New("repetition that is not closed or makes no sense")
	errBracket       = errors.New("bracket that is not closed or makes no sense")
	errGroup         = errors.New("group that is not closed")
	errSize          = errors.New("too large when repetitions are written out")
	errTrailing      = errors.New("backslash at the end")
)

// translator turns a pattern into the syntax of package regexp.
type translator struct {
	rest  []byte
	flags Flags
	out   []byte
	open  []mark // where the groups that are open begin
	// last is where that begins which a repetition is about; its place is -1 if there is nothing to repeat.
	last mark
	size int // characters so far, repetitions written out
	// repeated says that it is a repetition itself.
	repeated bool
	start    bool // nothing came yet in this alternative
}

// mark is a place in what was translated.
type mark struct{ at, size int }

// here returns the present place.
func (t *translator) here() mark { return mark{at: len(t.out), size: t.size} }

// nothing is the mark of what cannot be repeated.
func nothing() mark { return mark{at: -1} }

// run translates the whole pattern.
func (t *translator) run() error {
	if t.flags&NewLine != 0 {
		t.out = append(t.out, "(?m)"...)
	}
	t.beginAlternative()
	for len(t.rest) > 0 {
		if err := t.next(); err != nil {
			return err
		}
	}
	if len(t.open) > 0 {
		return errGroup
	}
	return nil
}

// extended reports whether the syntax is the extended one.
func (t *translator) extended() bool { return t.flags&Extended != 0 }

// next translates what comes next. In basic syntax operators other than . * [ ^ $ are written with a backslash, in
// extended syntax a backslash takes their meaning away.
func (t *translator) next() error {
	c := t.rest[0]
	t.rest = t.rest[1:]
	switch c {
	case '\\':
		return t.escaped()
	case '[':
		return t.bracket()
	case '.':
		t.any()
	case '*':
		t.repeat("*")
	case '^':
		t.begin()
	case '$':
		t.end()
	case '(', ')', '{', '}', '|', '+', '?':
		if t.extended() {
			return t.operator(c)
		}
		t.literal(c)
	default:
		t.literal(c)
	}
	return nil
}

// escaped translates what stands behind a backslash.
func (t *translator) escaped() error {
	if len(t.rest) == 0 {
		return errTrailing
	}
	c := t.rest[0]
	t.rest = t.rest[1:]
	switch {
	case c >= '1' && c <= '9':
		return errBackReference
	case strings.IndexByte("(){}|+?", c) >= 0 && !t.extended():
		return t.operator(c)
	}
	switch c {
	case 'w':
		t.put("[0-9A-Za-z_]")
	case 'W':
		t.put("[^0-9A-Za-z_]")
	case 's':
		t.put(`[\t-\r ]`)
	case 'S':
		t.put(`[^\t-\r ]`)
	case 'b', '<', '>':
		t.assert(`\b`)
	case 'B':
		t.assert(`\B`)
	case '`':
		t.assert(`\A`)
	case '\'':
		t.assert(`\z`)
	default:
		t.literal(c)
	}
	return nil
}

// operator translates an operator.
func (t *translator) operator(c byte) error {
	switch c {
	case '(':
		t.open = append(t.open, t.here())
		t.out = append(t.out, "(?:"...)
		t.beginAlternative()
	case ')':
		return t.closeGroup()
	case '|':
		t.out = append(t.out, '|')
		t.beginAlternative()
	case '{':
		return t.braces()
	case '}':
		t.literal(c)
	default:
		t.repeat(string(c))
	}
	return nil
}

// beginAlternative notes that nothing can be repeated.
func (t *translator) beginAlternative() { t.start, t.last = true, nothing() }

// closeGroup ends a group. In extended syntax a parenthesis that closes nothing is a character.
func (t *translator) closeGroup() error {
	if len(t.open) == 0 {
		if t.extended() {
			t.literal(')')
			return nil
		}
		return errGroup
	}
	t.out = append(t.out, ')')
	t.last, t.open = t.open[len(t.open)-1], t.open[:len(t.open)-1]
	t.start, t.repeated = false, false
	return nil
}

// repeat repeats what came last. A repetition of nothing is a character in basic syntax, and ignored in the extended.
func (t *translator) repeat(operator string) {
	switch {
	case t.last.at < 0 && !t.extended():
		t.literal(operator[0])
		return
	case t.last.at < 0:
		return
	case t.repeated: // package regexp would take a second operator for part of the first
		t.out = slices.Concat(t.out[:t.last.at], []byte("(?:"), t.out[t.last.at:], []byte(")"))
	}
	t.out = append(t.out, operator...)
	t.repeated = true
}

// braces translates a repetition in braces.
func (t *translator) braces() error {
	closing := "}"
	if !t.extended() {
		closing = `\}`
	}
	bounds, rest, closed := strings.Cut(string(t.rest), closing)
	low, high, isRange := strings.Cut(bounds, ",")
	from, err := bound(low, 0)
	if !closed || err != nil || low == "" && !isRange {
		return errBrace
	}
	to, err := bound(high, from)
	if err != nil || to < from {
		return errBrace
	}
	t.rest = []byte(rest)
	switch {
	case t.last.at < 0 && !t.extended():
		return errBrace
	case !t.grow(max(from, to)):
		return errSize
	case !isRange:
		t.repeat(fmt.Sprintf("{%d}", from))
	case high == "":
		t.repeat(fmt.Sprintf("{%d,}", from))
	default:
		t.repeat(fmt.Sprintf("{%d,%d}", from, to))
	}
	return nil
}

// grow counts that what came last is written out so many times, or reports false if the pattern becomes too large.
func (t *translator) grow(times uint64) bool {
	if t.last.at < 0 {
		return true
	}
	more := uint64(t.size-t.last.size) * times
	t.size += int(min(more, maxSize))
	return t.size < maxSize
}

// bound reads a bound of a repetition.
func bound(text string, otherwise uint64) (uint64, error) {
	if text == "" {
		return otherwise, nil
	}
	return strconv.ParseUint(text, 10, 16)
}
