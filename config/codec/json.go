package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// jsonParser reads JSON into documents with their places.
type jsonParser struct {
	decoder *json.Decoder
	text    []byte
	// line, column and at are a place that was counted already: places are asked for in the order of the text.
	line, column int
	at           int64
}

// errDepth ends the reading of a text that nests too deep.
var errDepth = errors.New("config: nests too deep")

// ReadJSON reads a configuration in JSON. The name appears in problems. The tree holds what could be read.
func ReadJSON(s *schema.Schema, name string, text []byte) (*tree.Node, problem.Problems) {
	r := &documentReader{reader{schema: s}, name}
	if len(text) > BytesMax {
		r.fail(problem.Problem{Rule: "size", Origin: tree.Origin{Source: tree.SourceFile, Name: name}, What: ErrTooLarge.Error()})
		return &tree.Node{}, r.problems
	}
	p := &jsonParser{decoder: json.NewDecoder(bytes.NewReader(text)), text: text, line: 1, column: 1}
	p.decoder.UseNumber()
	d := document{}
	err := p.value(&d, 0)
	if err == nil {
		if _, err = p.decoder.Token(); err == nil {
			err = errors.New("more than one value")
		} else if errors.Is(err, io.EOF) {
			err = nil
		}
	}
	if err != nil {
		p.place(&d, p.decoder.InputOffset())
		what, rule := "this is not JSON", "syntax"
		if errors.Is(err, errDepth) {
			what, rule = "the nesting is too deep", "depth"
		}
		r.fail(problem.Problem{Rule: rule, Origin: r.origin(&d), What: what, Fix: "check commas, quotes and brackets here"})
		return &tree.Node{}, r.problems
	}
	return r.root(&d), r.problems
}

// place notes where a value begins: at the first character behind the offset that is no blank and no separator.
func (p *jsonParser) place(d *document, from int64) {
	for from < int64(len(p.text)) && bytes.IndexByte([]byte(" \t\r\n,:"), p.text[from]) >= 0 {
		from++
	}
	for ; p.at < from && p.at < int64(len(p.text)); p.at++ {
		p.column++
		if p.text[p.at] == '\n' {
			p.line, p.column = p.line+1, 1
		}
	}
	d.line, d.column = p.line, p.column
}

// value reads one value.
func (p *jsonParser) value(d *document, depth int) error {
	if depth > depthMax {
		return errDepth
	}
	p.place(d, p.decoder.InputOffset())
	token, err := p.decoder.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case json.Delim:
		return p.compound(d, t, depth)
	case string:
		d.shape, d.text, d.quoted = shapeScalar, t, true
	case json.Number:
		d.shape, d.text = shapeScalar, t.String()
	case bool:
		d.shape, d.text = shapeScalar, map[bool]string{true: "true", false: "false"}[t]
	}
	return nil
}

// compound reads a list or a map behind its first bracket.
func (p *jsonParser) compound(d *document, bracket json.Delim, depth int) error {
	d.shape = shapeList
	if bracket == '{' {
		d.shape = shapeMap
	}
	for p.decoder.More() {
		if d.shape == shapeMap {
			key := document{}
			if err := p.value(&key, depth+1); err != nil {
				return err
			}
			d.keys = append(d.keys, key)
		}
		item := document{}
		if err := p.value(&item, depth+1); err != nil {
			return err
		}
		d.items = append(d.items, item)
	}
	_, err := p.decoder.Token()
	return err
}

// WriteJSON writes a tree as JSON. Its error is that of the encoder.
func WriteJSON(s *schema.Schema, n *tree.Node) ([]byte, error) {
	d := build(s.Root, n, nil)
	text, err := appendJSON(nil, &d, "\n")
	return append(text, '\n'), err
}

// appendJSON writes a document; the line break carries the indentation.
func appendJSON(to []byte, d *document, line string) ([]byte, error) {
	if d.shape == shapeScalar && !d.quoted {
		return append(to, d.text...), nil
	}
	if d.shape == shapeScalar {
		return appendText(to, d.text)
	}
	brackets := "[]"
	if d.shape == shapeMap {
		brackets = "{}"
	}
	to = append(to, brackets[0])
	var err error
	for i := range d.items {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(to, line+"  "...)
		if d.shape == shapeMap {
			if to, err = appendText(to, d.keys[i].text); err != nil {
				return nil, err
			}
			to = append(to, ": "...)
		}
		if to, err = appendJSON(to, &d.items[i], line+"  "); err != nil {
			return nil, err
		}
	}
	if len(d.items) > 0 {
		to = append(to, line...)
	}
	return append(to, brackets[1]), nil
}

// appendText writes a text in quotes.
func appendText(to []byte, text string) ([]byte, error) {
	var quoted bytes.Buffer
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		return nil, err
	}
	return append(to, bytes.TrimSuffix(quoted.Bytes(), []byte{'\n'})...), nil
}
