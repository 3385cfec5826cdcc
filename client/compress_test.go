package client

import (
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// TestCompressedAnswers reads from a node that compresses its answers, over connections of both kinds, in batches and in scans.
func TestCompressedAnswers(t *testing.T) {
	cluster := sim.Start(t, 1, "test")
	cluster.Node(0).SetConduct(sim.Conduct{Compresses: true})
	for _, shared := range []Shared{{Off: true}, {Above: -1}} {
		options := quick()
		options.Shared = shared
		c, err := Open(t.Context(), cluster.Hosts(), options)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		long, keys := strings.Repeat("compress me ", 1000), keysOf(3)
		for _, key := range keys {
			if err := c.Put(t.Context(), key, Bins{"text": long}, &WritePolicy{Compress: true}); err != nil {
				t.Fatal(err)
			}
		}
		first, err := c.Get(t.Context(), keys[0], &ReadPolicy{Compress: true})
		if err != nil {
			t.Fatal(err)
		}
		results, err := c.Batch(t.Context(), BatchGets(keys), &BatchPolicy{Compress: true})
		if err != nil {
			t.Fatal(err)
		}
		found := map[aero.Digest]*Record{}
		for one, err := range c.Scan(t.Context(), "test", "", &ScanPolicy{Compress: true}) {
			if err != nil {
				t.Fatal(err)
			}
			found[one.Key.Digest] = one
		}
		record := found[keys[1].Digest]
		if len(found) != len(keys) || record == nil {
			t.Fatalf("%d records", len(found))
		}
		for _, one := range []*Record{first, record, results[0].Record, results[2].Record} {
			if text, err := ValueAs[string](one, "text"); err != nil || text != long {
				t.Fatalf("%d bytes, %v", len(text), err)
			}
		}
	}
}
