package typedjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aerolith/aerolith/aero"
)

// nestingFactor is how many JSON levels one level of a value may take: a map with other keys than names is an object
// that holds an array of arrays.
const nestingFactor = 3

// Decode reads one value. A plain array is a list, a plain object an unordered map with its entries in the order of
// the text; a number without fraction and exponent is an integer.
//
// Errors: ErrSyntax with what is wrong, aero.ErrTooDeep.
func Decode(text []byte) (any, error) {
	d, err := newDecoder(text)
	if err != nil {
		return nil, err
	}
	v, err := d.value(0)
	if err != nil {
		return nil, err
	}
	return v, d.end()
}

// DecodeObject reads an object as names and values in the order of the text; its names are never tags.
//
// Errors: those of Decode, and ErrSyntax for anything but an object.
func DecodeObject(text []byte) ([]aero.MapEntry, error) {
	d, err := newDecoder(text)
	if err != nil {
		return nil, err
	}
	if t, err := d.token(); err != nil || t != json.Delim('{') {
		return nil, errors.Join(err, syntax("want an object {…}"))
	}
	entries, err := d.entries(0)
	if err != nil {
		return nil, err
	}
	return entries, d.end()
}

// decoder reads JSON token by token.
type decoder struct {
	tokens *json.Decoder
}

// newDecoder makes a decoder of a text, which must be UTF-8: anything else would be changed silently.
func newDecoder(text []byte) (*decoder, error) {
	if !utf8.Valid(text) {
		return nil, syntax("text is not UTF-8")
	}
	d := &decoder{tokens: json.NewDecoder(bytes.NewReader(text))}
	d.tokens.UseNumber()
	return d, nil
}

// syntax makes an ErrSyntax with what is wrong.
func syntax(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrSyntax}, args...)...)
}

// token returns the next token.
func (d *decoder) token() (json.Token, error) {
	t, err := d.tokens.Token()
	if errors.Is(err, io.EOF) {
		return nil, syntax("text ends too early")
	}
	if err != nil {
		return nil, syntax("%v", err)
	}
	return t, nil
}

// end checks that nothing follows.
func (d *decoder) end() error {
	if _, err := d.tokens.Token(); !errors.Is(err, io.EOF) {
		return syntax("text goes on after the value")
	}
	return nil
}

// value reads one value at a depth of nesting.
func (d *decoder) value(depth int) (any, error) {
	if depth > nestingFactor*aero.MaxValueDepth {
		return nil, aero.ErrTooDeep
	}
	t, err := d.token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case nil, bool, string:
		return t, nil
	case json.Number:
		return number(t.String())
	case json.Delim:
		if t == '[' {
			return d.array(depth)
		}
		entries, err := d.entries(depth)
		if err != nil {
			return nil, err
		}
		return interpret(entries)
	default:
		return nil, syntax("unexpected %v", t)
	}
}

// array reads the rest of an array.
func (d *decoder) array(depth int) (any, error) {
	list := aero.List{Items: []any{}}
	for d.tokens.More() {
		item, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, item)
	}
	_, err := d.token()
	return list, err
}

// entries reads the rest of an object. A name that comes twice is refused.
func (d *decoder) entries(depth int) ([]aero.MapEntry, error) {
	entries := []aero.MapEntry{}
	seen := make(map[string]bool)
	for d.tokens.More() {
		t, err := d.token()
		if err != nil {
			return nil, err
		}
		key, ok := t.(string)
		if !ok || seen[key] {
			return nil, syntax("name %q comes twice in one object", key)
		}
		seen[key] = true
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		entries = append(entries, aero.MapEntry{Key: key, Value: v})
	}
	_, err := d.token()
	return entries, err
}

// number reads a number: an integer if it has neither fraction nor exponent.
func number(text string) (any, error) {
	if strings.ContainsAny(text, ".eE") {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, syntax("number %.40s is too large", text)
		}
		return f, nil
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return nil, syntax("integer %.40s is too large; write a float with .0 or a string", text)
	}
	return n, nil
}
