package clientmetrics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/telemetry"
	"github.com/aerolith/aerolith/telemetry/clientmetrics"
)

// TestFamilies shows a node and events.
func TestFamilies(t *testing.T) {
	var events clientmetrics.Events
	passed := 0
	observe := events.Observe(func(client.Event) { passed++ })
	observe(client.Event{Kind: client.EventNodeJoined})
	observe(client.Event{Kind: 200})
	events.Observe(nil)(client.Event{Kind: client.EventNodeJoined})
	stats := client.Stats{Passive: true, Rounds: 7, Nodes: []client.NodeStats{{
		NodeInfo: client.NodeInfo{Name: "A\"1", Connections: 3}, Failed: 2, Usable: true, Latency: 1500 * time.Microsecond,
	}}}
	text := string(telemetry.AppendText(nil, append(clientmetrics.Families(stats), events.Families()...)))
	for _, want := range []string{
		"aerolith_client_passive 1\n", "aerolith_client_rounds_total 7\n", "aerolith_client_node_connections{node=\"A\\\"1\"} 3\n",
		"aerolith_client_node_latency_seconds{node=\"A\\\"1\"} 0.0015\n", "aerolith_client_node_failed_total{node=\"A\\\"1\"} 2\n",
		"aerolith_client_events_total{event=\"node joined\"} 2\n", "aerolith_client_events_total{event=\"other\"} 1\n",
		"aerolith_client_events_total{event=\"switched\"} 0\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if passed != 2 {
		t.Errorf("%d events were passed on", passed)
	}
}
