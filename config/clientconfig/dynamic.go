package clientconfig

import (
	"context"
	"math"
	"strconv"
	"time"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// Dynamic returns the options with what a dynamic configuration of Aerospike's clients sets, and the paths of what it sets that this
// client has no equal for. What it says of reads, writes, batches, queries, scans and transactions goes into Options.Policies: it counts
// for calls whose own policy does not say otherwise.
func Dynamic(base client.Options, n *tree.Node) (next client.Options, ignored []string) {
	next = base
	n.Visit(registry.Dynamic(), func(c *schema.Context, n *tree.Node, _ []string) {
		for _, o := range c.Options {
			v, given := n.Values.Get(o.Name)
			if !given || o.Name == "version" {
				continue
			}
			take := dynamicOptions()[o.Path()]
			if take == nil || !take(&next, v) {
				ignored = append(ignored, o.Path())
			}
		}
	})
	window(&next, n)
	return next, ignored
}

// window sets how long errors count: the file says it in looks at the cluster.
func window(o *client.Options, n *tree.Node) {
	if looks, err := strconv.ParseInt(n.Child("dynamic", "").Child("client", "").Get("error_rate_window"), 10, 32); err == nil && looks > 0 {
		o.Breaker.Window = time.Duration(looks) * o.TendInterval
	}
}

// Interval returns how often a dynamic configuration wants to be looked at, for reload.Options.Poll; 0 where it does not say, and a
// very long time where it says never.
func Interval(n *tree.Node) time.Duration {
	text := n.Child("static", "").Child("client", "").Get("config_interval")
	ms, err := strconv.ParseInt(text, 10, 32)
	switch {
	case err != nil:
		return 0
	case ms == 0:
		return math.MaxInt64
	}
	return time.Duration(ms) * time.Millisecond
}

// setter sets a field to a value; it reports whether the client has the value's equal.
type setter func(o *client.Options, v tree.Value) bool

// span returns a setter of a time that is counted in a unit.
func span(unit time.Duration, set func(*client.Options, time.Duration)) setter {
	return count(func(o *client.Options, n int) { set(o, time.Duration(n)*unit) })
}

// count returns a setter of a number.
func count(set func(*client.Options, int)) setter {
	return func(o *client.Options, v tree.Value) bool {
		n, err := strconv.ParseInt(v.Text, 10, 32)
		if err == nil {
			set(o, int(n))
		}
		return err == nil
	}
}

// DynamicPart is a reload.Part: it gives a running client what a dynamic configuration of Aerospike's clients says, over the options
// that the client began with.
type DynamicPart struct {
	// Client is the client.
	Client *client.Client
	// Base are the options below the file.
	Base client.Options
	// Ignored receives the paths that the client has no equal for; nil discards them.
	Ignored func(paths []string)
}

// Apply implements reload.Part.
func (p DynamicPart) Apply(ctx context.Context, change reload.Change) (func(context.Context) error, error) {
	next, ignored := Dynamic(p.Base, said(change.Next))
	undo, err := reconfigure(ctx, p.Client, next)
	if err == nil && p.Ignored != nil && len(ignored) > 0 {
		p.Ignored(ignored)
	}
	return undo, err
}

// said returns a tree without what no file says.
func said(n *tree.Node) *tree.Node {
	kept := tree.Merge(nil, n)
	kept.Visit(registry.Dynamic(), func(_ *schema.Context, n *tree.Node, _ []string) {
		n.Values.Keep(func(_ string, v tree.Value) bool { return v.Origin.Source != tree.SourceDefault })
	})
	return kept
}
