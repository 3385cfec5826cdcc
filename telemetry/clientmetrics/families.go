package clientmetrics

import (
	"sync/atomic"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/telemetry"
)

// Of returns a source of what a client knows at each moment.
func Of(c *client.Client) telemetry.Source {
	return func() []telemetry.Family { return Families(c.Stats()) }
}

// Families shows the state of a client and its nodes.
func Families(s client.Stats) []telemetry.Family {
	gauge := func(name, help string, value func(n *client.NodeStats) float64) telemetry.Family {
		return perNode(&s, "aerolith_client_node_"+name, help, telemetry.Gauge, value)
	}
	counter := func(name, help string, value func(n *client.NodeStats) float64) telemetry.Family {
		return perNode(&s, "aerolith_client_node_"+name, help, telemetry.Counter, value)
	}
	return []telemetry.Family{
		telemetry.One("aerolith_client_nodes", "Nodes of the cluster that are known.", telemetry.Gauge, float64(len(s.Nodes))),
		telemetry.One("aerolith_client_passive", "1 while calls go to the passive cluster.", telemetry.Gauge, flag(s.Passive)),
		telemetry.One("aerolith_client_rounds_total", "Looks at the cluster.", telemetry.Counter, float64(s.Rounds)),
		gauge("connections", "Open connections to the node.", func(n *client.NodeStats) float64 { return float64(n.Connections) }),
		gauge("connections_idle", "Connections to the node that are free.", func(n *client.NodeStats) float64 { return float64(n.Idle) }),
		gauge("waiting", "Callers that wait for a connection to the node.", func(n *client.NodeStats) float64 { return float64(n.Waiting) }),
		gauge("in_flight", "Commands on single records under way at the node.", func(n *client.NodeStats) float64 { return float64(n.InFlight) }),
		gauge("usable", "1 while commands have a good chance at the node.", func(n *client.NodeStats) float64 { return flag(n.Usable) }),
		gauge("latency_seconds", "How long commands at the node take lately.", func(n *client.NodeStats) float64 { return n.Latency.Seconds() }),
		counter("succeeded_total", "Commands on single records that the node answered, since it is known or the client was reconfigured.",
			func(n *client.NodeStats) float64 { return float64(n.Succeeded) }),
		counter("failed_total", "Commands on single records that the node did not answer, or answered that it is overloaded.",
			func(n *client.NodeStats) float64 { return float64(n.Failed) }),
	}
}

// flag returns 1 for what is so.
func flag(set bool) float64 {
	if set {
		return 1
	}
	return 0
}

// perNode returns a family with one sample for each node.
func perNode(s *client.Stats, name, help string, kind telemetry.Kind, value func(*client.NodeStats) float64) telemetry.Family {
	f := telemetry.Family{Name: name, Help: help, Kind: kind}
	for i := range s.Nodes {
		f.Samples = append(f.Samples, telemetry.Sample{
			Value: value(&s.Nodes[i]), Labels: []telemetry.Label{{Name: "node", Value: s.Nodes[i].Name}},
		})
	}
	return f
}

// Events counts the events of a client. The zero value is ready for use.
type Events struct {
	kinds [eventKinds]atomic.Uint64
}

// eventKinds bounds the kinds that are told apart; kind 0 is every other one.
const eventKinds = 8

// Observe counts an event and passes it on to the next observer, if there is one: client.Options.Observe = events.Observe(next).
func (e *Events) Observe(next func(client.Event)) func(client.Event) {
	return func(event client.Event) {
		kind := event.Kind
		if kind >= eventKinds {
			kind = 0
		}
		e.kinds[kind].Add(1)
		if next != nil {
			next(event)
		}
	}
}

// Families is a telemetry.Source of the counts; what has not occurred is 0.
func (e *Events) Families() []telemetry.Family {
	f := telemetry.Family{Name: "aerolith_client_events_total", Help: "What happened to the client and its cluster.", Kind: telemetry.Counter}
	names := [eventKinds]string{
		0: "other", client.EventNodeJoined: "node joined", client.EventNodeLeft: "node left", client.EventNodeFailed: "node failed",
		client.EventFailover: "switched", client.EventReconfigured: "reconfigured", client.EventCertificates: "certificates unusable",
		client.EventDegraded: "degraded",
	}
	for kind, name := range names {
		f.Samples = append(f.Samples, telemetry.Sample{
			Value: float64(e.kinds[kind].Load()), Labels: []telemetry.Label{{Name: "event", Value: name}},
		})
	}
	return []telemetry.Family{f}
}
