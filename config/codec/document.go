package codec

import (
	"slices"
	"strings"

	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// shape says what a value in a document is.
type shape uint8

const (
	// shapeNull is nothing: a key without a value.
	shapeNull shape = iota
	// shapeScalar is a text, a number or a truth value.
	shapeScalar
	// shapeList is a list.
	shapeList
	// shapeMap is a map.
	shapeMap
)

// document is a value of YAML or JSON with its place.
type document struct {
	shape  shape
	quoted bool
	// line and column are where it begins, from 1.
	line, column int32
	text         string
	// parts are the items of a list, or the keys of a map with its values, each key before its value.
	parts []document
}

// pairs returns how many keys a map has.
func (d *document) pairs() int { return len(d.parts) / 2 }

// key returns a key of a map by its index.
func (d *document) key(i int) *document { return &d.parts[2*i] }

// item returns the value of a key by its index.
func (d *document) item(i int) *document { return &d.parts[2*i+1] }

// gathered are the documents that a parser has read.
type gathered struct {
	// stack holds what was read of the lists and maps that are not at their end.
	stack []document
	// pushed is how many documents there were.
	pushed int
}

// crowded reports whether there were more values than any configuration has.
func (g *gathered) crowded() bool { return g.pushed > valuesMax }

// push puts a document on the stack. The stack doubles: a long list would be copied many times otherwise.
func (g *gathered) push(d document) {
	if len(g.stack) == cap(g.stack) {
		g.stack = slices.Grow(g.stack, max(len(g.stack), 16))
	}
	g.stack = append(g.stack, d)
	g.pushed++
}

// gather takes what was read since a place off the stack and puts it there as the parts of one document.
func (g *gathered) gather(d document, from int) {
	if len(g.stack) > from {
		d.parts = append([]document(nil), g.stack[from:]...)
	}
	g.stack = append(g.stack[:from], d)
	g.pushed++
}

// documentReader reads documents of one file.
type documentReader struct {
	reader
	name string
}

// origin returns the place of a value.
func (r *documentReader) origin(d *document) tree.Origin {
	return tree.Origin{Source: tree.SourceFile, Name: r.name, Line: int(d.line), Column: int(d.column)}
}

// root reads a whole document.
func (r *documentReader) root(d *document) *tree.Node {
	into := &tree.Node{Origin: tree.Origin{Source: tree.SourceFile, Name: r.name}}
	if d.shape != shapeNull {
		r.context(d, r.schema.Root, into, nil)
	}
	return into
}

// context reads a map into a context.
func (r *documentReader) context(d *document, c *schema.Context, into *tree.Node, steps []string) {
	if d.shape == shapeNull {
		return
	}
	if d.shape != shapeMap {
		r.fail(problem.Problem{Rule: "type", Path: tree.JoinPath(steps...), Origin: r.origin(d), What: "want names with values here", Fix: "write one NAME: VALUE on each line"})
		return
	}
	into.Values.Grow(min(d.pairs(), len(c.Options)))
	seen := repeats{d: d}
	for i := range d.pairs() {
		key := d.key(i)
		if seen.before(i) {
			r.fail(problem.Problem{Rule: "duplicate", Path: tree.JoinPath(append(steps[:len(steps):len(steps)], key.text)...), Origin: r.origin(key), What: "it is there twice", Fix: "keep one of them"})
			continue
		}
		r.entry(key, d.item(i), c, into, steps)
	}
}

// entry reads one key of a map.
func (r *documentReader) entry(key, value *document, c *schema.Context, into *tree.Node, steps []string) {
	if first := c.Child(key.text, ""); first != nil {
		r.child(key, value, c, first, into, steps)
		return
	}
	if key.text == "name" && c.Kind == schema.Named || key.text == tree.TypeName && c.Kind == schema.Choice {
		return // read by whoever came here
	}
	o := settled(c.Option(key.text))
	if o == nil || o.Until != "" || o.Pseudo() {
		r.unknown(c, key.text, steps, r.origin(key), knownNames(c))
		return
	}
	r.option(value, o, into, steps)
}

// knownNames returns the names that may stand in a context.
func knownNames(c *schema.Context) []string {
	var all []string
	for _, o := range c.Options {
		if o.Until == "" {
			all = append(all, o.Name)
		}
	}
	for _, child := range c.Children {
		all = append(all, child.Key)
	}
	return all
}

// child reads a context in a context.
func (r *documentReader) child(key, value *document, parent, c *schema.Context, into *tree.Node, steps []string) {
	below := append(steps[:len(steps):len(steps)], key.text)
	switch c.Kind {
	case schema.Named:
		r.instances(value, c, into, below)
		return
	case schema.Choice:
		variant := member(value, tree.TypeName)
		name := ""
		if variant != nil && variant.shape == shapeScalar {
			name = variant.text
		}
		if c = parent.Child(key.text, name); name == "" || c == nil {
			r.fail(problem.Problem{Rule: "type", Path: tree.JoinPath(below...), Origin: r.origin(value), What: "it needs a type", Fix: "choose one of " + strings.Join(parent.Variants(key.text), ", ")})
			return
		}
		into.Make(key.text, "", r.origin(key)).Set(tree.TypeName, tree.Value{Text: name, Origin: r.origin(variant)})
	}
	r.context(value, c, into.Make(key.text, "", r.origin(key)), below)
}

// member returns the value of a key in a map, nil if there is none.
func member(d *document, name string) *document {
	if d.shape == shapeMap {
		for i := range d.pairs() {
			if d.key(i).text == name {
				return d.item(i)
			}
		}
	}
	return nil
}

// instances reads contexts with names: a list of maps with a name each, or a map by names.
func (r *documentReader) instances(d *document, c *schema.Context, into *tree.Node, steps []string) {
	switch d.shape {
	case shapeMap:
		for i := range d.pairs() {
			r.instance(d.key(i), d.item(i), c, into, steps)
		}
	case shapeList:
		for i := range d.parts {
			name := member(&d.parts[i], "name")
			if name == nil || name.shape != shapeScalar {
				r.fail(problem.Problem{Rule: "type", Path: tree.JoinPath(steps...), Origin: r.origin(&d.parts[i]), What: "it needs a name", Fix: "write name: NAME in it"})
				continue
			}
			r.instance(name, &d.parts[i], c, into, steps)
		}
	case shapeNull:
	default:
		r.fail(problem.Problem{Rule: "type", Path: tree.JoinPath(steps...), Origin: r.origin(d), What: "want a list, with a name in each item", Fix: "write - name: NAME"})
	}
}

// instance reads one context with a name.
func (r *documentReader) instance(name, value *document, c *schema.Context, into *tree.Node, steps []string) {
	path := append(steps[:len(steps):len(steps)], name.text)
	if name.text == "" || into.Child(c.Key, name.text) != nil {
		r.fail(problem.Problem{Rule: "duplicate", Path: tree.JoinPath(path...), Origin: r.origin(name), What: "a name must not be empty or there twice", Fix: "keep one of them"})
		return
	}
	r.context(value, c, into.Make(c.Key, name.text, r.origin(name)), path)
}

// option reads the value of an option.
func (r *documentReader) option(d *document, o *schema.Option, into *tree.Node, steps []string) {
	at := r.origin(d)
	switch {
	case o.Type == schema.List && d.shape == shapeList:
		into.Set(o.Name, tree.Value{Items: []string{}, Variant: o.Context.Variant, Origin: at})
		for i := range d.parts {
			one := &d.parts[i]
			if one.shape != shapeScalar {
				r.value(o, "", steps, r.origin(one), nil)
				continue
			}
			r.item(into, o, one.text, steps, r.origin(one))
		}
	case o.Type == schema.List && d.shape == shapeScalar && d.text != "":
		r.item(into, o, d.text, steps, at)
	case o.Type == schema.List && d.shape == shapeNull:
	case d.shape == shapeScalar:
		r.single(into, o, d.text, steps, at)
	case d.shape == shapeMap && (o.Type == schema.Size || o.Type == schema.Time || o.Type == schema.Int):
		r.measured(d, o, into, steps)
	default:
		r.value(o, "", steps, at, invalid("want %s", article(o)))
	}
}
