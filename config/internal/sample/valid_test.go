package sample

import (
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/tree"
)

// TestValid draws valid trees of every schema: none may break a rule, and every option must occur in some, or the drawing would leave
// something out. The options that no valid file has are named.
func TestValid(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range registry.All() {
		seen := map[string]bool{}
		for i := range 60 {
			n := Valid(r, s, 1+i%20)
			if err := check.Run(s, n, check.Target{}).Err(); err != nil {
				t.Fatalf("%s: %v", s.Name, err)
			}
			for _, c := range tree.Diff(s, &tree.Node{}, n) {
				if c.Option != nil {
					seen[c.Option.Path()] = true
				}
			}
		}
		missing := 0
		for o := range s.Options() {
			if !o.Pseudo() && !seen[o.Path()] {
				missing++
				t.Logf("%s %s does not occur", s.Name, o.Path())
			}
		}
		if missing > 25 {
			t.Errorf("%s: %d options do not occur", s.Name, missing)
		}
	}
}
