package reference

import (
	"fmt"
	"strings"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/source"
	"github.com/aerolith/aerolith/config/tree"
)

// Option returns all about an option as plain text.
func Option(s *schema.Schema, o *schema.Option) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s\n  %s\n\n", o.Path(), o.Text)
	for _, f := range facts(s, o) {
		fmt.Fprintf(&text, "  %-10s %s\n", f[0], f[1])
	}
	for _, r := range check.Rules() {
		if r.Schema == s.Name && strings.Contains(r.Text, o.Name) && related(r, o) {
			fmt.Fprintf(&text, "  %-10s %s [%s]\n", "rule", r.Text, r.Name)
		}
	}
	return text.String()
}

// related reports whether a rule looks at the context of an option.
func related(r check.Rule, o *schema.Option) bool {
	c := o.Context.Path
	return r.Context == "" || c == r.Context || strings.TrimSuffix(r.Context, ".*") == strings.TrimSuffix(c, "."+o.Context.Variant) || strings.HasPrefix(c, r.Context+".")
}

// facts returns names and texts of what is known of an option.
func facts(s *schema.Schema, o *schema.Option) [][2]string {
	all := [][2]string{{"type", typeText(o)}}
	add := func(name, text string) {
		if text != "" {
			all = append(all, [2]string{name, text})
		}
	}
	if !o.Pseudo() {
		add("default", o.DefaultText())
	}
	add("values", o.LimitText())
	add("also", strings.Join(o.Also, ", "))
	if o.CommunityRange != nil {
		add("community", o.RangeText(o.CommunityRange))
	}
	add("must be", strings.NewReplacer("power-of-2", "a power of two", "multiple-of-100", "a multiple of 100", "hex", "hexadecimal", "max-len-", "at most this many characters: ").Replace(o.Rule))
	add("change", changeText(o))
	if o.Enterprise {
		add("edition", "Enterprise only")
	}
	if o.Secret {
		add("secret", "write a reference: env:NAME, file:PATH, age:PATH#KEY or vault:PATH#KEY")
	}
	if o.Deprecated {
		add("status", "deprecated")
	}
	if o.Required != "no" {
		add("required", o.Required)
	}
	add("since", strings.TrimPrefix(o.Since, "-"))
	add("removed", o.Until)
	if !o.Pseudo() && o.Until == "" {
		if s.Name == "aerospike" {
			add("conf", confText(o))
		}
		add("variable", tree.Variable(source.Prefix(s), placeholder(o.Context, o.Name)...))
	}
	return all
}

// typeText returns the type with its unit.
func typeText(o *schema.Option) string {
	if o.Unit == "" {
		return o.Type.String()
	}
	return o.Type.String() + ", " + o.Unit
}

// changeText says whether a running server can change an option.
func changeText(o *schema.Option) string {
	if o.Dynamic {
		return "live"
	}
	return "needs a restart"
}

// confText returns the line of an aerospike.conf.
func confText(o *schema.Option) string {
	words := "VALUE"
	if o.Multiword() {
		words = strings.ToUpper(strings.Join(o.Words, " "))
	}
	token := o.Token
	if o.Context.Path == "logging" && o.Dynamic {
		token, words = "context "+o.Token, "LEVEL"
	}
	if o.Type == schema.List {
		return token + " " + words + ", one line for each"
	}
	return token + " " + words
}

// placeholder returns the steps to an option with "name" for every name.
func placeholder(c *schema.Context, option string) []string {
	steps := []string{option}
	for ; c.Parent != nil; c = c.Parent {
		if c.Kind == schema.Named {
			steps = append([]string{"name"}, steps...)
		}
		steps = append([]string{c.Key}, steps...)
	}
	return steps
}
