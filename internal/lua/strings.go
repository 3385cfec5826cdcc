package lua

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// openStrings replaces those functions of the library string whose work or memory would not be bounded.
func (s *state) openStrings() {
	table, ok := s.l.GetGlobal("string").(*lua.LTable)
	if !ok {
		return
	}
	s.l.SetFuncs(table, map[string]lua.LGFunction{
		"rep": s.repeat, "format": s.format, "find": s.find, "match": s.match, "gmatch": s.matches, "gsub": s.substitute,
		"upper": s.mapText(strings.ToUpper), "lower": s.mapText(strings.ToLower), "reverse": s.mapText(reversed),
	})
	for _, name := range []string{"dump", "gfind"} {
		table.RawSetString(name, lua.LNil)
	}
}

// mapText is a function that makes a text of the same size.
func (s *state) mapText(f func(string) string) lua.LGFunction {
	return func(l *lua.LState) int {
		subject := l.CheckString(1)
		s.meter.take(l, len(subject))
		l.Push(lua.LString(f(subject)))
		return 1
	}
}

// reversed returns the bytes of a text in the opposite order.
func reversed(text string) string {
	b := []byte(text)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// repeat is string.rep(s, n, sep).
func (s *state) repeat(l *lua.LState) int {
	text, n, separator := l.CheckString(1), l.CheckInt64(2), l.OptString(3, "")
	each := int64(len(text) + len(separator))
	if n <= 0 || each == 0 {
		l.Push(lua.LString(""))
		return 1
	}
	if n > s.meter.memory/each+1 {
		s.meter.take(l, int(s.meter.memory)+1)
	}
	s.meter.take(l, int(n*each))
	result := strings.Repeat(text+separator, int(n))
	l.Push(lua.LString(result[:len(result)-len(separator)]))
	return 1
}

// newMatcher returns a matcher of a pattern in a subject.
func (s *state) newMatcher(l *lua.LState, subject, pattern string) *matcher {
	return &matcher{subject: subject, pattern: pattern, charge: func(n int) { s.meter.work(l, n) }}
}

// search finds the first match from a place on and returns where it begins and ends, or noMatch.
func (m *matcher) search(l *lua.LState, from int) (begin, end int) {
	first := 0
	anchored := strings.HasPrefix(m.pattern, "^")
	if anchored {
		first = 1
	}
	for begin = from; begin <= len(m.subject); begin++ {
		m.level = 0
		end = m.do(begin, first)
		if m.failure != nil {
			l.RaiseError("%s", m.failure.Error())
		}
		if end != noMatch {
			return begin, end
		}
		if anchored {
			break
		}
	}
	return noMatch, noMatch
}

// captured returns capture i as Lua sees it; without captures the whole match is the only one.
func (m *matcher) captured(l *lua.LState, i, begin, end int) lua.LValue {
	if i >= m.level {
		return lua.LString(m.subject[begin:end])
	}
	c := m.captures[i]
	switch c.length {
	case capturePosition:
		return lua.LNumber(c.start + 1)
	case captureOpen:
		l.RaiseError("unfinished capture")
	}
	return lua.LString(m.subject[c.start : c.start+max(c.length, 0)])
}

// pushCaptures pushes all captures and returns how many.
func (m *matcher) pushCaptures(l *lua.LState, count, begin, end int) int {
	for i := range count {
		l.Push(m.captured(l, i, begin, end))
	}
	return count
}

// start returns the place in a subject that an argument names, from 0; beyond the end it is the length plus 1.
func start(l *lua.LState, n int, subject string) int {
	at := l.OptInt(n, 1)
	switch {
	case at > 0:
		return min(at-1, len(subject)+1)
	case at < 0:
		return max(len(subject)+at, 0)
	}
	return 0
}

// plain reports whether a pattern has no special bytes.
func plain(pattern string) bool { return !strings.ContainsAny(pattern, "^$*+?.([%-") }

// find is string.find(s, pattern, init, plain).
func (s *state) find(l *lua.LState) int {
	subject, pattern := l.CheckString(1), l.CheckString(2)
	from := start(l, 3, subject)
	if from > len(subject) {
		l.Push(lua.LNil)
		return 1
	}
	if l.ToBool(4) || plain(pattern) {
		s.meter.work(l, (len(subject)-from)/16)
		at := strings.Index(subject[from:], pattern)
		if at < 0 {
			l.Push(lua.LNil)
			return 1
		}
		l.Push(lua.LNumber(from + at + 1))
		l.Push(lua.LNumber(from + at + len(pattern)))
		return 2
	}
	m := s.newMatcher(l, subject, pattern)
	begin, end := m.search(l, from)
	if begin == noMatch {
		l.Push(lua.LNil)
		return 1
	}
	l.Push(lua.LNumber(begin + 1))
	l.Push(lua.LNumber(end))
	return 2 + m.pushCaptures(l, m.level, begin, end)
}

// match is string.match(s, pattern, init).
func (s *state) match(l *lua.LState) int {
	subject, pattern := l.CheckString(1), l.CheckString(2)
	m := s.newMatcher(l, subject, pattern)
	begin, end := m.search(l, start(l, 3, subject))
	if begin == noMatch {
		l.Push(lua.LNil)
		return 1
	}
	return m.pushCaptures(l, max(m.level, 1), begin, end)
}

// matches is string.gmatch(s, pattern): an iterator over all matches.
func (s *state) matches(l *lua.LState) int {
	subject, pattern := l.CheckString(1), l.CheckString(2)
	at, lastEnd := 0, noMatch
	l.Push(l.NewFunction(func(l *lua.LState) int {
		for m := s.newMatcher(l, subject, pattern); at <= len(subject); {
			begin, end := m.search(l, at)
			if begin == noMatch {
				break
			}
			at = max(end, begin)
			if end == lastEnd {
				at++ // an empty match behind the last one
				continue
			}
			lastEnd = end
			return m.pushCaptures(l, max(m.level, 1), begin, end)
		}
		at = len(subject) + 1
		l.Push(lua.LNil)
		return 1
	}))
	return 1
}
