package lua

// classEnd returns where the class that begins at p ends.
func (m *matcher) classEnd(p int) int {
	c := m.pattern[p]
	p++
	switch c {
	case '%':
		if p >= len(m.pattern) {
			return m.failClass(errPatternEnd)
		}
		return p + 1
	case '[':
		return m.setEnd(p)
	}
	return p
}

// failClass notes that the pattern is wrong and returns its end.
func (m *matcher) failClass(err error) int {
	m.fail(err)
	return len(m.pattern)
}

// setEnd returns where the set whose content begins at p ends.
func (m *matcher) setEnd(p int) int {
	if m.at(p) == '^' {
		p++
	}
	for first := true; ; first = false {
		if p >= len(m.pattern) {
			return m.failClass(errPatternClass)
		}
		c := m.pattern[p]
		p++
		if c == ']' && !first {
			return p
		}
		if c == '%' {
			p++
		}
	}
}

// single reports whether the subject's byte at s belongs to the class from p to end.
func (m *matcher) single(s, p, end int) bool {
	if s >= len(m.subject) {
		return false
	}
	c := m.subject[s]
	switch m.pattern[p] {
	case '.':
		return true
	case '%':
		return inClass(c, m.pattern[p+1])
	case '[':
		return m.inSet(c, p, end-1)
	default:
		return m.pattern[p] == c
	}
}

// inSet reports whether a byte belongs to the set from its '[' at p to its ']' at last.
func (m *matcher) inSet(c byte, p, last int) bool {
	belongs := true
	p++
	if m.at(p) == '^' {
		belongs = false
		p++
	}
	for p < last {
		switch {
		case m.pattern[p] == '%' && p+1 < last:
			if inClass(c, m.pattern[p+1]) {
				return belongs
			}
			p += 2
		case m.at(p+1) == '-' && p+2 < last:
			if m.pattern[p] <= c && c <= m.pattern[p+2] {
				return belongs
			}
			p += 3
		default:
			if m.pattern[p] == c {
				return belongs
			}
			p++
		}
	}
	return !belongs
}

// inClass reports whether a byte belongs to the class of a letter; upper case is the complement, other bytes stand
// for themselves.
func inClass(c, class byte) bool {
	var belongs bool
	switch class | 0x20 {
	case 'a':
		belongs = isLetter(c)
	case 'c':
		belongs = c < ' ' || c == 0x7f
	case 'd':
		belongs = isDigit(c)
	case 'g':
		belongs = c > ' ' && c < 0x7f
	case 'l':
		belongs = c >= 'a' && c <= 'z'
	case 'p':
		belongs = c > ' ' && c < 0x7f && !isLetter(c) && !isDigit(c)
	case 's':
		belongs = c == ' ' || c >= '\t' && c <= '\r'
	case 'u':
		belongs = c >= 'A' && c <= 'Z'
	case 'w':
		belongs = isLetter(c) || isDigit(c)
	case 'x':
		belongs = isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f'
	default:
		return class == c
	}
	if !isLetter(class) {
		return class == c
	}
	return belongs == (class >= 'a')
}

// isLetter reports whether a byte is an ASCII letter.
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isDigit reports whether a byte is a decimal digit.
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
