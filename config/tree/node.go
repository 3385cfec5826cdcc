package tree

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/config/schema"
)

// Origin is where a value came from.
type Origin struct {
	// Source is the kind of place: default, profile, file, environment, flag or node.
	Source string
	// Name is the file, the variable, the flag, the profile or the node.
	Name string
	// Line and Column are the place in a file, from 1; 0 elsewhere.
	Line, Column int
}

// The sources, from the lowest to the highest.
const (
	SourceDefault     = "default"
	SourceProfile     = "profile"
	SourceFile        = "file"
	SourceEnvironment = "environment"
	SourceFlag        = "flag"
	SourceNode        = "node"
)

// String returns the origin as people point to places: file:line:column, or the source and the name in it.
func (o Origin) String() string {
	switch {
	case o.Line > 0:
		return fmt.Sprintf("%s:%d:%d", o.Name, o.Line, o.Column)
	case o.Source == SourceFile:
		return o.Name
	case o.Source == "":
		return "configuration"
	case o.Name == "":
		return o.Source
	}
	return o.Source + " " + o.Name
}

// Value is the value of an option.
type Value struct {
	// Text is the canonical text; empty for a list.
	Text string
	// Items are the items of a list.
	Items []string
	// Variant is the type of the Choice that was in force where the value was written, "" if the place did not say.
	Variant string
	// Origin is where the value came from.
	Origin Origin
}

// Equal reports whether two values are the same, wherever they came from.
func (v Value) Equal(o Value) bool { return v.Text == o.Text && slices.Equal(v.Items, o.Items) }

// String returns the value in one line.
func (v Value) String() string {
	if v.Items != nil {
		return "[" + strings.Join(v.Items, ", ") + "]"
	}
	return v.Text
}

// TypeName is the option that says which variant a Choice is.
const TypeName = "type"

// Node is a context with its values and the contexts in it. The zero Node is an empty root.
type Node struct {
	// Key is the context's key in its parent, Name its name if it is a named one.
	Key, Name string
	// Origin is where it was first mentioned.
	Origin Origin
	// Values are the values by the names of their options.
	Values Values
	// Children are the contexts in it, in the order in which they came.
	Children []*Node

	// places finds the contexts where there are many.
	places map[[2]string]*Node
}

// Set sets the value of an option.
func (n *Node) Set(option string, v Value) { n.Values.Set(option, v) }

// Get returns the text of a value, "" if there is none.
func (n *Node) Get(option string) string {
	if n == nil {
		return ""
	}
	v, _ := n.Values.Get(option)
	return v.Text
}

// Has reports whether an option has a value.
func (n *Node) Has(option string) bool {
	if n == nil {
		return false
	}
	_, ok := n.Values.Get(option)
	return ok
}

// Items returns the items of a list.
func (n *Node) Items(option string) []string {
	if n == nil {
		return nil
	}
	v, _ := n.Values.Get(option)
	return v.Items
}

// Child returns a context of the node, nil if there is none. The name is empty for contexts without one.
func (n *Node) Child(key, name string) *Node {
	if n == nil {
		return nil
	}
	if n.places != nil {
		return n.places[[2]string{key, name}]
	}
	for _, child := range n.Children {
		if child.Key == key && child.Name == name {
			return child
		}
	}
	return nil
}

// Make returns a context of the node and makes it, with the origin, if there is none.
func (n *Node) Make(key, name string, origin Origin) *Node {
	if child := n.Child(key, name); child != nil {
		return child
	}
	child := &Node{Key: key, Name: name, Origin: origin}
	n.attach(child)
	return child
}

// childrenFew is up to how many contexts in one are looked for one by one.
const childrenFew = 16

// attach adds a context that is not there yet.
func (n *Node) attach(child *Node) {
	n.Children = append(n.Children, child)
	switch {
	case n.places != nil:
		n.places[[2]string{child.Key, child.Name}] = child
	case len(n.Children) > childrenFew:
		n.places = make(map[[2]string]*Node, 2*len(n.Children))
		for _, one := range n.Children {
			n.places[[2]string{one.Key, one.Name}] = one
		}
	}
}

// Adopt puts a context of another tree into the node, which has none of its key and name. Both trees have it then, so that neither may be
// changed any more.
func (n *Node) Adopt(child *Node) { n.attach(child) }

// All returns the contexts of a key, in order.
func (n *Node) All(key string) []*Node {
	if n == nil {
		return nil
	}
	var all []*Node
	for _, child := range n.Children {
		if child.Key == key {
			all = append(all, child)
		}
	}
	return all
}

// ContextIn returns the node's context in the schema, given that of its parent: for a Choice the variant that its type names,
// or the first one. It is nil for a key that the schema does not have.
func (n *Node) ContextIn(parent *schema.Context) *schema.Context {
	if c := parent.Child(n.Key, n.Get(TypeName)); c != nil {
		if c.Kind == schema.Choice || c.Variant == "" {
			return c
		}
	}
	return parent.Child(n.Key, "")
}

// Step returns the node's part of a path.
func (n *Node) Step() []string {
	if n.Name != "" {
		return []string{n.Key, n.Name}
	}
	return []string{n.Key}
}
