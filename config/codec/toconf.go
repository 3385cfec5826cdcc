package codec

import (
	"fmt"
	"strings"

	"github.com/aerolith/aerolith/config/conf"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// WriteConf writes a tree as an aerospike.conf. The error wraps ErrWrite and says which option cannot be written there: the format
// has no quoting, so that a blank or a # in a value is not possible.
func WriteConf(s *schema.Schema, n *tree.Node) ([]byte, error) {
	file := conf.New("")
	if err := writeContext(file.Root, s.Root, n, nil); err != nil {
		return nil, err
	}
	conf.Tidy(file)
	return file.Bytes(), nil
}

// writeContext writes the options and contexts of a node, in the order of the schema.
func writeContext(to *conf.Node, c *schema.Context, n *tree.Node, steps []string) error {
	for _, o := range c.Options {
		v, found := n.Values[o.Name]
		if !found || o.Pseudo() {
			continue
		}
		if err := writeOption(to, o, v); err != nil {
			return fmt.Errorf("%w as aerospike.conf: %s: %w", ErrWrite, tree.JoinPath(append(steps[:len(steps):len(steps)], o.Name)...), err)
		}
	}
	done := map[string]bool{}
	for _, context := range c.Children {
		if done[context.Key] {
			continue
		}
		done[context.Key] = true
		for _, child := range n.All(context.Key) {
			if err := writeChild(to, child.ContextIn(c), child, steps); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeOption writes the lines of an option.
func writeOption(to *conf.Node, o *schema.Option, v tree.Value) error {
	if o.Type == schema.List {
		for _, item := range v.Items {
			if _, err := to.Add(o.Token, strings.Split(item, " ")...); err != nil {
				return err
			}
		}
		return nil
	}
	if v.Text == "" {
		return nil
	}
	words := []string{ConfText(o, v.Text)}
	if o.Multiword() {
		words = strings.Split(v.Text, " ")
	}
	if isLevel(o) && o.Context.Path == loggingPath {
		_, err := to.Add("context", o.Name, v.Text)
		return err
	}
	_, err := to.Add(o.Token, words...)
	return err
}

// writeChild writes a context.
func writeChild(to *conf.Node, c *schema.Context, n *tree.Node, steps []string) error {
	below := append(steps[:len(steps):len(steps)], n.Step()...)
	if c.Path == loggingPath {
		return writeSink(to, c, n, below)
	}
	var arguments []string
	switch {
	case c.Kind == schema.Named:
		arguments = []string{n.Name}
	case c.Kind == schema.Choice:
		arguments = []string{c.Variant}
	}
	if c.Bare {
		_, err := to.Add(c.Keyword, arguments...)
		return wrapped(err, below)
	}
	child, err := to.AddContext(c.Keyword, arguments...)
	if err != nil {
		return wrapped(err, below)
	}
	return writeContext(child, c, n, below)
}

// writeSink writes a sink of log lines; the level of all contexts comes first, since it overrides what stands before it.
func writeSink(to *conf.Node, c *schema.Context, n *tree.Node, steps []string) error {
	logging := to.Context(loggingPath, "")
	if logging == nil {
		var err error
		if logging, err = to.AddContext(loggingPath); err != nil {
			return wrapped(err, steps)
		}
	}
	var arguments []string
	keyword := n.Name
	if n.Name != sinkConsole && n.Name != sinkSyslog {
		keyword, arguments = "file", []string{n.Name}
	}
	sink, err := logging.AddContext(keyword, arguments...)
	if err != nil {
		return wrapped(err, steps)
	}
	rest := &tree.Node{Key: n.Key, Name: n.Name}
	for name, v := range n.Values {
		rest.Set(name, v)
	}
	if v, found := n.Values["any"]; found {
		if err := writeOption(sink, c.Option("any"), v); err != nil {
			return wrapped(err, steps)
		}
		delete(rest.Values, "any")
	}
	return writeContext(sink, c, rest, steps)
}

// wrapped says which context cannot be written.
func wrapped(err error, steps []string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w as aerospike.conf: %s: %w", ErrWrite, tree.JoinPath(steps...), err)
}
