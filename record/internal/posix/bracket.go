package posix

import "bytes"

// class returns whether a byte belongs to a class of characters.
type class func(c byte) bool

// classes returns the classes by name, in the C locale.
func classes() map[string]class {
	upper := func(c byte) bool { return c >= 'A' && c <= 'Z' }
	lower := func(c byte) bool { return c >= 'a' && c <= 'z' }
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	alpha := func(c byte) bool { return upper(c) || lower(c) }
	alnum := func(c byte) bool { return alpha(c) || digit(c) }
	graph := func(c byte) bool { return c > ' ' && c < 0x7f }
	return map[string]class{
		"upper": upper, "lower": lower, "digit": digit, "alpha": alpha, "alnum": alnum, "graph": graph,
		"print":  func(c byte) bool { return graph(c) || c == ' ' },
		"punct":  func(c byte) bool { return graph(c) && !alnum(c) },
		"space":  func(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' },
		"blank":  func(c byte) bool { return c == ' ' || c == '\t' },
		"cntrl":  func(c byte) bool { return c < ' ' || c == 0x7f },
		"xdigit": func(c byte) bool { return digit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' },
	}
}

// bracket translates a list of characters; its opening bracket was read.
func (t *translator) bracket() error {
	var s set
	inverted := len(t.rest) > 0 && t.rest[0] == '^'
	if inverted {
		t.rest = t.rest[1:]
	}
	for first := true; first || len(t.rest) == 0 || t.rest[0] != ']'; first = false {
		if err := t.bracketItem(&s); err != nil {
			return err
		}
	}
	t.rest = t.rest[1:]
	if inverted {
		if t.flags&IgnoreCase != 0 {
			s.foldCase()
		}
		s.complement()
		t.withoutBreaks(&s)
		t.put(s.expression())
		return nil
	}
	t.putSet(&s)
	return nil
}

// bracketItem reads a character, a range or a class in brackets. A bracket that closes is a character if it comes
// first.
func (t *translator) bracketItem(s *set) error {
	if len(t.rest) == 0 {
		return errBracket
	}
	if len(t.rest) > 1 && t.rest[0] == '[' {
		switch t.rest[1] {
		case ':':
			return t.bracketClass(s)
		case '.', '=':
			return errBracket
		}
	}
	from := t.rest[0]
	t.rest = t.rest[1:]
	if len(t.rest) < 2 || t.rest[0] != '-' || t.rest[1] == ']' {
		s.add(from, from)
		return nil
	}
	to := t.rest[1]
	if to == '[' && len(t.rest) > 2 && (t.rest[2] == '.' || t.rest[2] == '=' || t.rest[2] == ':') || to < from {
		return errBracket
	}
	t.rest = t.rest[2:]
	s.add(from, to)
	return nil
}

// bracketClass reads a class of characters.
func (t *translator) bracketClass(s *set) error {
	name, rest, closed := bytes.Cut(t.rest[2:], []byte(":]"))
	member, known := classes()[string(name)]
	if !closed || !known {
		return errBracket
	}
	for c := range s {
		s[c] = s[c] || member(byte(c))
	}
	t.rest = rest
	return nil
}
