package codec

import "strings"

// keyMax bounds a key that is read here: YAML wants keys of up to 1,024 characters.
const keyMax = 255

// inline reads a value on one line: a word, a text in quotes, or a list of these in brackets.
func (p *plainParser) inline() bool {
	if p.text[p.at] == '[' {
		return p.brackets() && p.done()
	}
	return p.scalar('\n')
}

// scalar reads a text and puts it on the stack. Behind it must come the end that is asked for: a colon, which it goes over, or the
// end of the line.
func (p *plainParser) scalar(end byte) bool {
	d := p.here()
	d.shape = shapeScalar
	if c := p.text[p.at]; c == '"' || c == '\'' {
		if !p.quotes(&d, c) {
			return false
		}
		p.push(d)
		if end == ':' {
			return p.at-p.begin < keyMax && p.colon()
		}
		return p.done()
	}
	if !starts(p.text[p.at:]) {
		return false
	}
	from := p.at
	for ; p.at < len(p.text) && p.text[p.at] != '\n'; p.at++ {
		switch p.text[p.at] {
		case ':':
			if p.separates() {
				p.word(&d, from)
				return end == ':' && p.at-from < keyMax && p.colon()
			}
		case '#':
			if p.text[p.at-1] == ' ' {
				p.word(&d, from)
				return end == '\n'
			}
		}
	}
	p.word(&d, from)
	return end == '\n'
}

// word puts what was read from a place on the stack, as a word without quotes.
func (p *plainParser) word(d *document, from int) {
	d.text = strings.TrimRight(p.text[from:p.at], " ")
	switch d.text {
	case "null", "Null", "NULL":
		d.shape = shapeNull
	}
	p.push(*d)
}

// starts reports whether a word without quotes begins here that means a text, a number, a truth value or null.
func starts(text string) bool {
	c := text[0]
	if c == '-' && len(text) > 1 {
		c = text[1]
		return letter(c)
	}
	return letter(c) || c == '/' || c == '_' || c == '.' || c == '+'
}

// letter reports whether a byte is a letter or a digit.
func letter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// separates reports whether the colon here ends a key.
func (p *plainParser) separates() bool {
	return p.at+1 == len(p.text) || p.text[p.at+1] == ' ' || p.text[p.at+1] == '\n'
}

// colon goes over a colon that ends a key.
func (p *plainParser) colon() bool {
	if p.at == len(p.text) || p.text[p.at] != ':' || !p.separates() {
		return false
	}
	p.at++
	return true
}

// quotes reads a text in quotes on one line, without escapes.
func (p *plainParser) quotes(d *document, quote byte) bool {
	p.at++
	rest := p.text[p.at:]
	length := strings.IndexByte(rest, quote)
	if length < 0 || quote == '\'' && strings.HasPrefix(rest[length+1:], "'") {
		return false
	}
	d.text, d.quoted = rest[:length], true
	p.at += length + 1
	return strings.IndexByte(d.text, '\n') < 0 && (quote == '\'' || strings.IndexByte(d.text, '\\') < 0)
}

// brackets reads a list of words and texts in brackets on one line.
func (p *plainParser) brackets() bool {
	d, from := p.here(), len(p.stack)
	d.shape = shapeList
	p.at++
	for p.spaces(); p.at < len(p.text) && p.text[p.at] != ']'; p.spaces() {
		if len(p.stack) > from {
			if p.text[p.at] != ',' {
				return false
			}
			p.at++
			p.spaces()
		}
		if p.at == len(p.text) || !p.element() {
			return false
		}
	}
	if p.at == len(p.text) {
		return false
	}
	p.at++
	p.gather(d, from)
	return true
}

// element reads one word or text in brackets.
func (p *plainParser) element() bool {
	d := p.here()
	d.shape = shapeScalar
	if c := p.text[p.at]; c == '"' || c == '\'' {
		if !p.quotes(&d, c) {
			return false
		}
		p.push(d)
		return true
	}
	from := p.at
	for p.at < len(p.text) && (letter(p.text[p.at]) || strings.IndexByte("/_.-", p.text[p.at]) >= 0 && p.at > from) {
		p.at++
	}
	p.word(&d, from)
	return !p.crowded() && p.at > from && p.at < len(p.text) && strings.IndexByte(" ,]", p.text[p.at]) >= 0
}
