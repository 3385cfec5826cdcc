package posix

import "fmt"

// put appends something that can be repeated.
func (t *translator) put(expression string) {
	t.last, t.repeated, t.start = t.here(), false, false
	t.size++
	t.out = append(t.out, expression...)
}

// assert appends something that stands between characters.
func (t *translator) assert(expression string) {
	t.out = append(t.out, expression...)
	t.start, t.last = false, nothing()
}

// literal appends a character that means itself.
func (t *translator) literal(c byte) {
	var s set
	s.add(c, c)
	t.putSet(&s)
}

// any appends what a dot means.
func (t *translator) any() {
	var s set
	s.complement()
	t.withoutBreaks(&s)
	t.putSet(&s)
}

// withoutBreaks takes line breaks out of a set that was told by what is not in it.
func (t *translator) withoutBreaks(s *set) {
	if t.flags&NewLine != 0 {
		s['\n'] = false
	}
}

// putSet appends one of the characters in the set.
func (t *translator) putSet(s *set) {
	if t.flags&IgnoreCase != 0 {
		s.foldCase()
	}
	t.put(s.expression())
}

// begin translates a circumflex. In basic syntax it is a character, unless it begins the pattern or a group.
func (t *translator) begin() {
	if t.extended() || t.start {
		t.out = append(t.out, '^') // what follows still begins the alternative
		return
	}
	t.literal('^')
}

// end translates a dollar sign. In basic syntax it is a character, unless it ends the pattern or a group.
func (t *translator) end() {
	ends := len(t.rest) == 0 || len(t.rest) > 1 && t.rest[0] == '\\' && (t.rest[1] == ')' || t.rest[1] == '|')
	if t.extended() || ends {
		t.assert("$")
		return
	}
	t.literal('$')
}

// set is a set of bytes.
type set [256]bool

// add adds a range of bytes, both ends included.
func (s *set) add(from, to byte) {
	for c := int(from); c <= int(to); c++ {
		s[c] = true
	}
}

// complement turns the set into what is not in it.
func (s *set) complement() {
	for c := range s {
		s[c] = !s[c]
	}
}

// foldCase adds the other case of the ASCII letters in the set.
func (s *set) foldCase() {
	for c := 'a'; c <= 'z'; c++ {
		upper := c - 'a' + 'A'
		both := s[c] || s[upper]
		s[c], s[upper] = both, both
	}
}

// expression returns the set in the syntax of package regexp.
func (s *set) expression() string {
	out := []byte("[")
	for from := 0; from < len(s); from++ {
		if !s[from] {
			continue
		}
		to := from
		for to+1 < len(s) && s[to+1] {
			to++
		}
		out = fmt.Appendf(out, `\x{%x}-\x{%x}`, from, to)
		from = to
	}
	if len(out) == 1 {
		return `[^\x{0}-\x{10ffff}]`
	}
	return string(append(out, ']'))
}
