package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The table is text. A line in brackets begins a context, every other line is an option:
//
//	[namespaces.sets] named conf:set | Sets with settings of their own.
//	stop-writes-count int 0..18446744073709551615 =0 dynamic since:5.6.0 | Refuse new records above this number.
//	!obsolete namespaces memory-size | stop-writes-sys-memory-pct
//
// Behind the type of an option come its attributes in any order; attribute lists them.

// ParseTable reads a table. It is for tables inside the program: the error says which line is wrong.
func ParseTable(name, text string) (*Schema, error) {
	root := &Context{options: map[string]*Option{}}
	s := &Schema{Name: name, Root: root, contexts: map[string]*Context{"": root}, ordered: []*Context{root}}
	current := root
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		var err error
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "!obsolete "):
			err = s.addObsolete(line)
		case strings.HasPrefix(line, "["):
			current, err = s.addContext(line)
		default:
			err = current.addOption(line)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %s, line %d: %w", ErrTable, name, number, err)
		}
	}
	for _, c := range s.ordered {
		c.index()
	}
	return s, nil
}

// addObsolete reads a line for a name that is gone.
func (s *Schema) addObsolete(line string) error {
	head, instead, _ := strings.Cut(line, "|")
	words := strings.Fields(head)
	const count = 3
	if len(words) != count {
		return fmt.Errorf("want !obsolete CONTEXT NAME | INSTEAD")
	}
	s.Obsolete = append(s.Obsolete, Obsolete{Context: words[1], Token: words[2], Instead: strings.TrimSpace(instead)})
	return nil
}

// addContext reads a line in brackets.
func (s *Schema) addContext(line string) (*Context, error) {
	head, text, _ := strings.Cut(line, "|")
	path, rest, found := strings.Cut(strings.TrimPrefix(head, "["), "]")
	if !found {
		return nil, fmt.Errorf("a context without ]")
	}
	c := &Context{Path: path, Text: strings.TrimSpace(text), options: map[string]*Option{}}
	for _, word := range strings.Fields(rest) {
		switch key, value, _ := strings.Cut(word, ":"); key {
		case "named":
			c.Kind = Named
		case "choice":
			c.Kind = Choice
		case "bare":
			c.Bare = true
		case "fixed":
			c.Fixed = true
		case "conf":
			c.Keyword = value
		default:
			return nil, fmt.Errorf("unknown attribute %q of a context", word)
		}
	}
	keys := strings.Split(path, ".")
	if c.Kind == Choice {
		c.Variant, keys = keys[len(keys)-1], keys[:len(keys)-1]
	}
	c.Key = keys[len(keys)-1]
	parent := s.contexts[strings.Join(keys[:len(keys)-1], ".")]
	if parent == nil || s.contexts[path] != nil {
		return nil, fmt.Errorf("context %q has no parent or comes twice", path)
	}
	c.Parent = parent
	parent.Children = append(parent.Children, c)
	s.contexts[path] = c
	s.ordered = append(s.ordered, c)
	return c, nil
}

// addOption reads the line of an option.
func (c *Context) addOption(line string) error {
	head, text, _ := strings.Cut(line, " | ")
	words := strings.Fields(head)
	if len(words) < 2 {
		return fmt.Errorf("want NAME TYPE")
	}
	o := &Option{Name: words[0], Context: c, Token: words[0], Required: "no", Text: strings.TrimSpace(text)}
	kind, values, _ := strings.Cut(strings.TrimSuffix(words[1], ")"), "(")
	index := slices.Index(typeNames(), kind)
	if index < 0 {
		return fmt.Errorf("option %s has the unknown type %q", o.Name, kind)
	}
	o.Type = Type(index)
	if values != "" {
		o.Values = strings.Split(values, ",")
	}
	for _, word := range words[2:] {
		if err := o.attribute(word); err != nil {
			return fmt.Errorf("option %s: %w", o.Name, err)
		}
	}
	if c.options[o.Name] != nil {
		return fmt.Errorf("option %s comes twice", o.Name)
	}
	c.options[o.Name] = o
	c.Options = append(c.Options, o)
	return nil
}

// attribute reads one word about an option.
func (o *Option) attribute(word string) error {
	if value, ok := strings.CutPrefix(word, "="); ok {
		o.Default = value
		return nil
	}
	if flag := o.flag(word); flag != nil {
		*flag = true
		return nil
	}
	key, value, found := strings.Cut(word, ":")
	if !found {
		r, err := parseRange(word)
		o.Range = r
		return err
	}
	var err error
	switch key {
	case "server":
		o.ServerRange, err = parseRange(value)
	case "community":
		o.CommunityRange, err = parseRange(value)
	case "words":
		o.Words = strings.Split(value, ",")
	case "also":
		o.Also = strings.Split(value, ",")
	default:
		text := o.text(key)
		if text == nil {
			return fmt.Errorf("unknown attribute %q", word)
		}
		*text = strings.ReplaceAll(value, "_", " ")
	}
	return err
}

// flag returns the field that a word of its own sets, nil if there is none.
func (o *Option) flag(word string) *bool {
	return map[string]*bool{
		"dynamic": &o.Dynamic, "enterprise": &o.Enterprise, "secret": &o.Secret, "deprecated": &o.Deprecated, "auto": &o.Auto,
	}[word]
}

// text returns the field that a key sets, nil if there is none. An underscore in its value stands for a blank.
func (o *Option) text(key string) *string {
	return map[string]*string{
		"unit": &o.Unit, "conf": &o.Token, "rule": &o.Rule, "required": &o.Required, "first": &o.First, "since": &o.Since,
		"until": &o.Until, "field": &o.Field,
	}[key]
}

// parseRange reads LEAST..MOST. Ends may be written as durations.
func parseRange(text string) (*Range, error) {
	least, most, found := strings.Cut(text, "..")
	if !found {
		return nil, fmt.Errorf("%q is no attribute and no range", text)
	}
	low, lowErr := parseEnd(least)
	high, highErr := parseEnd(most)
	if lowErr != nil || highErr != nil || high.Negative {
		return nil, fmt.Errorf("%q is not a range", text)
	}
	r := &Range{Most: high.Magnitude, Least: int64(low.Magnitude)} // the lower ends of tables are small
	if low.Negative {
		r.Least = -r.Least
	}
	return r, nil
}

// parseEnd reads one end of a range, in nanoseconds where it is written as a duration.
func parseEnd(text string) (Number, error) {
	if d, err := time.ParseDuration(text); err == nil && d > 0 {
		return Number{Magnitude: uint64(d)}, nil
	}
	return ParseNumber(strings.TrimSuffix(text, "s"))
}

// Number is a whole number of at most 64 bits beside its sign.
type Number struct {
	// Negative is the sign.
	Negative bool
	// Magnitude is the number without it.
	Magnitude uint64
}

// ParseNumber reads a canonical number: decimal digits with an optional minus. The error is ErrValue.
func ParseNumber(text string) (Number, error) {
	digits, negative := strings.CutPrefix(text, "-")
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || digits == "" {
		return Number{}, fmt.Errorf("%w: not a whole number", ErrValue)
	}
	return Number{Negative: negative && n > 0, Magnitude: n}, nil
}
