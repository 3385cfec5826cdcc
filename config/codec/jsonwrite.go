package codec

import (
	"bytes"
	"encoding/json"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

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
	for i := range d.parts {
		switch value := d.shape == shapeMap && i%2 == 1; {
		case value:
			to = append(to, ": "...)
		case i > 0:
			to = append(append(to, ','), line+"  "...)
		default:
			to = append(to, line+"  "...)
		}
		if to, err = appendJSON(to, &d.parts[i], line+"  "); err != nil {
			return nil, err
		}
	}
	if len(d.parts) > 0 {
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
