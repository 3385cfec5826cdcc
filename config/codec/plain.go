package codec

// Most configurations use little of YAML: block maps and lists of words, numbers and quoted texts without escapes, in ASCII.
// parsePlain reads these, at several times the speed of the library, and leaves everything else to it: what is not plain, and
// what is wrong. FuzzPlain holds it to the library: where it reads a text, both make the same documents.

// parsePlain reads a text of plain YAML. It reports false for any other text.
func parsePlain(text string) (*document, bool) {
	for i := range len(text) {
		if c := text[i]; c > '~' || c < ' ' && c != '\n' {
			return nil, false
		}
	}
	p := &plainParser{text: text}
	if !p.advance() || !p.node(0) || !p.ended || len(p.stack) != 1 {
		return nil, false
	}
	return &p.stack[0], true
}

// plainParser is the state of a parsePlain. It goes through the text once; each function reports false for what is not plain.
type plainParser struct {
	text string
	// at is what comes next, begin where its line begins, and line the number of the line.
	at, begin int
	line      int32
	// ended says that nothing comes next.
	ended bool
	gathered
}

// indentMax bounds how far a line is indented.
const indentMax = 255

// advance goes to the next line that says something.
func (p *plainParser) advance() bool {
	if p.line > 0 { // not at the start of the text
		p.lineEnd()
	}
	for p.at < len(p.text) {
		p.line, p.begin = p.line+1, p.at
		p.spaces()
		switch {
		case p.at == len(p.text):
		case p.text[p.at] == '#' || p.text[p.at] == '\n':
			p.lineEnd()
		default:
			return p.column() <= indentMax && !p.marker()
		}
	}
	p.ended = true
	return true
}

// lineEnd goes behind the end of the line.
func (p *plainParser) lineEnd() {
	for p.at < len(p.text) && p.text[p.at] != '\n' {
		p.at++
	}
	p.at = min(p.at+1, len(p.text))
}

// spaces goes over blanks.
func (p *plainParser) spaces() {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
}

// column returns how far what comes next is indented.
func (p *plainParser) column() int { return p.at - p.begin }

// marker reports whether a document begins or ends here, or a directive stands here.
func (p *plainParser) marker() bool {
	if p.column() > 0 {
		return false
	}
	rest := p.text[p.at:]
	return rest[0] == '%' || len(rest) >= 3 && (rest[:3] == "---" || rest[:3] == "...")
}

// done reports whether nothing more stands on the line.
func (p *plainParser) done() bool {
	from := p.at
	p.spaces()
	return p.at == len(p.text) || p.text[p.at] == '\n' || p.text[p.at] == '#' && p.at > from
}

// here returns an empty document at what comes next.
func (p *plainParser) here() document {
	return document{line: p.line, column: int32(p.column() + 1)} // a text has at most BytesMax bytes
}

// dash reports whether an item of a list begins here.
func (p *plainParser) dash() bool {
	return p.text[p.at] == '-' && (p.at+1 == len(p.text) || p.text[p.at+1] == ' ' || p.text[p.at+1] == '\n')
}

// node reads the list or map that begins here.
func (p *plainParser) node(depth int) bool {
	switch {
	case p.ended || depth > depthMax:
		return false
	case p.dash():
		return p.list(depth)
	}
	return p.table(depth)
}

// table reads a map whose keys stand as far right as the first.
func (p *plainParser) table(depth int) bool {
	d, column, from := p.here(), p.column(), len(p.stack)
	d.shape = shapeMap
	for !p.ended && p.column() == column && !p.dash() {
		if !p.scalar(':') || !p.value(column, depth) {
			return false
		}
	}
	if !p.ended && p.column() >= column {
		return false
	}
	p.gather(d, from)
	return true
}

// value reads the value behind the colon of a key at a column: on the same line, or on the lines below.
func (p *plainParser) value(column, depth int) bool {
	null := p.here()
	if p.crowded() {
		return false
	}
	if !p.done() {
		return depth < depthMax && p.inline() && p.advance() && (p.ended || p.column() <= column)
	}
	if !p.advance() {
		return false
	}
	if p.ended || p.column() < column || p.column() == column && !p.dash() {
		p.push(null)
		return true
	}
	return p.node(depth + 1)
}

// list reads a list whose dashes stand as far right as the first.
func (p *plainParser) list(depth int) bool {
	d, column, from := p.here(), p.column(), len(p.stack)
	d.shape = shapeList
	for !p.ended && p.column() == column && p.dash() {
		p.at++
		if !p.entry(column, depth) {
			return false
		}
	}
	if !p.ended && p.column() > column {
		return false
	}
	p.gather(d, from)
	return true
}

// entry reads the item behind the dash at a column.
func (p *plainParser) entry(column, depth int) bool {
	null := p.here()
	if p.crowded() {
		return false
	}
	if p.done() {
		if !p.advance() {
			return false
		}
		if p.ended || p.column() <= column {
			p.push(null)
			return true
		}
		return p.node(depth + 1)
	}
	if p.dash() || p.keyed() {
		return p.node(depth + 1)
	}
	return depth < depthMax && p.inline() && p.advance() && (p.ended || p.column() <= column)
}

// keyed reports whether a key with its colon comes next.
func (p *plainParser) keyed() bool {
	before := *p
	found := p.scalar(':')
	p.at, p.stack = before.at, before.stack
	return found
}
