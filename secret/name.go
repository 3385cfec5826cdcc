package secret

import (
	"fmt"
	"strings"
)

// Name names a secret inside a provider: parts of lower-case letters, digits, '-', '_' and '.', separated by '/', such as
// client/password or tls/edge.internal/key-passphrase. It is at most nameMax bytes long, and no part begins with a dot, so
// that a name is always a safe relative path.
type Name string

// nameMax bounds a name in bytes.
const nameMax = 200

// ParseName checks a name. It returns an error that wraps ErrName and says what is wrong with it.
func ParseName(text string) (Name, error) {
	if len(text) > nameMax {
		return "", fmt.Errorf("%w: longer than %d bytes", ErrName, nameMax)
	}
	for part := range strings.SplitSeq(text, "/") {
		if part == "" || part[0] == '.' {
			return "", fmt.Errorf("%w: each part between slashes needs a character and must not begin with a dot", ErrName)
		}
		if strings.ContainsFunc(part, func(r rune) bool { return !isNameRune(r) }) {
			return "", fmt.Errorf("%w: only lower-case letters, digits, '-', '_', '.' and '/' are allowed", ErrName)
		}
	}
	return Name(text), nil
}

// isNameRune reports whether a part of a name may contain the character.
func isNameRune(r rune) bool {
	return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_' || r == '.'
}
