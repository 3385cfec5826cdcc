package codec

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// loggingPath is the context whose instances are sinks.
const loggingPath = "logging"

// reader gathers what a text says and what is wrong with it.
type reader struct {
	schema   *schema.Schema
	problems problem.Problems
}

// fail notes a problem.
func (r *reader) fail(p problem.Problem) {
	if !r.full() {
		r.problems = append(r.problems, p)
	}
}

// full reports whether more problems would not be noted.
func (r *reader) full() bool { return len(r.problems) >= problemsMax }

// unknown notes a name that a context does not have, with what is meant or what replaces it.
func (r *reader) unknown(c *schema.Context, name string, steps []string, origin tree.Origin, known []string) {
	if r.full() {
		return // what is meant takes some time to find
	}
	p := problem.Problem{Rule: "unknown", Path: tree.JoinPath(append(steps[:len(steps):len(steps)], name)...), Origin: origin, What: "there is no such option here"}
	if obsolete, found := r.schema.ObsoleteToken(c, name); found {
		p.Rule, p.What, p.Fix = "obsolete", "the server does not know this any more", "use "+obsolete.Instead
		r.fail(p)
		return
	}
	if near := schema.Nearest(name, known); near != "" {
		p.Fix = "did you mean " + near + "?"
	} else if others := r.schema.Find(name); len(others) > 0 {
		p.Fix = "it belongs into " + place(others[0].Context)
	}
	r.fail(p)
}

// place names a context for a person.
func place(c *schema.Context) string {
	if c.Path == "" {
		return "the top level"
	}
	return c.Path
}

// single reads the value of an option that is no list, and reports false if it cannot be.
func (r *reader) single(n *tree.Node, o *schema.Option, text string, steps []string, origin tree.Origin) bool {
	canonical, err := ReadValue(o, text)
	if err != nil {
		r.value(o, text, steps, origin, err)
		return false
	}
	n.Set(o.Name, tree.Value{Text: canonical, Variant: o.Context.Variant, Origin: origin})
	return true
}

// item adds an item to a list.
func (r *reader) item(n *tree.Node, o *schema.Option, text string, steps []string, origin tree.Origin) {
	canonical, err := ReadValue(o, text)
	if err != nil || canonical == "" {
		r.value(o, text, steps, origin, err)
		return
	}
	v, found := n.Values.Get(o.Name)
	if !found {
		v = tree.Value{Items: []string{}, Variant: o.Context.Variant, Origin: origin}
	}
	v.Items = append(v.Items, canonical)
	n.Set(o.Name, v)
}

// value notes a value that is none of the option's.
func (r *reader) value(o *schema.Option, text string, steps []string, origin tree.Origin, err error) {
	if r.full() {
		return
	}
	what := "a value is missing"
	if err != nil {
		what = detail(err)
	}
	p := problem.Problem{Rule: "type", Path: tree.JoinPath(append(steps[:len(steps):len(steps)], o.Name)...), Origin: origin, What: what}
	if o.Secret {
		p.Rule = "secret"
	} else if text != "" && len(text) <= shownMax {
		p.Value = text
		p.What = fmt.Sprintf("%q: %s", text, what)
	}
	r.fail(p)
}

// shownMax bounds the values that problems repeat.
const shownMax = 200

// detail returns the words of an error behind the sentinel that it wraps.
func detail(err error) string {
	text, sentinel := err.Error(), schema.ErrValue.Error()+": "
	if errors.Is(err, schema.ErrValue) && len(text) > len(sentinel) {
		return text[len(sentinel):]
	}
	return text
}

// settled returns the option that stands for another one: one key file is a list of one.
func settled(o *schema.Option) *schema.Option {
	if o != nil && o.Name == "feature-key-file" {
		return o.Context.Option("feature-key-files")
	}
	return o
}
