package vault

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// unquote returns the bytes of a JSON string. Unlike encoding/json it makes no Go string of them, which could not be wiped. The
// text must have been checked by encoding/json. The error is ErrReply if it is no string.
func unquote(quoted []byte) ([]byte, error) {
	quoted = bytes.TrimSpace(quoted)
	if len(quoted) < 2 || quoted[0] != '"' || quoted[len(quoted)-1] != '"' {
		return nil, fmt.Errorf("%w: the field is no text", ErrReply)
	}
	text := quoted[1 : len(quoted)-1]
	// What an escape stands for is never longer than the escape.
	plain := make([]byte, 0, len(text))
	for len(text) > 0 {
		if text[0] != '\\' {
			plain, text = append(plain, text[0]), text[1:]
			continue
		}
		var ok bool
		if plain, text, ok = unescape(plain, text); !ok {
			clear(plain)
			return nil, fmt.Errorf("%w: a malformed escape in the field", ErrReply)
		}
	}
	return plain, nil
}

// unescape appends what the escape at the start of a text stands for and returns the rest.
func unescape(to, text []byte) (plain, rest []byte, ok bool) {
	if len(text) < 2 {
		return to, nil, false
	}
	if text[1] == 'u' {
		return unescapeUnicode(to, text)
	}
	const escapes, meanings = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	at := bytes.IndexByte([]byte(escapes), text[1])
	if at < 0 {
		return to, nil, false
	}
	return append(to, meanings[at]), text[2:], true
}

// unescapeUnicode appends what \uXXXX, or a pair of them, stands for.
func unescapeUnicode(to, text []byte) (plain, rest []byte, ok bool) {
	const length = 6
	first, ok := codeUnit(text)
	if !ok {
		return to, nil, false
	}
	rest = text[length:]
	if second, ok := codeUnit(rest); ok && utf16.IsSurrogate(first) {
		if both := utf16.DecodeRune(first, second); both != utf8.RuneError {
			return utf8.AppendRune(to, both), rest[length:], true
		}
	}
	return utf8.AppendRune(to, first), rest, true
}

// codeUnit reads \uXXXX at the start of a text.
func codeUnit(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	value, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(value), err == nil
}

// appendQuoted appends bytes as a JSON string. Bytes that are no UTF-8 are refused with ErrOptions: JSON cannot carry them.
func appendQuoted(to, plain []byte) ([]byte, error) {
	if !utf8.Valid(plain) {
		return to, fmt.Errorf("%w: a credential is not UTF-8", ErrOptions)
	}
	to = append(to, '"')
	for _, b := range plain {
		switch {
		case b == '"' || b == '\\':
			to = append(to, '\\', b)
		case b < ' ':
			to = append(to, `\u00`...)
			to = append(to, "0123456789abcdef"[b>>4], "0123456789abcdef"[b&15])
		default:
			to = append(to, b)
		}
	}
	return append(to, '"'), nil
}

// decode reads a JSON reply.
func decode(reply []byte, into any) error {
	if err := json.Unmarshal(reply, into); err != nil {
		// The error of encoding/json may show a part of the reply.
		return fmt.Errorf("%w: no JSON of the expected form: is this the address of Vault?", ErrReply)
	}
	return nil
}
