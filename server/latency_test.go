package server

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// TestLatencies: commands are counted by what they took, in shares above powers of two of milliseconds and by the second.
func TestLatencies(t *testing.T) {
	var mu sync.Mutex
	now := time.Unix(1e9, 0)
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}
	s, err := New(Options{Now: clock}, newFakeStore())
	if err != nil {
		t.Fatal(err)
	}
	reads := s.latencies.find(fakeNamespace)
	reads[latencyRead].add(time.Millisecond/2, 150)
	reads[latencyRead].add(3*time.Millisecond, 49)
	reads[latencyRead].add(time.Hour, 1)
	now = now.Add(20 * time.Second)
	ask := func(command string) string {
		return strings.TrimSuffix(strings.TrimPrefix(string(s.appendInfo(nil, nil, []byte(command))), command+"\t"), "\n")
	}
	const want = "{test}-read:msec,10.0,25.00,25.00,0.50,0.50,0.50,0.50,0.50,0.50,0.50,0.50,0.50,0.50,0.50,0.50,0.50,0.50,0.50"
	if got := ask("latencies:hist={test}-read"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := ask("latencies"); got != "batch-index:;"+want+";{test}-write:;{test}-udf:;{test}-pi-query:" {
		t.Errorf("got %s", got)
	}
	if got := ask("latencies:hist=none"); got != "ERROR:4:bad hist name" {
		t.Errorf("got %s", got)
	}
	now = now.Add(time.Minute)
	if got := ask("latencies:hist={test}-read"); got != "{test}-read:" {
		t.Errorf("in the next window: %s", got)
	}
}

// TestLatenciesMeasured: what sessions execute is found in the histograms.
func TestLatenciesMeasured(t *testing.T) {
	ts := startServer(t, nil)
	p := ts.dial()
	for i := range 3 {
		p.send(putRequest(t, i, 1))
		p.result()
	}
	p.send(append(getRequest(t, 1), getRequest(t, 2)...))
	p.result()
	p.result()
	p.info("status") // its burst comes behind the measuring of the others
	h := ts.latencies.find(fakeNamespace)
	if reads, writes := h[latencyRead].snapshot().total(), h[latencyWrite].snapshot().total(); reads != 2 || writes != 3 {
		t.Errorf("%d reads, %d writes", reads, writes)
	}
}
