package clientconfig

import (
	"context"
	"strconv"
	"time"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// Dynamic returns the options with what a dynamic configuration of Aerospike's clients sets, and the paths of what it sets that this
// client has no equal for. Reads and writes share their times and attempts in this client: those of reads are taken.
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
	return next, ignored
}

// setter sets a field to a value; it reports whether the client has the value's equal.
type setter func(o *client.Options, v tree.Value) bool

// dynamicOptions returns what each path of a dynamic configuration sets.
func dynamicOptions() map[string]setter {
	table := map[string]setter{
		"static.client.max_connections_per_node": count(func(o *client.Options, n int) { o.MaxConnsPerNode = n }),
		"dynamic.client.max_socket_idle":         span(time.Second, func(o *client.Options, d time.Duration) { o.IdleLimit = d }),
		"dynamic.client.timeout":                 span(time.Millisecond, func(o *client.Options, d time.Duration) { o.DialTimeout = d }),
		"dynamic.client.tend_interval":           span(time.Millisecond, func(o *client.Options, d time.Duration) { o.TendInterval = d }),
		"dynamic.client.max_error_rate":          count(func(o *client.Options, n int) { o.Breaker.MinFailures = max(n, 1) }),
		"dynamic.client.rack_ids":                racks,
		"dynamic.client.rack_aware": func(o *client.Options, v tree.Value) bool {
			if v.Text == "true" {
				o.Replica = client.ReplicaPreferRack
			}
			return true
		},
		"dynamic.client.use_service_alternate": func(o *client.Options, v tree.Value) bool {
			o.AlternateAddresses = v.Text == "true"
			return true
		},
		"dynamic.read.replica": replica,
	}
	timing(table, "dynamic.read.", func(o *client.Options) *client.Timing { return &o.Timing })
	timing(table, "dynamic.scan.", func(o *client.Options) *client.Timing { return &o.ScanTiming })
	return table
}

// timing adds the options of time and attempts.
func timing(table map[string]setter, prefix string, of func(*client.Options) *client.Timing) {
	table[prefix+"total_timeout"] = span(time.Millisecond, func(o *client.Options, d time.Duration) { of(o).Total = d })
	table[prefix+"socket_timeout"] = span(time.Millisecond, func(o *client.Options, d time.Duration) { of(o).Attempt = d })
	table[prefix+"sleep_between_retries"] = span(time.Millisecond, func(o *client.Options, d time.Duration) {
		of(o).RetryDelay, of(o).RetryDelayMax = d, max(d, of(o).RetryDelayMax)
	})
	table[prefix+"max_retries"] = count(func(o *client.Options, n int) { of(o).MaxRetries = n })
}

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

// racks sets the racks that are preferred.
func racks(o *client.Options, v tree.Value) bool {
	var all []int
	for _, item := range v.Items {
		n, err := strconv.Atoi(item)
		if err != nil {
			return false
		}
		all = append(all, n)
	}
	o.Racks = all
	return true
}

// replica sets which copy is read.
func replica(o *client.Options, v tree.Value) bool {
	known := map[string]client.Replica{
		"MASTER": client.ReplicaMaster, "MASTER_PROLES": client.ReplicaAny, "SEQUENCE": client.ReplicaSequence, "PREFER_RACK": client.ReplicaPreferRack,
		"RANDOM": client.ReplicaAny,
	}
	choice, found := known[v.Text]
	if found && o.Replica != client.ReplicaPreferRack {
		o.Replica = choice
	}
	return found
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
