package source

import (
	"strings"
	"testing"

	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// TestEveryOptionEverySource sets every option of every schema alone through every source: a file in each format, a variable, a flag. The
// names of contexts and the types of engines, which are options too, are set by the context that they belong to. One option has no source:
// the server takes it from set-config only.
func TestEveryOptionEverySource(t *testing.T) {
	for _, s := range registry.All() {
		count := map[string]int{}
		for o := range s.Options() {
			for source, in := range sources(t, s, o) {
				c, err := Load(in)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := found(c, s, o), wanted(o); got != want {
					t.Errorf("%s by %s: got %q, want %q: %v", o.Path(), source, got, want, c.Problems[:min(3, len(c.Problems))])
				}
				count[source]++
			}
		}
		t.Logf("%s: %v", s.Name, count)
		if s.Name == "aerospike" && (count["environment"] != count["flag"] || count["yaml"] < 425 || count["json"] < 425 || count["conf"] < 425) {
			t.Errorf("options by source: %v", count)
		}
	}
}

// wanted returns the canonical value that an option is set to.
func wanted(o *schema.Option) string {
	switch {
	case o.Pseudo() && o.Name == tree.TypeName:
		return o.Context.Variant
	case o.Pseudo():
		return instance
	}
	return example(o)
}

// instance is the name of a context in these tests.
const instance = "A.b-c"

// sources returns inputs that set one option, by source.
func sources(t *testing.T, s *schema.Schema, o *schema.Option) map[string]Inputs {
	t.Helper()
	if o.Name == "force-long-queries" || o.Context.Path == "network.info" || o.Name == "feature-key-file" {
		return nil
	}
	all := map[string]Inputs{}
	steps, value := append(named(o.Context), o.Name), wanted(o)
	if !o.Pseudo() || o.Name == tree.TypeName {
		byVariable, byFlag := Inputs{Schema: s}, Inputs{Schema: s}
		assign := func(steps []string, value string) {
			byVariable.Environment = append(byVariable.Environment, tree.Variable(Prefix(s), steps...)+"="+value)
			byFlag.Flags = append(byFlag.Flags, tree.JoinPath(steps...)+"="+value)
		}
		assign(steps, value)
		if o.Context.Kind == schema.Choice && !o.Pseudo() {
			assign(append(named(o.Context), tree.TypeName), o.Context.Variant)
		}
		all["environment"], all["flag"] = byVariable, byFlag
	}
	root := &tree.Node{}
	n, at := root, named(o.Context)
	for i := 0; i < len(at); i++ {
		name := ""
		if i+1 < len(at) && at[i+1] == instance {
			name = at[i+1]
		}
		n = n.Make(at[i], name, tree.Origin{})
		if name != "" {
			i++
		}
	}
	if o.Context.Kind == schema.Choice {
		n.Set(tree.TypeName, tree.Value{Text: o.Context.Variant})
	}
	switch {
	case o.Pseudo():
	case o.Type == schema.List:
		n.Set(o.Name, tree.Value{Items: []string{value}})
	default:
		n.Set(o.Name, tree.Value{Text: value})
	}
	for _, format := range codec.Formats() {
		if format == codec.Conf && s.Name != "aerospike" {
			continue
		}
		text, err := codec.Write(s, format, root)
		if err != nil {
			t.Errorf("%s as %s: %v", o.Path(), format, err)
			continue
		}
		all[string(format)] = Inputs{Schema: s, Files: []File{{Name: "f", Format: format, Text: text}}}
	}
	return all
}

// found returns the value of an option in a configuration.
func found(c *Config, s *schema.Schema, o *schema.Option) string {
	value := ""
	c.Given.Visit(s, func(context *schema.Context, n *tree.Node, _ []string) {
		switch v, set := n.Values.Get(o.Name); {
		case context != o.Context:
		case o.Pseudo() && o.Name == "name":
			value = n.Name
		case set:
			value = strings.Trim(v.String(), "[]")
		}
	})
	return value
}
