package client

import (
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/sim"
)

// TestCompressedAnswers reads from a node that compresses its answers, over connections of both kinds and in batches.
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
		record, err := c.Get(t.Context(), keys[0], &ReadPolicy{Compress: true})
		if err != nil {
			t.Fatal(err)
		}
		results, err := c.Batch(t.Context(), BatchGets(keys), &BatchPolicy{Compress: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range []*Record{record, results[0].Record, results[2].Record} {
			if text, err := ValueAs[string](one, "text"); err != nil || text != long {
				t.Fatalf("%d bytes, %v", len(text), err)
			}
		}
	}
}
