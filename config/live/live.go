package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// ErrRefused says that a node does not answer a question about its configuration.
var ErrRefused = errors.New("config: the node refuses")

// Ask sends one info command to a node and returns the answer.
type Ask func(ctx context.Context, command string) (string, error)

// Snapshot is what a node says of its configuration.
type Snapshot struct {
	// Tree holds the values, their origin is the node.
	Tree *tree.Node
	// Unknown are the names that the registry does not have, such as what another server adds.
	Unknown []string
}

// Read asks a node for everything that it tells of its configuration. The name appears in origins. The errors are those of ask, and
// ErrRefused where the node has no answer on the service context.
func Read(ctx context.Context, name string, ask Ask) (*Snapshot, error) {
	r := &reader{ask: ask, schema: registry.Aerospike(), origin: tree.Origin{Source: tree.SourceNode, Name: name}, root: &tree.Node{}}
	r.root.Origin = r.origin
	text, err := r.config(ctx, "context=service")
	if err != nil {
		return nil, err
	}
	r.values(r.schema.Context("service"), r.root.Make("service", "", r.origin), text)
	for _, part := range []func(context.Context) error{r.network, r.namespaces, r.security, r.shipping, r.logging} {
		if err := part(ctx); err != nil && !errors.Is(err, ErrRefused) {
			return nil, err
		}
	}
	slices.Sort(r.unknown)
	return &Snapshot{Tree: r.root, Unknown: slices.Compact(r.unknown)}, nil
}

// reader gathers the answers of a node.
type reader struct {
	ask     Ask
	schema  *schema.Schema
	origin  tree.Origin
	root    *tree.Node
	unknown []string
}

// config asks for the configuration of one context.
func (r *reader) config(ctx context.Context, parameters string) (string, error) {
	return r.answer(ctx, "get-config:"+parameters)
}

// answer asks one question. A refusal is ErrRefused.
func (r *reader) answer(ctx context.Context, command string) (string, error) {
	text, err := r.ask(ctx, command)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(text, "ERROR") || strings.HasPrefix(text, "FAIL") {
		return "", fmt.Errorf("%w: %s: %s", ErrRefused, command, text)
	}
	return text, nil
}

// values puts the name=value pairs of an answer into a context. A name may lead into contexts below: storage-engine.filesize.
func (r *reader) values(c *schema.Context, into *tree.Node, text string) {
	pairs := strings.Split(text, ";")
	for _, pair := range pairs {
		name, value, found := strings.Cut(pair, "=")
		if o := c.Child(name, value); found && o != nil && o.Kind == schema.Choice {
			into.Make(name, "", r.origin).Set(tree.TypeName, tree.Value{Text: value, Origin: r.origin})
		}
	}
	for _, pair := range pairs {
		if name, value, found := strings.Cut(pair, "="); found {
			r.value(c, into, name, value)
		}
	}
}

// value puts one value into a context.
func (r *reader) value(c *schema.Context, into *tree.Node, name, value string) {
	for {
		key, rest, found := strings.Cut(name, ".")
		child := c.Child(key, into.Child(key, "").Get(tree.TypeName))
		if !found || child == nil || child.Kind == schema.Named {
			break
		}
		if child.Path == "network.admin" && (value == "0" || value == "false" || value == "null") {
			return // a port that is off has no context
		}
		c, into, name = child, into.Make(key, "", r.origin), rest
	}
	if c.Child(name, "") != nil || value == "" || value == "null" {
		return
	}
	token, index, indexed := strings.Cut(name, "[")
	o := c.ByToken(token)
	if o == nil {
		o = c.Option(token)
	}
	if o == nil || o.Pseudo() || o.Until != "" {
		r.unknown = append(r.unknown, tree.JoinPath(strings.Split(c.Path, ".")...)+"."+token)
		return
	}
	if indexed && strings.HasSuffix(index, ".shadow") {
		r.shadow(into, o, value)
		return
	}
	r.set(into, o, value)
}

// set sets the value of an option, or adds an item to a list. What is the sign of "not set" is left out.
func (r *reader) set(into *tree.Node, o *schema.Option, text string) {
	if o.Context.Path == "network.service" && o.Name == "addresses" {
		text = r.endpoint(into, text)
	}
	texts := []string{text}
	if o.Type == schema.List && !o.Multiword() {
		texts = strings.Split(text, ",")
	}
	for _, one := range texts {
		canonical, err := codec.ReadValue(o, one)
		if err != nil || o.Unset() && canonical == o.Default {
			continue
		}
		v := tree.Value{Text: canonical, Variant: o.Context.Variant, Origin: r.origin}
		if o.Type == schema.List {
			v.Text, v.Items = "", append(slices.Clone(into.Items(o.Name)), canonical)
		}
		into.Set(o.Name, v)
	}
}

// endpoint takes the port off an address, as Aerolith's own server tells both together.
func (r *reader) endpoint(into *tree.Node, text string) string {
	at := strings.LastIndexByte(text, ':')
	if at < 0 || strings.Count(text, ":") > 1 && !strings.HasPrefix(text, "[") {
		return text
	}
	if o := r.schema.Context("network.service").Option("port"); !into.Has(o.Name) {
		r.set(into, o, text[at+1:])
	}
	return strings.Trim(text[:at], "[]")
}

// shadow adds a shadow to the last item of a list.
func (r *reader) shadow(into *tree.Node, o *schema.Option, path string) {
	v, found := into.Values.Get(o.Name)
	if found && len(v.Items) > 0 && o.Multiword() {
		v.Items = slices.Clone(v.Items)
		v.Items[len(v.Items)-1] += " " + path
		into.Set(o.Name, v)
	}
}

// network reads the networks and tls blocks.
func (r *reader) network(ctx context.Context) error {
	text, err := r.config(ctx, "context=network")
	if err != nil {
		return err
	}
	c, into := r.schema.Context("network"), r.root.Make("network", "", r.origin)
	blocks := map[string]string{}
	for pair := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(pair, "=")
		index, option, found := strings.Cut(strings.TrimPrefix(name, "tls["), "].")
		switch {
		case !strings.HasPrefix(name, "tls[") || !found:
			r.values(c, into, pair)
		case option == "name":
			blocks[index] = value
			into.Make("tls", value, r.origin)
		case blocks[index] != "":
			r.value(r.schema.Context("network.tls"), into.Child("tls", blocks[index]), option, value)
		}
	}
	return nil
}

// namespaces reads all namespaces and the sets that differ from their defaults.
func (r *reader) namespaces(ctx context.Context) error {
	names, err := r.answer(ctx, "namespaces")
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(names, ";") {
		if name == "" {
			continue
		}
		text, err := r.config(ctx, "context=namespace;namespace="+name)
		if err != nil {
			return err
		}
		into := r.root.Make("namespaces", name, r.origin)
		r.values(r.schema.Context("namespaces"), into, text)
		sets, err := r.answer(ctx, "sets/"+name)
		if err != nil {
			return err
		}
		r.sets(into, sets)
	}
	return nil
}

// sets reads the settings of sets.
func (r *reader) sets(into *tree.Node, text string) {
	c := r.schema.Context("namespaces.sets")
	for line := range strings.SplitSeq(text, ";") {
		fields := map[string]string{}
		for field := range strings.SplitSeq(line, ":") {
			name, value, _ := strings.Cut(field, "=")
			fields[name] = value
		}
		for _, o := range c.Options {
			if value := fields[o.Name]; fields["set"] != "" && value != "" && value != o.Default {
				r.set(into.Make("sets", fields["set"], r.origin), o, value)
			}
		}
	}
}
