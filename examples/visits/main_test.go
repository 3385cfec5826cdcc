package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aerolithtest"
)

// TestVisits runs the program twice on each backend: what the first run counted is there in the second.
func TestVisits(t *testing.T) {
	for name, dsn := range map[string]string{
		"file":  "file:" + t.TempDir() + "/data?durability=none",
		"serve": "aerospike://" + aerolithtest.NewServer(t).Address() + "/test?timeout=1m",
	} {
		var first, second strings.Builder
		if err := run(t.Context(), []string{dsn, "ann", "bob", "ann"}, &first); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := run(t.Context(), []string{dsn, "ann"}, &second); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lines := strings.Fields(strings.ReplaceAll(second.String(), ": ", "="))
		slices.Sort(lines)
		if !slices.Equal(lines, []string{"ann=3", "bob=1"}) {
			t.Errorf("%s: %q, then %q", name, first.String(), lines)
		}
	}
	if err := run(t.Context(), nil, nil); err == nil {
		t.Error("no DSN, no error")
	}
}
