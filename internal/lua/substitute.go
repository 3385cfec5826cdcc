package lua

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// substitution is a string.gsub under way.
type substitution struct {
	s           *state
	l           *lua.LState
	m           *matcher
	out         strings.Builder
	replacement lua.LValue
}

// substitute is string.gsub(s, pattern, replacement, n).
func (s *state) substitute(l *lua.LState) int {
	subject, pattern := l.CheckString(1), l.CheckString(2)
	limit := l.OptInt(4, len(subject)+1)
	anchored := strings.HasPrefix(pattern, "^")
	g := &substitution{s: s, l: l, m: s.newMatcher(l, subject, strings.TrimPrefix(pattern, "^")), replacement: l.Get(3)}
	count, at, lastEnd := 0, 0, noMatch
	for count < limit {
		g.m.level = 0
		end := g.m.do(at, 0)
		if g.m.failure != nil {
			l.RaiseError("%s", g.m.failure.Error())
		}
		switch {
		case end != noMatch && end != lastEnd:
			count++
			g.write(g.value(at, end))
			at, lastEnd = end, end
		case at < len(subject):
			g.write(subject[at : at+1])
			at++
		default:
			at++
		}
		if at > len(subject) || anchored {
			break
		}
	}
	if at < len(subject) {
		g.write(subject[at:])
	}
	l.Push(lua.LString(g.out.String()))
	l.Push(lua.LNumber(count))
	return 2
}

// write adds to the result and charges for it.
func (g *substitution) write(text string) {
	g.s.meter.take(g.l, len(text))
	g.out.WriteString(text)
}

// value returns what replaces a match.
func (g *substitution) value(begin, end int) string {
	var result lua.LValue
	switch replacement := g.replacement.(type) {
	case lua.LString, lua.LNumber:
		return g.expand(replacement.String(), begin, end)
	case *lua.LTable:
		result = g.l.GetTable(replacement, g.m.captured(g.l, 0, begin, end))
	case *lua.LFunction:
		g.l.Push(replacement)
		level := max(g.m.level, 1)
		g.m.pushCaptures(g.l, level, begin, end)
		g.l.Call(level, 1)
		result = g.l.Get(-1)
		g.l.Pop(1)
	default:
		g.l.ArgError(3, "string/function/table expected")
		return ""
	}
	switch {
	case lua.LVIsFalse(result):
		return g.m.subject[begin:end]
	case joinable(result):
		return result.String()
	}
	g.l.RaiseError("invalid replacement value (a %s)", result.Type().String())
	return ""
}

// expand returns a replacement text with its captures filled in.
func (g *substitution) expand(text string, begin, end int) string {
	if !strings.Contains(text, "%") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			b.WriteByte(text[i])
			continue
		}
		i++
		part := "%"
		switch {
		case i < len(text) && text[i] == '0':
			part = g.m.subject[begin:end]
		case i < len(text) && isDigit(text[i]):
			index := int(text[i] - '1')
			if index > 0 && index >= g.m.level {
				g.l.RaiseError("invalid capture index %%%d in replacement string", index+1)
			}
			part = g.m.captured(g.l, index, begin, end).String()
		case i >= len(text) || text[i] != '%':
			g.l.RaiseError("invalid use of '%%' in replacement string")
		}
		g.s.meter.take(g.l, len(part))
		b.WriteString(part)
	}
	return b.String()
}
