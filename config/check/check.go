package check

import (
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// Run checks a configuration of a schema for a target and returns all problems in the order of their places. The tree may be that
// of one file or of several sources; defaults need not be in it.
func Run(s *schema.Schema, n *tree.Node, target Target) problem.Problems {
	if target.Version == (Version{}) {
		target.Version = Newest()
	}
	k := &checker{schema: s, root: n.Settle(), target: target}
	places := map[string][]place{}
	k.root.Visit(s, func(c *schema.Context, n *tree.Node, steps []string) {
		k.values(c, n, steps)
		for _, path := range []string{c.Path, variants(c)}[:pathsOf(c)] {
			places[path] = append(places[path], place{c, n, steps})
		}
	})
	for _, r := range rules() {
		if r.schema == s.Name {
			for _, p := range places[r.context] {
				r.check(&scope{checker: k, rule: r, context: p.context, node: p.node, steps: p.steps})
			}
		}
	}
	k.problems.Sort()
	return k.problems
}

// checker is one run.
type checker struct {
	schema   *schema.Schema
	root     *tree.Node
	target   Target
	problems problem.Problems
}

// place is a context of the configuration, where rules for its path are looked at.
type place struct {
	context *schema.Context
	node    *tree.Node
	steps   []string
}

// pathsOf returns by how many paths rules name a context: a Choice has that of all its variants too.
func pathsOf(c *schema.Context) int {
	if c.Kind == schema.Choice {
		return 2
	}
	return 1
}

// variants returns the path that stands for all variants of a Choice.
func variants(c *schema.Context) string {
	if c.Kind == schema.Choice {
		return strings.TrimSuffix(c.Path, "."+c.Variant) + ".*"
	}
	return c.Path
}

// scope is a rule at work in one context.
type scope struct {
	*checker
	rule    rule
	context *schema.Context
	node    *tree.Node
	steps   []string
}

// report notes a problem with an option of the context; an empty name stands for the context itself. The origin is that of the
// value if there is one.
func (c *scope) report(option, what, fix string) { c.note(problem.Error, option, what, fix) }

// warn notes something that is accepted but probably not meant.
func (c *scope) warn(option, what, fix string) { c.note(problem.Warning, option, what, fix) }

// note notes a problem.
func (c *scope) note(severity problem.Severity, option, what, fix string) {
	p := problem.Problem{Severity: severity, Rule: c.rule.name, Origin: c.node.Origin, What: what, Fix: fix}
	steps := c.steps
	if option != "" {
		steps = append(steps[:len(steps):len(steps)], option)
	}
	p.Path = tree.JoinPath(steps...)
	if child := c.node.Child(option, ""); child != nil {
		p.Origin = child.Origin
	}
	if v, found := c.node.Values.Get(option); found {
		p.Origin = v.Origin
		if o := c.context.Option(option); o == nil || !o.Secret {
			p.Value = v.String()
		}
	}
	c.problems = append(c.problems, p)
}

// child returns the scope of the same rule in a context of this one.
func (c *scope) child(n *tree.Node) *scope {
	return &scope{checker: c.checker, rule: c.rule, context: n.ContextIn(c.context), node: n, steps: append(c.steps[:len(c.steps):len(c.steps)], n.Step()...)}
}

// text returns the value of an option, or its default.
func (c *scope) text(option string) string { return textOf(c.context, c.node, option) }

// textOf returns the value of an option of a node, or its default.
func textOf(context *schema.Context, n *tree.Node, option string) string {
	if n.Has(option) {
		return n.Get(option)
	}
	if o := context.Option(option); o != nil && !o.Unset() {
		return o.Default
	}
	return ""
}

// number returns the value of an option as a number, or its default; 0 if it is not set.
func (c *scope) number(option string) uint64 { return numberOf(c.context, c.node, option) }

// numberOf returns the value of an option of a node as a number.
func numberOf(context *schema.Context, n *tree.Node, option string) uint64 {
	value, err := strconv.ParseUint(textOf(context, n, option), 10, 64)
	if err != nil {
		return 0
	}
	return value
}

// on reports whether an option is true.
func (c *scope) on(option string) bool { return c.text(option) == "true" }

// has reports whether any of the options is set.
func (c *scope) has(options ...string) bool {
	for _, o := range options {
		if v, found := c.node.Values.Get(o); found && (v.Text != "" || len(v.Items) > 0) {
			return true
		}
	}
	return false
}
