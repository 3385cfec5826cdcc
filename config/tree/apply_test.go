package tree_test

import (
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/config/internal/sample"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/tree"
)

// TestDiffApplied compares random trees and makes the changes: the result must be the other tree, and the first must be as it was.
func TestDiffApplied(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for _, s := range registry.All() {
		for i := range 50 {
			a, b := sample.Draw(r, s, 2+i%10), sample.Draw(r, s, 2+i%10)
			before := tree.Merge(nil, a)
			changes := tree.Diff(s, a, b)
			if left := tree.Diff(s, a.With(changes), b); len(left) > 0 {
				t.Fatalf("%s: %d of %d changes are left: %s %v", s.Name, len(left), len(changes), left[0].Path(), left[0])
			}
			if moved := tree.Diff(s, a, before); len(moved) > 0 {
				t.Fatalf("%s: the tree itself changed: %s", s.Name, moved[0].Path())
			}
		}
	}
}
