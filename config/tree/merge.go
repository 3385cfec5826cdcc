package tree

import "github.com/aerolith/aerolith/config/schema"

// Merge returns what the upper tree says, and what the lower one says where the upper says nothing. Lists count as one value.
// Contexts of one name become one. Merging is associative, and every value keeps its origin. The arguments may be nil and stay as
// they are; the result shares nothing that changes with them.
func Merge(lower, upper *Node) *Node {
	switch {
	case lower == nil && upper == nil:
		return &Node{}
	case lower == nil:
		return Merge(upper, &Node{Key: upper.Key, Name: upper.Name})
	case upper == nil:
		return Merge(lower, &Node{Key: lower.Key, Name: lower.Name})
	}
	merged := &Node{Key: lower.Key, Name: lower.Name, Origin: lower.Origin}
	if merged.Origin == (Origin{}) {
		merged.Origin = upper.Origin
	}
	merged.Values.copyFrom(&lower.Values)
	merged.Values.copyFrom(&upper.Values)
	for _, child := range lower.Children {
		merged.attach(Merge(child, upper.Child(child.Key, child.Name)))
	}
	for _, child := range upper.Children {
		if lower.Child(child.Key, child.Name) == nil {
			merged.attach(Merge(nil, child))
		}
	}
	return merged
}

// Settle returns the tree without values that were written for another variant of a Choice than the one that won, as when a file
// sets another storage engine than the profile below it.
func (n *Node) Settle() *Node {
	settled := &Node{Key: n.Key, Name: n.Name, Origin: n.Origin}
	final := n.Get(TypeName)
	for name, v := range n.Values.All() {
		if v.Variant == "" || final == "" || v.Variant == final {
			settled.Set(name, v)
		}
	}
	for _, child := range n.Children {
		settled.attach(child.Settle())
	}
	return settled
}

// Visit calls a function for every context of the tree that the schema has, parents first. The steps lead to the context.
func (n *Node) Visit(s *schema.Schema, visit func(c *schema.Context, n *Node, steps []string)) {
	n.visit(s.Root, nil, visit)
}

// visit does the work of Visit below a context.
func (n *Node) visit(c *schema.Context, steps []string, visit func(c *schema.Context, n *Node, steps []string)) {
	visit(c, n, steps)
	for _, child := range n.Children {
		if context := child.ContextIn(c); context != nil {
			child.visit(context, append(steps[:len(steps):len(steps)], child.Step()...), visit)
		}
	}
}

// WithDefaults returns the tree with the default of every option that the contexts of the tree have and that is not set. Contexts
// that are not there stay away, except those that occur once.
func (n *Node) WithDefaults(s *schema.Schema) *Node { return Merge(defaults(s.Root, n), n) }

// defaults returns the defaults for a context and what lies in it.
func defaults(c *schema.Context, n *Node) *Node {
	d := &Node{Key: n.Key, Name: n.Name}
	origin := Origin{Source: SourceDefault}
	for _, o := range c.Options {
		if o.Until == "" && !o.Pseudo() && !o.Unset() && !o.Auto {
			v := Value{Text: o.Default, Origin: origin}
			if o.Type == schema.List {
				v = Value{Items: []string{o.Default}, Origin: origin}
			}
			d.Set(o.Name, v)
		}
	}
	for _, child := range c.Children {
		if child.Kind == schema.Single && n.Child(child.Key, "") == nil && child.Implied() {
			d.attach(defaults(child, &Node{Key: child.Key}))
		}
	}
	for _, child := range n.Children {
		if context := child.ContextIn(c); context != nil {
			d.attach(defaults(context, child))
		}
	}
	return d
}
