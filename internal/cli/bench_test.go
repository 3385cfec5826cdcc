package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/loadgen"
)

// TestBench: a load is made as the flags say, and reported as a table, as JSON and as histograms.
func TestBench(t *testing.T) {
	s := newShell(t)
	text := s.ok("bench", "--workload", "insert", "--keys", "200", "--concurrency", "4", "--object", "I4,S5")
	if !strings.HasPrefix(text, "insert: 200 requests in") || !strings.Contains(text, "p99.9") {
		t.Errorf("%s", text)
	}
	folder := filepath.Join(t.TempDir(), "results")
	var report loadgen.Report
	text = s.ok("bench", "--requests", "300", "--keys", "200", "--warm-up", "0", "--concurrency", "4", "--json", "--hdr", folder)
	if err := json.Unmarshal([]byte(text), &report); err != nil || report.Requests != 300 || len(report.Operations) != 2 {
		t.Errorf("%v\n%s", err, text)
	}
	for _, name := range []string{"intervals.hlog", "read.hgrm", "update.hgrm"} {
		if facts, err := os.Stat(filepath.Join(folder, name)); err != nil || facts.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBenchRefused: a wrong command line is a usage error that says what is wanted, before anything is sent.
func TestBenchRefused(t *testing.T) {
	s := &shell{t: t, host: "127.0.0.1:1"}
	for _, line := range []string{
		"bench --workload chaos", "bench --object X9", "bench --reads 200", "bench --user x", "bench extra", "bench --workload insert --warm-up 1s",
	} {
		if _, errs, code := s.run(line); code != ExitUsage || errs == "" {
			t.Errorf("%s: exit code %d, %s", line, code, errs)
		}
	}
}

// TestBenchFailures: requests that fail end with exit code 4 and their reason.
func TestBenchFailures(t *testing.T) {
	s := newShell(t)
	out, errs, code := s.run("bench -n nowhere --requests 5 --warm-up 0 --concurrency 1")
	if code != ExitPartial || !strings.Contains(out, "failed: ") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

// TestLiveLine: the line on a terminal says how far the run is, and is written over.
func TestLiveLine(t *testing.T) {
	s := newShell(t)
	s.terminal = true
	_, errs, code := s.run("bench --workload insert --keys 300 --concurrency 2 --interval 1ms")
	if code != ExitOK || !strings.Contains(errs, "\r") || !strings.Contains(errs, "100 %") || !strings.HasSuffix(errs, "\n") {
		t.Errorf("exit code %d, %q", code, errs)
	}
}
