package telemetry

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestText pins the format: escapes in labels and help, buckets summed up, the sum and the count.
func TestText(t *testing.T) {
	families := []Family{
		One("up", "line one\nline \\two", Gauge, 1.5),
		{Name: "x_seconds", Help: "h", Kind: Histogram, Samples: []Sample{{
			Labels:  []Label{{"set", "a\"\\\n\xff"}},
			Buckets: Buckets{Bounds: []float64{1, 3}, Counts: []uint64{2, 1, 4}},
		}}},
	}
	const want = `# HELP up line one\nline \\two
# TYPE up gauge
up 1.5
# HELP x_seconds h
# TYPE x_seconds histogram
x_seconds_bucket{set="a\"\\\n�",le="1"} 2
x_seconds_bucket{set="a\"\\\n�",le="3"} 3
x_seconds_bucket{set="a\"\\\n�",le="+Inf"} 7
x_seconds_sum{set="a\"\\\n�"} 15
x_seconds_count{set="a\"\\\n�"} 7
`
	if got := string(AppendText(nil, families)); got != want {
		t.Errorf("got\n%s", got)
	}
}

// TestHandler asks for each path, and for what is not there.
func TestHandler(t *testing.T) {
	var broken error
	handler := Handler(func() []Family { return []Family{One("a_total", "h", Counter, 3)} }, func() error { return broken })
	ask := func(method, path string) (int, string) {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequest(method, path, nil))
		return recorder.Code, recorder.Body.String()
	}
	if code, body := ask("GET", PathMetrics); code != http.StatusOK || !strings.Contains(body, "\na_total 3\n") {
		t.Errorf("metrics: %d %s", code, body)
	}
	for _, c := range []struct {
		method, path string
		err          error
		want         int
	}{
		{"GET", PathReady, nil, http.StatusOK},
		{"GET", PathReady, errors.New("stopped"), http.StatusServiceUnavailable},
		{"GET", PathLive, errors.New("stopped"), http.StatusOK},
		{"POST", PathMetrics, nil, http.StatusMethodNotAllowed},
		{"GET", "/", nil, http.StatusNotFound},
		{"GET", "/debug/pprof/", nil, http.StatusNotFound},
	} {
		broken = c.err
		if code, _ := ask(c.method, c.path); code != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, code, c.want)
		}
	}
}
