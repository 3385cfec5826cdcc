package codec

import (
	"errors"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/config/conf"
	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// Sinks of log lines that have no path.
const (
	sinkConsole = "console"
	sinkSyslog  = "syslog"
)

// confReader reads the syntax tree of an aerospike.conf.
type confReader struct{ reader }

// ReadConf reads an aerospike.conf. The name appears in problems. The tree holds what could be read.
func ReadConf(s *schema.Schema, name string, text []byte) (*tree.Node, problem.Problems) {
	root := &tree.Node{Origin: tree.Origin{Source: tree.SourceFile, Name: name}}
	r := &confReader{reader{schema: s}}
	file, err := conf.Parse(name, text, conf.Options{BytesMax: BytesMax})
	r.syntax(err, problem.Error)
	if file == nil {
		return root, r.problems
	}
	r.warnings(file.Warnings)
	r.context(file.Root, s.Root, root, nil)
	return root, r.problems
}

// syntax notes the problems of the syntax.
func (r *confReader) syntax(err error, severity problem.Severity) {
	var found *conf.Problems
	switch {
	case err == nil:
	case errors.As(err, &found):
		r.list(*found, severity)
	default:
		r.fail(problem.Problem{Rule: "size", What: err.Error()})
	}
}

// warnings notes what is suspicious.
func (r *confReader) warnings(found conf.Problems) { r.list(found, problem.Warning) }

// list notes problems of the syntax.
func (r *confReader) list(found conf.Problems, severity problem.Severity) {
	for _, p := range found.List {
		r.fail(problem.Problem{Severity: severity, Rule: string(p.Rule), Origin: origin(p.Position), What: p.What, Fix: p.Fix})
	}
}

// origin turns a position into an origin.
func origin(p conf.Position) tree.Origin {
	return tree.Origin{Source: tree.SourceFile, Name: p.File, Line: p.Line, Column: p.Column}
}

// context reads what lies in a context.
func (r *confReader) context(n *conf.Node, c *schema.Context, into *tree.Node, steps []string) {
	into.Values.Grow(min(n.Len(), len(c.Options)))
	for child := range n.Children() {
		switch child.Kind() {
		case conf.KindDirective:
			r.directive(child, c, into, steps)
		case conf.KindContext:
			r.enter(child, c, into, steps)
		}
	}
}

// enter reads a context in another one.
func (r *confReader) enter(n *conf.Node, parent *schema.Context, into *tree.Node, steps []string) {
	if parent.Path == "" && n.Name() == loggingPath {
		r.logging(n, into)
		return
	}
	at, argument := origin(n.Position()), n.Value(0)
	c := byKeyword(parent, n.Name(), argument)
	if c == nil {
		r.unknownContext(n, parent, steps)
		return
	}
	if c.Path == "network.info" {
		r.fail(problem.Problem{Severity: problem.Warning, Rule: "obsolete", Path: c.Path, Origin: at, What: "the server skips this context", Fix: "remove it; use network.admin for a port of its own"})
		return
	}
	name := ""
	if c.Kind == schema.Named {
		name = argument
		if into.Child(c.Key, name) != nil && c.Path == "namespaces" {
			r.fail(problem.Problem{Rule: "duplicate", Path: tree.JoinPath(c.Key, name), Origin: at, What: "the namespace is there twice", Fix: "keep one of them"})
		}
	}
	node := into.Make(c.Key, name, at)
	if c.Kind == schema.Choice {
		r.choose(node, c, steps, at)
	}
	r.context(n, c, node, append(steps[:len(steps):len(steps)], node.Step()...))
}

// choose notes the variant of a Choice.
func (r *confReader) choose(n *tree.Node, c *schema.Context, steps []string, at tree.Origin) {
	if n.Has(tree.TypeName) {
		r.fail(problem.Problem{Rule: "duplicate", Path: tree.JoinPath(append(steps[:len(steps):len(steps)], c.Key)...), Origin: at, What: "it is there twice", Fix: "keep one of them"})
	}
	n.Set(tree.TypeName, tree.Value{Text: c.Variant, Origin: at})
}

// byKeyword finds the context that a line opens, nil if there is none.
func byKeyword(parent *schema.Context, keyword, argument string) *schema.Context {
	for _, c := range parent.Children {
		if c.Keyword == keyword && (c.Kind != schema.Choice || c.Variant == argument) {
			return c
		}
	}
	return nil
}

// unknownContext notes a context that is not there, or whose variant is not.
func (r *confReader) unknownContext(n *conf.Node, parent *schema.Context, steps []string) {
	var known []string
	for _, c := range parent.Children {
		known = append(known, c.Keyword)
	}
	if variants := parent.Variants(n.Name()); len(variants) > 0 {
		path := tree.JoinPath(append(steps[:len(steps):len(steps)], n.Name())...)
		r.fail(problem.Problem{Rule: "type", Path: path, Value: n.Value(0), Origin: origin(n.ValuePosition(0)), What: "there is no such type", Fix: "choose one of " + strings.Join(variants, ", ")})
		return
	}
	r.unknown(parent, n.Name(), steps, origin(n.Position()), append(known, tokens(parent)...))
}

// tokens returns the names of a context's options in an aerospike.conf.
func tokens(c *schema.Context) []string {
	var all []string
	for _, o := range c.Options {
		if o.Token != "" && o.Until == "" {
			all = append(all, o.Token)
		}
	}
	return all
}

// directive reads a line with a name and values.
func (r *confReader) directive(n *conf.Node, c *schema.Context, into *tree.Node, steps []string) {
	at := origin(n.Position())
	if bare := byKeyword(c, n.Name(), n.Value(0)); bare != nil && bare.Bare {
		r.choose(into.Make(bare.Key, "", at), bare, steps, at)
		return
	}
	o := c.ByToken(n.Name())
	if o == nil || o.Until != "" {
		r.unknownContext(n, c, steps)
		return
	}
	at = origin(n.ValuePosition(0))
	count := max(1, len(o.Words))
	text := n.Value(0)
	if count > 1 {
		values := n.Values()
		text = strings.Join(values[:min(count, len(values))], " ")
	}
	if n.Value(count) != "" {
		r.fail(problem.Problem{Severity: problem.Warning, Rule: "ignored", Path: tree.JoinPath(append(steps[:len(steps):len(steps)], o.Name)...), Origin: origin(n.ValuePosition(count)), What: "the server ignores this word", Fix: "remove it"})
	}
	if o.Type == schema.List {
		r.item(into, o, text, steps, at)
		return
	}
	if before, again := into.Values.Get(o.Name); again && before.Origin.Name == at.Name {
		r.fail(problem.Problem{Severity: problem.Warning, Rule: "repeated", Path: tree.JoinPath(append(steps[:len(steps):len(steps)], o.Name)...), Origin: at, What: "it was set before, at " + before.Origin.String() + "; the last one counts", Fix: "keep one of them"})
	}
	if text == "" && o.Name != "run-as-daemon" {
		r.value(o, text, steps, at, nil)
		return
	}
	r.single(into, o, text, steps, at)
}

// logging reads the sinks of log lines.
func (r *confReader) logging(n *conf.Node, root *tree.Node) {
	c := r.schema.Context(loggingPath)
	for child := range n.Children() {
		at, name := origin(child.Position()), child.Name()
		switch {
		case child.Kind() != conf.KindContext && child.Kind() != conf.KindDirective:
			continue
		case child.Kind() != conf.KindContext || !slices.Contains([]string{sinkConsole, sinkSyslog, "file"}, name):
			r.unknown(c, name, []string{loggingPath}, at, []string{sinkConsole, sinkSyslog, "file"})
			continue
		case name == "file":
			name = child.Value(0)
		}
		r.sink(child, c, root.Make(loggingPath, name, at), []string{loggingPath, name})
	}
}

// sink reads one sink. A line for any context overrides those before it.
func (r *confReader) sink(n *conf.Node, c *schema.Context, into *tree.Node, steps []string) {
	for child := range n.Children() {
		if child.Kind() == conf.KindDirective && child.Name() != "context" {
			r.directive(child, c, into, steps)
		}
		if child.Kind() != conf.KindDirective || child.Name() != "context" {
			continue
		}
		name, at := strings.ToLower(child.Value(0)), origin(child.ValuePosition(0))
		o := c.Option(name)
		if o == nil || o.Until != "" || o.Pseudo() {
			r.unknown(c, name, steps, at, tokens(c))
			continue
		}
		if name == "any" {
			into.Values.Keep(func(other string, _ tree.Value) bool { return !isLevel(c.Option(other)) })
		}
		r.single(into, o, child.Value(1), steps, origin(child.ValuePosition(1)))
	}
}

// isLevel reports whether an option of a sink is the level of a context.
func isLevel(o *schema.Option) bool { return o != nil && o.Dynamic }
