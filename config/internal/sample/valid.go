package sample

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// repairsMax bounds how often a tree is mended before another one is drawn.
const repairsMax = 30

// Valid returns a random tree of a schema that keeps every rule of package check: what Draw returns, with what must be there, and
// without what does not fit the rest.
func Valid(r *rand.Rand, s *schema.Schema, oneIn int) *tree.Node {
	for {
		n := Draw(r, s, oneIn)
		for range repairsMax {
			if s.Name == "aerospike" {
				complete(r, s, n)
			}
			problems := check.Run(s, n, check.Target{})
			if problems.Err() == nil {
				return n
			}
			for _, p := range problems {
				if p.Severity == problem.Error {
					mend(r, s, n, p)
				}
			}
		}
	}
}

// complete adds what a server cannot do without, with random values.
func complete(r *rand.Rand, s *schema.Schema, n *tree.Node) {
	if len(n.All("namespaces")) == 0 {
		n.Make("namespaces", "a"+strconv.Itoa(r.IntN(100)), tree.Origin{})
	}
	for _, one := range [][2]string{
		{"service.cluster-name", "c" + strconv.Itoa(r.IntN(1000))},
		{"network.heartbeat.mode", "mesh"},
		{"network.service.port", "3000"},
		{"network.fabric.port", "3001"},
		{"network.heartbeat.port", "3002"},
		{"network.admin.port", "3008"},
	} {
		need(s, n, one[0], one[1])
	}
	for _, one := range n.All("namespaces") {
		if one.Child("storage-engine", "") == nil {
			choose(r, s.Context("namespaces"), "storage-engine", one, 2)
		}
	}
	refer(r, s, n)
}

// refer makes what values name: blocks of certificates, and namespaces that are shipped.
func refer(r *rand.Rand, s *schema.Schema, root *tree.Node) {
	blocks, home := s.Context("network.tls"), root.All("namespaces")[0].Name
	root.Visit(s, func(c *schema.Context, n *tree.Node, _ []string) {
		for _, option := range []string{"tls-name", "secrets-tls-context"} {
			if name := n.Get(option); name != "" && r.IntN(2) == 0 {
				block := root.Child("network", "").Make("tls", name, tree.Origin{})
				fill(r, blocks, block, 1)
			}
		}
		if c.Path == "xdr.dcs" && n.Child("namespaces", home) == nil && r.IntN(2) == 0 {
			fill(r, s.Context("xdr.dcs.namespaces"), n.Make("namespaces", home, tree.Origin{}), 2)
		}
	})
}

// need sets an option that is not set.
func need(s *schema.Schema, n *tree.Node, path, value string) {
	place, found := tree.Locate(s, strings.Split(path, "."))
	if !found {
		return // the registry's tests would find that
	}
	for _, step := range place.Steps {
		n = n.Make(step[0], "", tree.Origin{})
	}
	if !n.Has(place.Option.Name) {
		n.Set(place.Option.Name, tree.Value{Text: value})
	}
}

// mend removes what a problem is about. Where that is an option that is not set, another one of its context does not fit it, so that a
// random one goes.
func mend(r *rand.Rand, s *schema.Schema, n *tree.Node, p problem.Problem) {
	if last(p.Path) == tree.TypeName {
		// A type goes with all that lies in its context.
		steps, _ := tree.SplitPath(p.Path)
		p.Path = tree.JoinPath(steps[:len(steps)-1]...)
	}
	var siblings []tree.Change
	for _, c := range tree.Diff(s, &tree.Node{}, n) {
		c.New = nil
		if c.Path() == p.Path {
			*n = *n.With([]tree.Change{c})
			return
		}
		if c.Option != nil && !c.Option.Pseudo() && tree.JoinPath(append(slices.Clone(c.Steps[:len(c.Steps)-1]), last(p.Path))...) == p.Path {
			siblings = append(siblings, c)
		}
	}
	if len(siblings) > 0 {
		at := r.IntN(len(siblings))
		*n = *n.With(siblings[at : at+1])
	}
}

// last returns the last step of a path.
func last(path string) string {
	steps, ok := tree.SplitPath(path)
	if !ok {
		return ""
	}
	return steps[len(steps)-1]
}
