package source

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/config/internal/sample"
	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// TestPrecedence sets one option in every place and takes the places away from the top: each time the next one must win.
func TestPrecedence(t *testing.T) {
	in := Inputs{
		Schema: registry.Aerospike(), Profile: "cache",
		Files: []File{
			{Name: "low.conf", Text: []byte("service {\n cluster-name c\n}\nnamespace a {\n default-ttl 1\n}\n")},
			{Name: "high.yaml", Text: []byte("namespaces: {a: {default-ttl: 2}}")},
		},
		Environment: []string{"OTHER=1", "AEROLITH_AEROSPIKE__NAMESPACES__A__DEFAULT_TTL=3"},
		Flags:       []string{"namespaces.a.default-ttl=4"},
	}
	steps := []func(){
		func() {}, func() { in.Flags = nil }, func() { in.Environment = nil }, func() { in.Files = in.Files[:1] },
		func() { in.Files[0].Text = []byte("namespace a {\n}\n") }, func() { in.Profile = "" },
	}
	for i, want := range []string{
		"4 flag namespaces.a.default-ttl", "3 environment AEROLITH_AEROSPIKE__NAMESPACES__A__DEFAULT_TTL", "2 high.yaml:1:31",
		"1 low.conf:5:14", "86400 profile cache", "0 default",
	} {
		steps[i]()
		c, err := Load(in)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := c.Full.Child("namespaces", "a").Values.Get("default-ttl")
		if got := fmt.Sprint(v.Text, " ", v.Origin); got != want {
			t.Errorf("%d: got %s, want %s", i, got, want)
		}
	}
}

// named returns the steps to a context, with a name for each that needs one.
func named(c *schema.Context) []string {
	if c.Parent == nil {
		return nil
	}
	steps := append(named(c.Parent), c.Key)
	if c.Kind == schema.Named {
		steps = append(steps, "A.b-c")
	}
	return steps
}

// example returns a canonical value of an option.
func example(o *schema.Option) string {
	switch {
	case o.Secret:
		return "env:X"
	case o.Type == schema.Bool:
		return "true"
	case o.Type == schema.Duration:
		return "7s"
	case o.Type.Numeric():
		return "64"
	case o.Type == schema.Enum:
		return o.Values[0]
	case o.Multiword():
		return "host 3000"
	}
	return "ab"
}

// TestVariables checks that paths become names of variables and back, whatever stands in them, and that no two share a name.
func TestVariables(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	const letters = "aZ9-_./\" é\x01"
	seen := map[string]string{}
	for range 5000 {
		steps := make([]string, 1+r.IntN(3))
		for i := range steps {
			for range 1 + r.IntN(3) {
				steps[i] += string([]rune(letters)[r.IntN(len([]rune(letters)))])
			}
		}
		path, name := tree.JoinPath(steps...), tree.Variable("", steps...)
		if other, found := seen[name]; found && other != path {
			t.Fatalf("%q and %q are both %s", path, other, name)
		}
		seen[name] = path
		if back, ok := tree.Steps(name); !ok || tree.JoinPath(back...) != path {
			t.Fatalf("%q became %s and that %q", path, name, back)
		}
		if back, ok := tree.SplitPath(path); !ok || fmt.Sprint(back) != fmt.Sprint(steps) {
			t.Fatalf("%q became %q", path, back)
		}
	}
}

// TestMergeAssociative merges random trees in both orders: values and origins must be the same.
func TestMergeAssociative(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	s := registry.Aerospike()
	for i := range 100 {
		var layers [3]*tree.Node
		for j := range layers {
			layers[j] = sample.Draw(r, s, 3)
			mark(layers[j], tree.Origin{Source: tree.SourceFile, Name: fmt.Sprint("layer", j)})
		}
		a, b, c := layers[0], layers[1], layers[2]
		left, right := tree.Merge(tree.Merge(a, b), c), tree.Merge(a, tree.Merge(b, c))
		if one, other := dump(left), dump(right); one != other {
			t.Fatalf("round %d:\n%s\n\n%s", i, one, other)
		}
		if dump(tree.Merge(nil, a)) != dump(a) || dump(tree.Merge(a, nil)) != dump(a) {
			t.Fatalf("round %d: nothing changes a tree", i)
		}
	}
}

// mark gives every value of a tree an origin.
func mark(n *tree.Node, origin tree.Origin) {
	n.Origin = origin
	for name, v := range n.Values.All() {
		v.Origin = origin
		n.Set(name, v)
	}
	for _, child := range n.Children {
		mark(child, origin)
	}
}

// dump writes a tree with all origins.
func dump(n *tree.Node) string {
	var text strings.Builder
	fmt.Fprintf(&text, "(%s %s %s %v", n.Key, n.Name, n.Origin, n.Values)
	for _, child := range n.Children {
		text.WriteString(dump(child))
	}
	text.WriteString(")")
	return text.String()
}

// TestProblems checks that the problems of all places are reported at once.
func TestProblems(t *testing.T) {
	c, err := Load(Inputs{
		Schema: registry.Serve(), Files: []File{{Name: "f.yaml", Text: []byte("limit: {}")}},
		Environment: []string{"AEROLITH_SERVER__LIMITS__PROTO_FD_MAXX=1", "AEROLITH_SERVER__x=1", "AEROLITH_SERVER__SECURITY__ADMIN_PASSWORD=hunter2"},
		Flags:       []string{"limits.proto-fd-max=none", "nothing", "limits.max-scans=1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := c.Problems.Count(problem.Error); n != 7 {
		t.Errorf("%d problems:\n%v", n, c.Problems)
	}
	if text := c.Problems.Error(); strings.Contains(text, "hunter2") || !strings.Contains(text, "did you mean proto-fd-max?") || !strings.Contains(text, "did you mean limits?") {
		t.Errorf("got\n%s", text)
	}
	if _, err := Load(Inputs{Schema: registry.Serve(), Profile: "none"}); err == nil {
		t.Error("an unknown profile is taken")
	}
}
