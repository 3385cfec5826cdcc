package posix

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
)

// Flags choose the dialect. The numbers are those of the C library.
type Flags uint8

// The flags.
const (
	// Extended chooses extended syntax.
	Extended Flags = 1 << iota
	// IgnoreCase takes upper and lower case of ASCII letters for the same.
	IgnoreCase
	// NewLine lets ^ and $ match at line breaks, which dots and lists of what is excluded do not match then.
	NewLine
	// NoCapture has no effect: nothing is captured.
	NoCapture
)

// MaxPattern is the longest pattern in bytes.
const MaxPattern = 1 << 14

// maxSize is how many characters a pattern may have after its repetitions are written out.
const maxSize = 1 << 14

// ErrPattern is wrapped by the errors of Compile.
var ErrPattern = errors.New("posix: not a regular expression that can be used")

// Pattern is a compiled regular expression. It may be shared.
type Pattern struct{ compiled *regexp.Regexp }

// Compile compiles a pattern. Flags that do not exist are ignored. Errors wrap ErrPattern.
func Compile(pattern []byte, flags Flags) (*Pattern, error) {
	pattern = upToZero(pattern)
	if len(pattern) > MaxPattern {
		return nil, ErrPattern
	}
	t := translator{rest: pattern, flags: flags}
	if err := t.run(); err != nil {
		return nil, errors.Join(ErrPattern, err)
	}
	compiled, err := regexp.Compile(string(t.out))
	if err != nil {
		return nil, errors.Join(ErrPattern, err)
	}
	return &Pattern{compiled: compiled}, nil
}

// Match reports whether the pattern matches somewhere in the text.
func (p *Pattern) Match(text []byte) bool {
	text = upToZero(text)
	for _, c := range text {
		if c >= asciiEnd {
			return p.compiled.MatchString(widen(text))
		}
	}
	return p.compiled.Match(text)
}

// asciiEnd is the first byte that is not ASCII.
const asciiEnd = 0x80

// upToZero returns what comes before the first zero byte.
func upToZero(b []byte) []byte {
	before, _, _ := bytes.Cut(b, []byte{0})
	return before
}

// widen returns a text with one character for each byte.
func widen(text []byte) string {
	var b strings.Builder
	b.Grow(2 * len(text))
	for _, c := range text {
		b.WriteRune(rune(c))
	}
	return b.String()
}
