package check

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// fixture is a rule with changes that break it and changes that do not.
type fixture struct {
	rule, schema string
	good, bad    []string
}

// readFixtures reads testdata/rules.txt.
func readFixtures(t *testing.T) []fixture {
	t.Helper()
	text, err := os.ReadFile("testdata/rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []fixture
	for line := range strings.Lines(string(text)) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch kind {
		case "rule":
			name, s, found := strings.Cut(rest, " ")
			if !found {
				s = aerospike
			}
			all = append(all, fixture{rule: name, schema: s})
		case "good":
			all[len(all)-1].good = append(all[len(all)-1].good, rest)
		case "bad":
			all[len(all)-1].bad = append(all[len(all)-1].bad, rest)
		}
	}
	return all
}

// changed returns the base of a schema with changes, and the target that they name.
func changed(t *testing.T, s *schema.Schema, changes string) (*tree.Node, Target) {
	t.Helper()
	root, target := &tree.Node{}, Target{}
	if s.Name == aerospike {
		text, err := os.ReadFile("testdata/base.conf")
		if err != nil {
			t.Fatal(err)
		}
		n, problems := codec.ReadConf(s, "base.conf", text)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		root = n
	}
	for change := range strings.FieldsSeq(changes) {
		path, value, _ := strings.Cut(change, "=")
		switch {
		case path == "target":
			aim(t, &target, value)
		case strings.HasPrefix(change, "-"):
			root = without(root, strings.Split(change[1:], "."))
		case strings.HasPrefix(change, "context:"):
			root.Make(strings.TrimPrefix(change, "context:"), "", tree.Origin{Source: tree.SourceFlag})
		case strings.HasPrefix(change, "many:"):
			parts := strings.Split(change, ":")
			count, err := strconv.Atoi(parts[2])
			if err != nil {
				t.Fatal(err)
			}
			for i := range count {
				put(t, s, root, parts[1]+"+", fmt.Sprintf("item%d", i))
			}
		default:
			put(t, s, root, path, value)
		}
	}
	return root, target
}

// aim sets a part of a target.
func aim(t *testing.T, target *Target, text string) {
	t.Helper()
	key, value, found := strings.Cut(text, ":")
	n, _ := strconv.ParseUint(value, 10, 64) // 0 for what is no number
	switch {
	case key == "files":
		target.Host.OpenFiles = n
	case key == "cpus":
		target.Host.CPUs = n
	case key == "memory":
		target.Host.Memory = n
	case key == "paths":
		target.Host.Exists = func(path string) bool { return path == value }
	case !found && strings.Contains(key, "."):
		version, err := ParseVersion(key)
		if err != nil {
			t.Fatal(err)
		}
		target.Version = version
	default:
		edition, err := ParseEdition(key)
		if err != nil {
			t.Fatal(err)
		}
		target.Edition = edition
	}
}

// put sets a value; a path that ends in + adds an item.
func put(t *testing.T, s *schema.Schema, root *tree.Node, path, value string) {
	t.Helper()
	path, adds := strings.CutSuffix(path, "+")
	steps := strings.Split(path, ".")
	p, found := tree.Locate(s, steps)
	if !found {
		t.Fatalf("there is no %s", path)
	}
	v := tree.Value{Text: value, Origin: tree.Origin{Source: tree.SourceFlag}}
	if p.Option.Name != tree.TypeName {
		canonical, err := codec.ReadValue(p.Option, strings.ReplaceAll(value, ",", " "))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		v.Text = canonical
	}
	if adds {
		v.Items, v.Text = []string{v.Text}, ""
		before := root
		for _, step := range p.Steps {
			before = before.Child(step[0], strings.Join(step[1:], ""))
		}
		v.Items = append(slices.Clone(before.Items(p.Option.Name)), v.Items...)
	}
	root.Put(p, v)
}

// without returns a tree without what steps lead to.
func without(n *tree.Node, steps []string) *tree.Node {
	kept := &tree.Node{Key: n.Key, Name: n.Name, Origin: n.Origin}
	for name, v := range n.Values.All() {
		if len(steps) != 1 || steps[0] != name {
			kept.Set(name, v)
		}
	}
	for _, child := range n.Children {
		step := child.Step()
		if len(steps) < len(step) || !slices.Equal(step, steps[:len(step)]) {
			graft(kept, child)
		} else if len(steps) > len(step) {
			graft(kept, without(child, steps[len(step):]))
		}
	}
	return kept
}

// graft copies a context with all that lies in it into another one.
func graft(to, child *tree.Node) {
	made := to.Make(child.Key, child.Name, child.Origin)
	for name, v := range child.Values.All() {
		made.Set(name, v)
	}
	for _, below := range child.Children {
		graft(made, below)
	}
}

// TestRules breaks every rule and keeps it, and compares the messages with testdata/rules.golden; AEROLITH_UPDATE=1 writes it anew.
func TestRules(t *testing.T) {
	var golden strings.Builder
	covered := map[string]bool{}
	for _, f := range readFixtures(t) {
		s := registry.ByName(f.schema)
		covered[f.schema+"/"+f.rule] = true
		if len(f.good) == 0 || len(f.bad) == 0 {
			t.Errorf("%s needs a good and a bad fixture", f.rule)
		}
		for _, changes := range f.good {
			n, target := changed(t, s, changes)
			for _, p := range Run(s, n, target) {
				if p.Rule == f.rule {
					t.Errorf("%s: good fixture %q: %v", f.rule, changes, p)
				}
			}
		}
		for _, changes := range f.bad {
			n, target := changed(t, s, changes)
			hit := false
			fmt.Fprintf(&golden, "%s %s: %s\n", f.schema, f.rule, changes)
			for _, p := range Run(s, n, target) {
				if p.Rule == f.rule {
					hit = true
					fmt.Fprintf(&golden, "    %v\n", p)
				}
			}
			if !hit {
				t.Errorf("%s: bad fixture %q breaks nothing", f.rule, changes)
			}
		}
	}
	for _, r := range Rules() {
		if !covered[r.Schema+"/"+r.Name] {
			t.Errorf("the rule %s of %s has no fixture", r.Name, r.Schema)
		}
	}
	compare(t, "testdata/rules.golden", golden.String())
}

// compare compares a text with a golden file, or writes it.
func compare(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("AEROLITH_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got\n%s", path, got)
	}
}
