package lua

import (
	"fmt"
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// maxDirective is how long a directive of string.format may be: flags, width of two digits, precision of two.
const maxDirective = 10

// format is string.format(text, ...).
func (s *state) format(l *lua.LState) int {
	text, argument := l.CheckString(1), 1
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			b.WriteByte(text[i])
			continue
		}
		spec, verb, size := directive(text[i:])
		i += size - 1
		if verb == '%' && spec == "%" {
			b.WriteByte('%')
			continue
		}
		if verb == 0 {
			l.RaiseError("invalid conversion '%s' to 'format'", text[i+1-size:min(len(text), i+1)])
		}
		argument++
		part := formatted(l, spec, verb, argument)
		s.meter.take(l, len(part))
		b.WriteString(part)
	}
	s.meter.take(l, b.Len())
	l.Push(lua.LString(b.String()))
	return 1
}

// directive splits the directive at the beginning of a text into its flags with the percent sign and its verb; 0 for
// a directive that is none.
func directive(text string) (spec string, verb byte, size int) {
	i := 1
	for i < len(text) && strings.IndexByte("-+ #0", text[i]) >= 0 {
		i++
	}
	i = digits(text, i)
	if i < len(text) && text[i] == '.' {
		i = digits(text, i+1)
	}
	if i >= len(text) || i > maxDirective {
		return "", 0, min(i+1, len(text))
	}
	if strings.IndexByte("%aAcdeEfFgGioqsuxX", text[i]) < 0 {
		return "", 0, i + 1
	}
	return text[:i], text[i], i + 1
}

// digits returns the place behind up to two digits.
func digits(text string, i int) int {
	for n := 0; n < 2 && i < len(text) && isDigit(text[i]); n++ {
		i++
	}
	return i
}

// formatted returns one argument in the form of a directive.
func formatted(l *lua.LState, spec string, verb byte, n int) string {
	switch verb {
	case 'd', 'i':
		return fmt.Sprintf(spec+"d", integerArgument(l, n))
	case 'u':
		return fmt.Sprintf(spec+"d", uint64(integerArgument(l, n)))
	case 'c':
		return string([]byte{byte(integerArgument(l, n))})
	case 'x', 'X', 'o':
		return fmt.Sprintf(spec+string(verb), uint64(integerArgument(l, n)))
	case 'a', 'A':
		return fmt.Sprintf(spec+string(verb+'x'-'a'), floatArgument(l, n))
	case 'e', 'E', 'f', 'F', 'g', 'G':
		return floatText(spec, verb, floatArgument(l, n))
	case 'q':
		return quoted(l.CheckString(n))
	}
	return fmt.Sprintf(spec+"s", l.ToStringMeta(l.CheckAny(n)).String())
}

// floatText formats a float as C does.
func floatText(spec string, verb byte, v float64) string {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%v", v), "+"))
	}
	if (verb == 'g' || verb == 'G') && !strings.Contains(spec, ".") {
		spec += ".6"
	}
	return fmt.Sprintf(spec+string(verb), v)
}

// integerArgument returns an argument that must be a number without a fraction.
func integerArgument(l *lua.LState, n int) int64 {
	if v, ok := need(l, n).(int64); ok {
		return v
	}
	f := float64(l.CheckNumber(n))
	if whole, ok := number(f).(int64); ok {
		return whole
	}
	l.ArgError(n, "number has no integer representation")
	return 0
}

// floatArgument returns an argument that must be a number.
func floatArgument(l *lua.LState, n int) float64 {
	if v, ok := need(l, n).(int64); ok {
		return float64(v)
	}
	return float64(l.CheckNumber(n))
}

// quoted returns a text as a literal that Lua reads back.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\\', '\n':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '\r':
			b.WriteString("\\r")
		case 0:
			b.WriteString("\\000")
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
