package app

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/telemetry"
)

// fetch returns the answer of the node's endpoint.
func fetch(t *testing.T, n *Node, path string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+n.Facts().Metrics+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }() // read to its end
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// TestMetricsEndpoint: what was asked of the node is counted, named as the conventions want, and documented.
func TestMetricsEndpoint(t *testing.T) {
	n := startNode(t, func(o *Options) { o.MetricsListen = "127.0.0.1:0" })
	newAsker(t, n).ask("status")
	code, body := fetch(t, n, telemetry.PathMetrics)
	if code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	for _, want := range []string{
		"\naerolith_requests_total{kind=\"info\"} 1\n", "\naerolith_connections_opened_total 1\n",
		"\naerolith_namespace_stop_writes{namespace=\"test\"} 0\n", "\n# TYPE aerolith_command_seconds histogram\n",
		"\naerolith_command_seconds_bucket{namespace=\"test\",operation=\"read\",le=\"+Inf\"} 0\n",
		"\naerolith_engine_errors_total{namespace=\"test\",kind=\"corruption\"} 0\n", "\n# TYPE aerolith_engine_log_sync_seconds histogram\n",
	} {
		if !strings.Contains("\n"+body, want) {
			t.Errorf("%q is missing in\n%s", want, body)
		}
	}
	page, err := os.ReadFile("../../docs/ops/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range n.Metrics() {
		if !strings.Contains(string(page), "| `"+family.Name+"` | "+family.Kind.String()+" |") {
			t.Errorf("docs/ops/metrics.md does not tell of %s", family.Name)
		}
		if counter := strings.HasSuffix(family.Name, "_total"); family.Help == "" || counter != (family.Kind == telemetry.Counter) || !strings.HasPrefix(family.Name, "aerolith_") {
			t.Errorf("%s (%v) does not follow the conventions", family.Name, family.Kind)
		}
	}
	for _, path := range []string{telemetry.PathLive, telemetry.PathReady} {
		if code, body := fetch(t, n, path); code != http.StatusOK {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
}

// TestMetricsOff: without the option there is no endpoint, and addresses that others reach are refused.
func TestMetricsOff(t *testing.T) {
	if n := startNode(t, nil); n.Facts().Metrics != "" || n.metrics != nil {
		t.Error("an endpoint that nobody asked for")
	}
	for _, address := range []string{"0.0.0.0:9000", "nonsense", "127.0.0.1:99999"} {
		options := DefaultOptions()
		options.Data, options.Durability, options.Listen, options.MetricsListen = t.TempDir(), "memory", []string{"127.0.0.1:0"}, address
		n, err := Start(options, io.Discard)
		if err == nil {
			t.Errorf("%s: started, %v", address, n.Stop(t.Context()))
			continue
		}
		if !strings.Contains(err.Error(), "--metrics-listen") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestResultMetric shows the results that occurred and no others.
func TestResultMetric(t *testing.T) {
	n := startNode(t, nil)
	snapshot := n.server.Snapshot()
	snapshot.Results[aero.CodeNotFound] = 4
	family := resultMetric(snapshot)
	text := string(telemetry.AppendText(nil, []telemetry.Family{family}))
	if !strings.Contains(text, "code=\"2\"") || !strings.Contains(text, "} 4\n") {
		t.Errorf("got %s", text)
	}
}

// BenchmarkMetrics is what a scrape costs; nothing is counted for it beyond what the parts count anyway.
func BenchmarkMetrics(b *testing.B) {
	options := DefaultOptions()
	options.Data, options.Durability, options.Listen = b.TempDir(), "memory", []string{"127.0.0.1:0"}
	n, err := Start(options, io.Discard)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = n.Stop(b.Context()) }() // only measured
	var text []byte
	for b.Loop() {
		text = telemetry.AppendText(text[:0], n.Metrics())
	}
}
