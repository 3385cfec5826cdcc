package tree

import (
	"cmp"
	"slices"

	"github.com/aerolith/aerolith/config/schema"
)

// Change is one difference between two trees.
type Change struct {
	// Steps lead to the option, or to a context that only one tree has.
	Steps []string
	// Option is the option, nil for a context.
	Option *schema.Option
	// Context is where the option lies, or the context itself.
	Context *schema.Context
	// Old and New are the values; nil where a tree has none.
	Old, New *Value
}

// Path returns the steps as text.
func (c Change) Path() string { return JoinPath(c.Steps...) }

// Diff returns what differs between two trees, in the order of the paths. Contexts that only one side has count by themselves too,
// since an empty one can matter.
func Diff(s *schema.Schema, a, b *Node) []Change {
	var changes []Change
	diff(s.Root, a, b, nil, &changes)
	slices.SortStableFunc(changes, func(x, y Change) int { return slices.Compare(x.Steps, y.Steps) })
	return changes
}

// diff compares two nodes of a context; one of them may be nil.
func diff(c *schema.Context, a, b *Node, steps []string, changes *[]Change) {
	for _, name := range names(a, b) {
		o := c.Option(name)
		old, current := lookup(a, name), lookup(b, name)
		if old == nil || current == nil || !old.Equal(*current) {
			*changes = append(*changes, Change{Steps: extend(steps, name), Option: o, Context: c, Old: old, New: current})
		}
	}
	for _, pair := range pairs(a, b) {
		one := cmp.Or(pair[1], pair[0])
		context := one.ContextIn(c)
		if context == nil {
			continue
		}
		below := extend(steps, one.Step()...)
		if pair[0] == nil || pair[1] == nil {
			*changes = append(*changes, presence(context, below, pair))
		}
		diff(context, pair[0], pair[1], below, changes)
	}
}

// presence is the change of a context that only one side has.
func presence(context *schema.Context, steps []string, pair [2]*Node) Change {
	c := Change{Steps: steps, Context: context}
	if pair[0] != nil {
		c.Old = &Value{Origin: pair[0].Origin}
	} else {
		c.New = &Value{Origin: pair[1].Origin}
	}
	return c
}

// extend returns the steps with more of them, without touching what others hold.
func extend(steps []string, more ...string) []string {
	return append(steps[:len(steps):len(steps)], more...)
}

// lookup returns the value of an option, nil for none.
func lookup(n *Node, name string) *Value {
	if n == nil {
		return nil
	}
	if v, ok := n.Values.Get(name); ok {
		return &v
	}
	return nil
}

// names returns the names of the options that either node sets, sorted.
func names(a, b *Node) []string {
	var all []string
	for _, n := range []*Node{a, b} {
		if n == nil {
			continue
		}
		for name := range n.Values.All() {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// pairs returns the contexts of two nodes, those of one key and name together.
func pairs(a, b *Node) [][2]*Node {
	var all [][2]*Node
	if a != nil {
		for _, child := range a.Children {
			all = append(all, [2]*Node{child, b.Child(child.Key, child.Name)})
		}
	}
	if b != nil {
		for _, child := range b.Children {
			if a.Child(child.Key, child.Name) == nil {
				all = append(all, [2]*Node{nil, child})
			}
		}
	}
	return all
}

// Dynamic reports whether a running program can take the change: a dynamic option, or a context with a name all of whose options
// are dynamic.
func (c Change) Dynamic() bool {
	if c.Option != nil {
		return c.Option.Dynamic
	}
	return c.Context != nil && c.Context.Kind == schema.Named && c.Context.Free()
}

// With returns the tree with some changes of a Diff. The tree itself stays as it is.
func (n *Node) With(changes []Change) *Node {
	next := Merge(nil, n)
	for _, c := range changes {
		next.take(c)
	}
	return next
}

// take makes one change.
func (n *Node) take(c Change) {
	steps := c.Steps
	contexts := chain(c.Context)
	for i, context := range contexts {
		name := ""
		if context.Kind == schema.Named {
			name, steps = steps[1], steps[1:]
		}
		key := steps[0]
		if context.Kind == schema.Named {
			key = context.Key
		}
		steps = steps[1:]
		child := n.Child(key, name)
		switch {
		case child != nil && c.New == nil && c.Option == nil && i == len(contexts)-1:
			n.detach(child)
			return
		case child == nil && c.New == nil:
			return
		case child == nil:
			child = n.Make(key, name, c.New.Origin)
		}
		n = child
	}
	switch {
	case c.Option == nil:
	case c.New != nil:
		n.Set(steps[0], *c.New)
	default:
		n.Values.Delete(steps[0])
	}
}

// chain returns the contexts that lead to one, the root left out.
func chain(c *schema.Context) []*schema.Context {
	if c == nil || c.Parent == nil {
		return nil
	}
	return append(chain(c.Parent), c)
}

// detach removes a context.
func (n *Node) detach(child *Node) {
	delete(n.places, [2]string{child.Key, child.Name})
	n.Children = slices.DeleteFunc(n.Children, func(o *Node) bool { return o == child })
}
