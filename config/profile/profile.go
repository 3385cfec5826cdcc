package profile

import (
	_ "embed" // the tables are part of the program
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// Default is the profile that counts where nobody names one.
const Default = "in-memory-persistent"

// ErrUnknown says that there is no profile of a name.
var ErrUnknown = errors.New("config: unknown profile")

// The tables. They are constants in all but name: nothing changes them.
var (
	//go:embed tables/aerospike.txt
	aerospikeTable string
	//go:embed tables/serve.txt
	serveTable string
)

// readAerospike and readServe read each table once.
var (
	readAerospike = sync.OnceValues(func() ([]Profile, error) { return parse(aerospikeTable) })
	readServe     = sync.OnceValues(func() ([]Profile, error) { return parse(serveTable) })
)

// Setting is one value of a profile.
type Setting struct {
	// Path leads to the option; * stands for every name.
	Path string
	// Value is canonical, or an item of a list; a * in it stands for the name.
	Value string
	// Reason says why.
	Reason string
}

// Profile is a named set of values.
type Profile struct {
	// Name is the name.
	Name string
	// Settings are the values, those of the profile that it builds on first.
	Settings []Setting
}

// Of returns the profiles of a schema, none for a schema without.
func Of(s *schema.Schema) []Profile {
	read := map[string]func() ([]Profile, error){"aerospike": readAerospike, "serve": readServe}[s.Name]
	if read == nil {
		return nil
	}
	all, err := read()
	if err != nil {
		return nil // the tests read the tables
	}
	return all
}

// Find returns a profile of a schema. The error is ErrUnknown.
func Find(s *schema.Schema, name string) (Profile, error) {
	var names []string
	for _, p := range Of(s) {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("%w %q: choose %s", ErrUnknown, name, strings.Join(names, ", "))
}

// parse reads a table.
func parse(table string) ([]Profile, error) {
	var all []Profile
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			name, base, _ := strings.Cut(line[1:], "]")
			p := Profile{Name: name}
			if i := slices.IndexFunc(all, func(o Profile) bool { return o.Name == strings.TrimSpace(base) }); i >= 0 {
				p.Settings = slices.Clone(all[i].Settings)
			}
			all = append(all, p)
		default:
			head, reason, _ := strings.Cut(line, " | ")
			path, value, found := strings.Cut(head, " ")
			if !found || reason == "" || len(all) == 0 {
				return nil, fmt.Errorf("config: malformed profile: %q", line)
			}
			last := &all[len(all)-1]
			last.Settings = append(last.Settings, Setting{path, value, reason})
		}
	}
	return slices.DeleteFunc(all, func(p Profile) bool { return p.Name == "base" }), nil
}

// Tree returns the values of the profile for the namespaces that a tree has, which the profile's values lie under.
func (p Profile) Tree(s *schema.Schema, above *tree.Node) *tree.Node {
	root := &tree.Node{}
	variant := map[string]string{}
	for _, setting := range p.Settings {
		for _, name := range names(setting.Path, above) {
			steps := strings.Split(setting.Path, ".")
			for i := range steps {
				steps[i] = strings.ReplaceAll(steps[i], "*", name)
			}
			place, found := tree.Locate(s, steps)
			if !found {
				continue // the tests find such settings
			}
			v := tree.Value{Text: strings.ReplaceAll(setting.Value, "*", name), Origin: tree.Origin{Source: tree.SourceProfile, Name: p.Name}}
			engine := tree.JoinPath(steps[:len(steps)-1]...)
			if place.Option.Name == tree.TypeName {
				variant[engine] = v.Text
			} else {
				v.Variant = variant[engine]
			}
			add(root, place, v)
		}
	}
	return root
}

// add sets a value, or adds it to a list.
func add(root *tree.Node, place tree.Place, v tree.Value) {
	if place.Option.Type != schema.List {
		root.Put(place, v)
		return
	}
	n := root
	for _, step := range place.Steps {
		n = n.Make(step[0], strings.Join(step[1:], ""), v.Origin)
	}
	v.Items, v.Text = append(slices.Clone(n.Items(place.Option.Name)), v.Text), ""
	n.Set(place.Option.Name, v)
}

// names returns the names that a * in a path stands for; a path without one is for a single one.
func names(path string, above *tree.Node) []string {
	if !strings.Contains(path, "*") {
		return []string{""}
	}
	var all []string
	for _, n := range above.All("namespaces") {
		all = append(all, n.Name)
	}
	return all
}

// Reason returns why the profile sets an option, "" if it does not. The steps are those of the option.
func (p Profile) Reason(steps []string) string {
	for _, setting := range slices.Backward(p.Settings) {
		pattern := strings.Split(setting.Path, ".")
		if slices.EqualFunc(pattern, steps, func(a, b string) bool { return a == "*" || a == b }) {
			return setting.Reason
		}
	}
	return ""
}
