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
			*changes = append(*changes, Change{Steps: extend(steps, name), Option: o, Old: old, New: current})
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
			*changes = append(*changes, presence(below, pair))
		}
		diff(context, pair[0], pair[1], below, changes)
	}
}

// presence is the change of a context that only one side has.
func presence(steps []string, pair [2]*Node) Change {
	c := Change{Steps: steps}
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
	if v, ok := n.Values[name]; ok {
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
		for name := range n.Values {
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
