package sample

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// Draw returns a random tree of a schema. About one in so many options is set.
func Draw(r *rand.Rand, s *schema.Schema, oneIn int) *tree.Node {
	root := &tree.Node{}
	fill(r, s.Root, root, oneIn)
	return root
}

// fill sets random options of a context and makes random contexts in it.
func fill(r *rand.Rand, c *schema.Context, n *tree.Node, oneIn int) {
	for _, o := range c.Options {
		if o.Until == "" && !o.Pseudo() && o.Name != "feature-key-file" && r.IntN(oneIn) == 0 {
			n.Set(o.Name, value(r, o))
		}
	}
	done := map[string]bool{}
	for _, child := range c.Children {
		if done[child.Key] || child.Path == "network.info" {
			continue
		}
		done[child.Key] = true
		switch child.Kind {
		case schema.Named:
			for range r.IntN(3) {
				fill(r, child, n.Make(child.Key, name(r, child), tree.Origin{}), oneIn)
			}
		case schema.Choice:
			choose(r, c, child.Key, n, oneIn)
		default:
			if r.IntN(4) > 0 {
				fill(r, child, n.Make(child.Key, "", tree.Origin{}), oneIn)
			}
		}
	}
}

// choose makes a Choice of a random variant.
func choose(r *rand.Rand, c *schema.Context, key string, n *tree.Node, oneIn int) {
	if n.Child(key, "") != nil {
		return // a context whose name was drawn twice keeps what it is
	}
	variants := c.Variants(key)
	variant := variants[r.IntN(len(variants))]
	node := n.Make(key, "", tree.Origin{})
	node.Set(tree.TypeName, tree.Value{Text: variant})
	fill(r, c.Child(key, variant), node, oneIn)
}

// name returns a random name.
func name(r *rand.Rand, c *schema.Context) string {
	if c.Path == "logging" {
		return []string{"console", "syslog", "/var/log/a.log", "/var/log/b.log"}[r.IntN(4)]
	}
	return word(r)
}

// word returns a random word that every format can hold. Some look like something else.
func word(r *rand.Rand) string {
	odd := []string{"true", "null", "0", "1e3", "yes", "-", "~", "a:b", "0x1F", "x.y", "a,b", "*all", "&c", "!d", "%e", "'q'", `"dq"`, `b\s`, "ünï", "[x]", "a{b", ".inf", "2026-01-01", "1_000", "0b11", "=", "<<"}
	if r.IntN(4) == 0 {
		return odd[r.IntN(len(odd))]
	}
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-_/."
	text := []byte{letters[r.IntN(26)]}
	for range r.IntN(12) {
		text = append(text, letters[r.IntN(len(letters))])
	}
	return string(text)
}

// value returns a random value of an option.
func value(r *rand.Rand, o *schema.Option) tree.Value {
	v := tree.Value{Variant: o.Context.Variant}
	if o.Type != schema.List {
		v.Text = text(r, o)
		return v
	}
	for range 1 + r.IntN(3) {
		v.Items = append(v.Items, text(r, o))
	}
	return v
}

// text returns a random canonical text of an option.
func text(r *rand.Rand, o *schema.Option) string {
	switch {
	case len(o.Also) > 0 && r.IntN(4) == 0:
		return o.Also[0]
	case o.Type == schema.Bool:
		return strconv.FormatBool(r.IntN(2) == 0)
	case o.Type == schema.Enum:
		return o.Values[r.IntN(len(o.Values))]
	case o.Type == schema.Duration:
		return time.Duration(number(r, o)).String()
	case o.Type.Numeric():
		return strconv.FormatInt(number(r, o), 10)
	case o.Secret:
		return "env:" + strings.ToUpper(word(r))
	case o.Rule == "hex":
		return fmt.Sprintf("%x", r.Uint64()|1)
	}
	words := []string{word(r)}
	for range max(0, len(o.Words)-1) {
		if o.Words[1] == "port" && len(words) == 1 {
			words = append(words, strconv.Itoa(1024+r.IntN(60000)))
		} else if len(words) < o.WordsLeast() || r.IntN(2) == 0 {
			words = append(words, word(r))
		}
	}
	return strings.Join(words, " ")
}

// number returns a random number in the range of an option that keeps its rule; numbers beyond 63 bits are left out.
func number(r *rand.Rand, o *schema.Option) int64 {
	least, most := o.Range.Least, int64(min(o.Range.Most, 1<<62))
	n := least + int64(r.Uint64N(uint64(most-least)+1))
	switch o.Rule {
	case "power-of-2":
		n = max(least, 1)
		for n < most && r.IntN(3) > 0 && n*2 <= most {
			n *= 2
		}
	case "multiple-of-100":
		n -= n % 100
	}
	return n
}
