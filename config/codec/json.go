package codec

import (
	"errors"
	"strings"

	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// The failures of a text that is not JSON.
var (
	// errDepth ends the reading of a text that nests too deep.
	errDepth = errors.New("config: nests too deep")
	// errCrowded ends the reading of a text with more than valuesMax values.
	errCrowded = errors.New("config: too many values")
	// errJSON ends the reading of a text that is not JSON.
	errJSON = errors.New("config: not JSON")
)

// ReadJSON reads a configuration in JSON. The name appears in problems. The tree holds what could be read.
func ReadJSON(s *schema.Schema, name string, text []byte) (*tree.Node, problem.Problems) {
	r := &documentReader{reader{schema: s}, name}
	if len(text) > BytesMax {
		r.fail(problem.Problem{Rule: "size", Origin: tree.Origin{Source: tree.SourceFile, Name: name}, What: ErrTooLarge.Error()})
		return &tree.Node{}, r.problems
	}
	d, err := parseJSON(string(text))
	if err != nil {
		what, rule := "this is not JSON", "syntax"
		if errors.Is(err, errDepth) {
			what, rule = "the nesting is too deep", "depth"
		}
		if errors.Is(err, errCrowded) {
			what, rule = "these are too many values", "size"
		}
		r.fail(problem.Problem{Rule: rule, Origin: r.origin(&d), What: what, Fix: "check commas, quotes and brackets here"})
		return &tree.Node{}, r.problems
	}
	return r.root(&d), r.problems
}

// parseJSON reads a text into a document. If it is not JSON, the error is errJSON, errDepth or errCrowded, and the document is a place only:
// where the reading ended.
func parseJSON(text string) (document, error) {
	p := &jsonParser{text: text, line: 1}
	err := p.value(0)
	if err == nil {
		if p.blanks(); p.at < len(text) {
			err = errJSON
		}
	}
	if err != nil {
		return p.here(), err
	}
	return p.stack[0], nil
}

// jsonParser reads JSON into documents with their places. It goes through the text once and never back.
type jsonParser struct {
	text string
	// at is what comes next, line the number of its line, begin where that line begins.
	at    int
	line  int32
	begin int
	gathered
}

// here returns an empty document at the place that comes next.
func (p *jsonParser) here() document {
	return document{line: p.line, column: int32(p.at - p.begin + 1)} // a text has at most BytesMax bytes
}

// blanks goes over white space.
func (p *jsonParser) blanks() {
	for ; p.at < len(p.text); p.at++ {
		switch p.text[p.at] {
		case '\n':
			p.line, p.begin = p.line+1, p.at+1
		case ' ', '\t', '\r':
		default:
			return
		}
	}
}

// take goes over a byte if it comes next, and reports whether it did.
func (p *jsonParser) take(c byte) bool {
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

// value reads one value and puts it on the stack.
func (p *jsonParser) value(depth int) error {
	p.blanks()
	if depth > depthMax {
		return errDepth
	}
	if p.at == len(p.text) {
		return errJSON
	}
	d := p.here()
	switch c := p.text[p.at]; c {
	case '{':
		d.shape = shapeMap
		return p.compound(d, '}', depth)
	case '[':
		d.shape = shapeList
		return p.compound(d, ']', depth)
	case '"':
		return p.quoted(d)
	}
	return p.bare(d)
}

// compound reads a list or a map up to its closing bracket and puts it on the stack.
func (p *jsonParser) compound(d document, bracket byte, depth int) error {
	p.at++
	from := len(p.stack)
	for first := true; ; first = false {
		p.blanks()
		if first && p.take(bracket) {
			break
		}
		if err := p.part(d.shape, depth); err != nil {
			return err
		}
		if p.blanks(); p.take(bracket) {
			break
		}
		if !p.take(',') {
			return errJSON
		}
	}
	p.gather(d, from)
	return nil
}

// part reads an item of a list, or a key of a map and its value.
func (p *jsonParser) part(in shape, depth int) error {
	if p.crowded() {
		return errCrowded
	}
	if in == shapeMap {
		if p.at == len(p.text) || p.text[p.at] != '"' {
			return errJSON
		}
		if err := p.quoted(p.here()); err != nil {
			return err
		}
		if p.blanks(); !p.take(':') {
			return errJSON
		}
	}
	return p.value(depth + 1)
}

// bare reads a number, a truth value or null.
func (p *jsonParser) bare(d document) error {
	rest := p.text[p.at:]
	for _, word := range []string{"true", "false", "null"} {
		if strings.HasPrefix(rest, word) {
			p.at += len(word)
			if word != "null" {
				d.shape, d.text = shapeScalar, word
			}
			p.push(d)
			return nil
		}
	}
	length := numberLength(rest)
	if length == 0 {
		return errJSON
	}
	d.shape, d.text = shapeScalar, rest[:length]
	p.at += length
	p.push(d)
	return nil
}
