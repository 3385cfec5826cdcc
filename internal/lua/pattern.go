package lua

import (
	"errors"
)

// The bounds of a pattern.
const (
	maxCaptures     = 32
	maxPatternDepth = 200
)

// What a capture's length says while it is open, or when it stands for a position.
const (
	captureOpen     = -1
	capturePosition = -2
)

// matcher matches one pattern against one subject, as Lua's manual describes patterns. Its work is charged, so that a
// pattern that tries everything ends with the call's instructions.
type matcher struct {
	subject, pattern string
	charge           func(steps int)
	depth            int
	level            int
	captures         [maxCaptures]capture
	failure          error
}

// capture is a part of the subject that a match has captured.
type capture struct{ start, length int }

// errPattern are the ways in which a pattern can be wrong.
var (
	errPatternEnd      = errors.New("malformed pattern (ends with '%')")
	errPatternClass    = errors.New("malformed pattern (missing ']')")
	errPatternCapture  = errors.New("invalid capture index")
	errPatternUnopened = errors.New("invalid pattern capture")
	errPatternBalance  = errors.New("malformed pattern (missing arguments to '%b')")
	errPatternFrontier = errors.New("missing '[' after '%f' in pattern")
	errPatternMany     = errors.New("too many captures")
	errPatternComplex  = errors.New("pattern too complex")
)

// noMatch is the result of do where there is no match.
const noMatch = -1

// fail notes that the pattern is wrong.
func (m *matcher) fail(err error) int {
	if m.failure == nil {
		m.failure = err
	}
	return noMatch
}

// at returns the pattern's byte, 0 behind its end.
func (m *matcher) at(p int) byte {
	if p < len(m.pattern) {
		return m.pattern[p]
	}
	return 0
}

// do matches the pattern from p on at the subject's place s and returns where the match ends.
func (m *matcher) do(s, p int) int {
	m.depth++
	defer func() { m.depth-- }()
	if m.depth > maxPatternDepth {
		return m.fail(errPatternComplex)
	}
	for m.failure == nil {
		m.charge(1)
		if p >= len(m.pattern) {
			return s
		}
		switch m.pattern[p] {
		case '(':
			if m.at(p+1) == ')' {
				return m.open(s, p+2, capturePosition)
			}
			return m.open(s, p+1, captureOpen)
		case ')':
			return m.close(s, p+1)
		case '$':
			if p+1 == len(m.pattern) {
				if s == len(m.subject) {
					return s
				}
				return noMatch
			}
		case '%':
			if end, next, special := m.special(s, p); special {
				if end == noMatch {
					return noMatch
				}
				s, p = end, next
				continue
			}
		}
		end := m.classEnd(p)
		if m.failure != nil {
			return noMatch
		}
		switch m.at(end) {
		case '?':
			if m.single(s, p, end) {
				if result := m.do(s+1, end+1); result != noMatch {
					return result
				}
			}
			p = end + 1
		case '+':
			if !m.single(s, p, end) {
				return noMatch
			}
			return m.most(s+1, p, end)
		case '*':
			return m.most(s, p, end)
		case '-':
			return m.least(s, p, end)
		default:
			if !m.single(s, p, end) {
				return noMatch
			}
			s, p = s+1, end
		}
	}
	return noMatch
}

// special matches what begins with '%' and is no class: a balance, a frontier or a capture's text. It returns where
// the match ends and where the pattern goes on.
func (m *matcher) special(s, p int) (end, next int, special bool) {
	switch c := m.at(p + 1); {
	case c == 'b':
		return m.balance(s, p+2), p + 4, true
	case c == 'f':
		return m.frontier(s, p+2)
	case c >= '0' && c <= '9':
		return m.again(s, c), p + 2, true
	}
	return 0, 0, false
}

// open begins a capture.
func (m *matcher) open(s, p, length int) int {
	if m.level >= maxCaptures {
		return m.fail(errPatternMany)
	}
	m.captures[m.level] = capture{s, length}
	m.level++
	end := m.do(s, p)
	if end == noMatch {
		m.level--
	}
	return end
}

// close ends the innermost open capture.
func (m *matcher) close(s, p int) int {
	for i := m.level - 1; i >= 0; i-- {
		if m.captures[i].length != captureOpen {
			continue
		}
		m.captures[i].length = s - m.captures[i].start
		end := m.do(s, p)
		if end == noMatch {
			m.captures[i].length = captureOpen
		}
		return end
	}
	return m.fail(errPatternUnopened)
}

// most matches a class as often as possible, then the rest.
func (m *matcher) most(s, p, end int) int {
	count := 0
	for m.single(s+count, p, end) {
		count++
	}
	m.charge(count)
	for ; count >= 0 && m.failure == nil; count-- {
		if result := m.do(s+count, end+1); result != noMatch {
			return result
		}
	}
	return noMatch
}

// least matches a class as seldom as possible, then the rest.
func (m *matcher) least(s, p, end int) int {
	for m.failure == nil {
		if result := m.do(s, end+1); result != noMatch {
			return result
		}
		if !m.single(s, p, end) {
			return noMatch
		}
		m.charge(1)
		s++
	}
	return noMatch
}

// balance matches %bxy: from x to the y that closes it.
func (m *matcher) balance(s, p int) int {
	if p+1 >= len(m.pattern) {
		return m.fail(errPatternBalance)
	}
	if s >= len(m.subject) || m.subject[s] != m.pattern[p] {
		return noMatch
	}
	begin, close, depth := m.pattern[p], m.pattern[p+1], 1
	for at := s + 1; at < len(m.subject); at++ {
		switch m.subject[at] {
		case close:
			if depth--; depth == 0 {
				m.charge(at - s)
				return at + 1
			}
		case begin:
			depth++
		}
	}
	m.charge(len(m.subject) - s)
	return noMatch
}

// frontier matches %f[set]: a place between a byte outside of the set and one inside.
func (m *matcher) frontier(s, p int) (end, next int, special bool) {
	if m.at(p) != '[' {
		return m.fail(errPatternFrontier), 0, true
	}
	next = m.classEnd(p)
	if m.failure != nil {
		return noMatch, 0, true
	}
	var before, here byte
	if s > 0 {
		before = m.subject[s-1]
	}
	if s < len(m.subject) {
		here = m.subject[s]
	}
	if !m.inSet(before, p, next-1) && m.inSet(here, p, next-1) {
		return s, next, true
	}
	return noMatch, 0, true
}

// again matches the text of an earlier capture.
func (m *matcher) again(s int, digit byte) int {
	index := int(digit) - '1'
	if index < 0 || index >= m.level || m.captures[index].length == captureOpen {
		return m.fail(errPatternCapture)
	}
	c := m.captures[index]
	length := max(c.length, 0)
	if len(m.subject)-s < length || m.subject[s:s+length] != m.subject[c.start:c.start+length] {
		return noMatch
	}
	m.charge(length)
	return s + length
}
