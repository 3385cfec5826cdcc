package secret

import "strings"

// VariableName turns a dotted path of a configuration, or a name of a secret, into the name of an environment variable
// with the prefix. Different paths have different names:
//
//	a-z, 0-9                                           A-Z, 0-9
//	'-' before a letter or digit                       _
//	'.' before a letter or digit                       __
//	everything else, byte by byte                      ___ and two hexadecimal digits, lower case
//
// So namespaces.my-ns.default-ttl is NAMESPACES__MY_NS__DEFAULT_TTL, and my_ns is MY___5fNS. A run of underscores tells
// what it stands for by its length, since a separator that would stand beside another is written in hexadecimal.
func VariableName(prefix, path string) string {
	const digits = "0123456789abcdef"
	name := strings.Builder{}
	name.WriteString(prefix)
	for i := range len(path) {
		c := path[i]
		beforePlain := i+1 < len(path) && isPlain(path[i+1])
		switch {
		case isPlain(c):
			name.WriteByte(upper(c))
		case c == '-' && i > 0 && beforePlain:
			name.WriteByte('_')
		case c == '.' && i > 0 && beforePlain:
			name.WriteString("__")
		default:
			name.WriteString("___")
			name.WriteByte(digits[c>>4])
			name.WriteByte(digits[c&15])
		}
	}
	return name.String()
}

// isPlain reports whether a character is written as its upper case.
func isPlain(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// upper returns the upper case of a plain character.
func upper(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 'A'
	}
	return c
}
