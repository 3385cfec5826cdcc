package schema

import (
	"iter"
	"strings"
)

// Kind says how a context occurs.
type Kind uint8

// The kinds.
const (
	// Single is a context that occurs once.
	Single Kind = iota
	// Named is a context that occurs once for each name.
	Named
	// Choice is a context of which one of several variants occurs; its type says which.
	Choice
)

// Context is a place for options.
type Context struct {
	// Path is the keys that lead to it, joined with dots; "" for the root. The path of a variant ends in its type.
	Path string
	// Key is the last key of the path without the variant.
	Key string
	// Kind says how it occurs.
	Kind Kind
	// Variant is the type of a Choice.
	Variant string
	// Keyword opens the context in an aerospike.conf; "" for a context that has none there.
	Keyword string
	// Bare says that the line that opens it in an aerospike.conf has no braces and nothing in it.
	Bare bool
	// Fixed says that it appears and goes only with a restart, although its options may all change live.
	Fixed bool
	// Parent is where it lies, nil for the root.
	Parent *Context
	// Options lie in it, in the order of the table.
	Options []*Option
	// Children are the contexts in it; the variants of a Choice are one each.
	Children []*Context
	// Text says what it is for.
	Text string

	options, tokens map[string]*Option
}

// Option finds an option of the context by its name, nil if there is none.
func (c *Context) Option(name string) *Option { return c.options[name] }

// ByToken finds an option by its name in an aerospike.conf, nil if there is none. Of two that share one it is the list.
func (c *Context) ByToken(token string) *Option { return c.tokens[token] }

// index makes ByToken find the options.
func (c *Context) index() {
	c.tokens = make(map[string]*Option, len(c.Options))
	for _, o := range c.Options {
		if c.tokens[o.Token] == nil || o.Type == List {
			c.tokens[o.Token] = o
		}
	}
}

// Child finds a context in this one by its key, and for a Choice by its variant; nil if there is none. An empty variant finds
// the first.
func (c *Context) Child(key, variant string) *Context {
	for _, child := range c.Children {
		if child.Key == key && (variant == "" || child.Variant == variant) {
			return child
		}
	}
	return nil
}

// Variants returns the types of a Choice.
func (c *Context) Variants(key string) []string {
	var types []string
	for _, child := range c.Children {
		if child.Key == key && child.Kind == Choice {
			types = append(types, child.Variant)
		}
	}
	return types
}

// Schema is all options of a program.
type Schema struct {
	// Name is the name of the schema.
	Name string
	// Root holds the contexts at the top.
	Root *Context
	// Obsolete are the names that are refused with a hint.
	Obsolete []Obsolete

	contexts map[string]*Context
	ordered  []*Context
}

// Obsolete is a name that once was an option.
type Obsolete struct {
	// Context is the path of the context, Token the name in an aerospike.conf.
	Context, Token string
	// Instead tells what to use.
	Instead string
}

// Context finds a context by its path, nil if there is none.
func (s *Schema) Context(path string) *Context { return s.contexts[path] }

// Contexts returns all contexts in the order of the table, the root first.
func (s *Schema) Contexts() []*Context { return s.ordered }

// Options returns all options that are not removed, in the order of the table.
func (s *Schema) Options() iter.Seq[*Option] {
	return func(yield func(*Option) bool) {
		for o := range s.All() {
			if o.Until == "" && !yield(o) {
				return
			}
		}
	}
}

// All returns all options, those that were removed included.
func (s *Schema) All() iter.Seq[*Option] {
	return func(yield func(*Option) bool) {
		for _, c := range s.ordered {
			for _, o := range c.Options {
				if !yield(o) {
					return
				}
			}
		}
	}
}

// Find returns the options whose path is the text, ends in it, or whose name or token it is.
func (s *Schema) Find(text string) []*Option {
	var found []*Option
	for o := range s.All() {
		if o.Path() == text {
			return []*Option{o}
		}
		if o.Name == text || o.Token == text || strings.HasSuffix(o.Path(), "."+text) {
			found = append(found, o)
		}
	}
	return found
}

// ObsoleteToken finds a name that a context of an aerospike.conf once had. The context's variants share their obsolete names.
func (s *Schema) ObsoleteToken(c *Context, token string) (Obsolete, bool) {
	for _, o := range s.Obsolete {
		if o.Token == token && (o.Context == c.Path || strings.HasPrefix(c.Path, o.Context+".") && c.Kind == Choice) {
			return o, true
		}
	}
	return Obsolete{}, false
}

// Implied reports whether a context that nobody mentions is in force all the same, with its defaults. Those whose mention alone
// switches something on are not.
func (c *Context) Implied() bool {
	switch c.Path {
	case "security", "security.ldap", "security.log", "xdr", "network.info", "network.admin":
		return false
	}
	return c.Kind == Single
}

// Free reports whether the context can appear and go while the server runs: every option of it can change then, and it is not fixed.
func (c *Context) Free() bool {
	for _, o := range c.Options {
		if !o.Dynamic && !o.Pseudo() && o.Until == "" {
			return false
		}
	}
	return len(c.Options) > 0 && !c.Fixed
}
