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
	return WriteConfNotes(s, n, func([]string) string { return "" })
}

// WriteConfNotes is WriteConf with a comment behind each option for which note has one.
func WriteConfNotes(s *schema.Schema, n *tree.Node, note func(steps []string) string) ([]byte, error) {
	file := conf.New("")
	w := confWriter{note}
	if err := w.context(file.Root, s.Root, n, nil); err != nil {
		return nil, err
	}
	conf.Tidy(file)
	return file.Bytes(), nil
}

// confWriter writes the syntax tree of an aerospike.conf.
type confWriter struct {
	// note returns the comment for an option, "" for none.
	note func(steps []string) string
}

// context writes the options and contexts of a node, in the order of the schema.
func (w confWriter) context(to *conf.Node, c *schema.Context, n *tree.Node, steps []string) error {
	for _, o := range c.Options {
		v, found := n.Values.Get(o.Name)
		if !found || o.Pseudo() {
			continue
		}
		path := append(steps[:len(steps):len(steps)], o.Name)
		if err := w.option(to, o, v, w.note(path)); err != nil {
			return wrapped(err, path)
		}
	}
	done := map[string]bool{}
	for _, context := range c.Children {
		if done[context.Key] {
			continue
		}
		done[context.Key] = true
		for _, child := range n.All(context.Key) {
			if err := w.child(to, child.ContextIn(c), child, steps); err != nil {
				return err
			}
		}
	}
	return nil
}

// option writes the lines of an option; the note stands behind the first.
func (w confWriter) option(to *conf.Node, o *schema.Option, v tree.Value, note string) error {
	for _, words := range lines(o, v) {
		line, err := to.Add(words[0], words[1:]...)
		if err != nil {
			return err
		}
		if note != "" {
			if err := line.SetComment(note); err != nil {
				return err
			}
			note = ""
		}
	}
	return nil
}

// lines returns the words of each line of an option.
func lines(o *schema.Option, v tree.Value) [][]string {
	var all [][]string
	switch {
	case o.Type == schema.List:
		for _, item := range v.Items {
			all = append(all, append([]string{o.Token}, strings.Split(item, " ")...))
		}
	case v.Text == "":
	case isLevel(o) && o.Context.Path == loggingPath:
		all = append(all, []string{"context", o.Name, v.Text})
	case o.Multiword():
		all = append(all, append([]string{o.Token}, strings.Split(v.Text, " ")...))
	default:
		all = append(all, []string{o.Token, ConfText(o, v.Text)})
	}
	return all
}

// child writes a context.
func (w confWriter) child(to *conf.Node, c *schema.Context, n *tree.Node, steps []string) error {
	below := append(steps[:len(steps):len(steps)], n.Step()...)
	if c.Path == loggingPath {
		return w.sink(to, c, n, below)
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
	return w.context(child, c, n, below)
}

// sink writes a sink of log lines; the level of all contexts comes first, since it overrides what stands before it.
func (w confWriter) sink(to *conf.Node, c *schema.Context, n *tree.Node, steps []string) error {
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
	for name, v := range n.Values.All() {
		rest.Set(name, v)
	}
	if v, found := n.Values.Get("any"); found {
		if err := w.option(sink, c.Option("any"), v, w.note(append(steps[:len(steps):len(steps)], "any"))); err != nil {
			return wrapped(err, steps)
		}
		rest.Values.Delete("any")
	}
	return w.context(sink, c, rest, steps)
}

// wrapped says which context cannot be written.
func wrapped(err error, steps []string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w as aerospike.conf: %s: %w", ErrWrite, tree.JoinPath(steps...), err)
}
