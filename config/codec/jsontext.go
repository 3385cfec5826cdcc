package codec

import (
	"encoding/json"
	"unicode/utf8"
)

// quoted reads a text in quotes and puts it on the stack. One without escapes is a part of what is read; others go through the
// library.
func (p *jsonParser) quoted(d document) error {
	plain := true
	for end := p.at + 1; end < len(p.text); end++ {
		switch c := p.text[end]; {
		case c == '"':
			inner := p.text[p.at+1 : end]
			if !plain && !verbatim(inner) {
				if err := json.Unmarshal([]byte(p.text[p.at:end+1]), &inner); err != nil {
					return errJSON
				}
			}
			d.shape, d.quoted, d.text = shapeScalar, true, inner
			p.at = end + 1
			p.push(d)
			return nil
		case c == '\\':
			plain = false
			end++
		case c < ' ':
			p.at = end
			return errJSON
		case c >= utf8.RuneSelf:
			plain = false
		}
	}
	p.at = len(p.text)
	return errJSON
}

// verbatim reports whether a text means itself: no escapes, and valid UTF-8.
func verbatim(text string) bool {
	for i := range len(text) {
		if text[i] == '\\' {
			return false
		}
	}
	return utf8.ValidString(text)
}

// numberLength returns how many bytes at the start of a text are a number of JSON, 0 for none.
func numberLength(text string) int {
	at := 0
	if at < len(text) && text[at] == '-' {
		at++
	}
	whole := digits(text[at:])
	if whole == 0 || whole > 1 && text[at] == '0' {
		return 0
	}
	at += whole
	if at < len(text) && text[at] == '.' {
		fraction := digits(text[at+1:])
		if fraction == 0 {
			return 0
		}
		at += 1 + fraction
	}
	if at < len(text) && (text[at] == 'e' || text[at] == 'E') {
		sign := at + 1
		if sign < len(text) && (text[sign] == '+' || text[sign] == '-') {
			sign++
		}
		exponent := digits(text[sign:])
		if exponent == 0 {
			return 0
		}
		at = sign + exponent
	}
	return at
}

// digits returns how many digits a text begins with.
func digits(text string) int {
	count := 0
	for count < len(text) && '0' <= text[count] && text[count] <= '9' {
		count++
	}
	return count
}
