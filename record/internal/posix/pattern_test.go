package posix

import (
	"errors"
	"strings"
	"testing"
)

// TestMatch matches texts against patterns; what is expected follows from the standard and the manual of the C library.
func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern string
		flags   Flags
		text    string
		want    bool
	}{
		{"abc", 0, "xabcx", true},
		{"a+b", 0, "a+b", true},
		{"a+b", 0, "aab", false},
		{`a\+b`, 0, "aab", true},
		{"a+b", Extended, "aab", true},
		{"^a", 0, "ba", false},
		{"a^b", 0, "a^b", true},
		{"a$b", 0, "a$b", true},
		{`\(a\)$`, 0, "ba", true},
		{"*a", 0, "*a", true},
		{"*a", Extended, "a", true},
		{"a**", 0, "", true},
		{"a+?", Extended, "", true},
		{"(ab|cd)ef", Extended, "cdef", true},
		{`ab\|cd`, 0, "cd", true},
		{"ab|cd", 0, "ab|cd", true},
		{"x{2,3}y", Extended, "xy", false},
		{"x{2,3}y", Extended, "xxy", true},
		{`x\{2\}y`, 0, "xxy", true},
		{"x{2}y", 0, "x{2}y", true},
		{"^x{,2}$", Extended, "xxx", false},
		{"[]x]", 0, "]", true},
		{"[^]x]", 0, "]x", false},
		{`[\n]`, 0, `\`, true},
		{"[a-c]$", 0, "c", true},
		{"[a-]$", 0, "-", true},
		{"[[:digit:]_]+$", Extended, "a1_", true},
		{"[[:upper:]]", 0, "a", false},
		{"[[:upper:]]", IgnoreCase, "a", true},
		{"[^a]", IgnoreCase, "A", false},
		{"HeLLo", IgnoreCase, "hello", true},
		{"^..$", 0, "é", true},
		{"^.$", 0, "é", false},
		{"a.b", 0, "a\nb", true},
		{"a.b", NewLine, "a\nb", false},
		{"^b$", NewLine, "a\nb\nc", true},
		{"^b$", 0, "a\nb\nc", false},
		{"a[^x]b", NewLine, "a\nb", false},
		{"b", 0, "a\x00b", false},
		{"a\x00(", Extended, "a", true},
		{"a)", Extended, "a)", true},
		{`\<b`, 0, "a b", true},
		{`\w\s`, 0, "a ", true},
		{"", 0, "", true},
		{"[b-b]{3}", Extended, "bbb", true},
	} {
		p, err := Compile([]byte(c.pattern), c.flags)
		if err != nil {
			t.Errorf("%q with flags %d: %v", c.pattern, c.flags, err)
			continue
		}
		if got := p.Match([]byte(c.text)); got != c.want {
			t.Errorf("%q with flags %d on %q: %v, want %v", c.pattern, c.flags, c.text, got, c.want)
		}
	}
}

// TestRefused compiles patterns that are refused.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		pattern string
		flags   Flags
	}{
		{"[", 0},
		{"[a", 0},
		{"(", Extended},
		{`\(`, 0},
		{`\)`, 0},
		{`\`, 0},
		{"x{", Extended},
		{"x{3,2}", Extended},
		{"[z-a]", 0},
		{"[[:nothing:]]", 0},
		{`\(a\)\1`, 0},
		{"[[.a.]]", 0},
		{`\{1\}`, 0},
		{strings.Repeat("a", MaxPattern+1), 0},
		{"(((a{100}){100}){100})", Extended},
	} {
		if _, err := Compile([]byte(c.pattern), c.flags); !errors.Is(err, ErrPattern) {
			t.Errorf("%.20q: error %v", c.pattern, err)
		}
	}
}

// FuzzCompile feeds arbitrary patterns: nothing panics, and what compiles can be matched.
func FuzzCompile(f *testing.F) {
	f.Add([]byte(`a\{2\}[[:alpha:]]*`), byte(0), []byte("aax"))
	f.Add([]byte(`(a|b)*?{2,3}^$`), byte(Extended|NewLine), []byte("ab"))
	f.Fuzz(func(t *testing.T, pattern []byte, flags byte, text []byte) {
		p, err := Compile(pattern, Flags(flags))
		if err != nil {
			if !errors.Is(err, ErrPattern) {
				t.Fatalf("error %v", err)
			}
			return
		}
		p.Match(text)
	})
}
