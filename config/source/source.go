package source

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/profile"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// File is a text with a name.
type File struct {
	// Name appears in origins and problems.
	Name string
	// Format is how it is written; empty guesses by the name and the text.
	Format codec.Format
	// Text is what stands in it.
	Text []byte
}

// Inputs are the places that a configuration comes from.
type Inputs struct {
	// Schema says what options there are.
	Schema *schema.Schema
	// Profile is the name of a profile, "" for none.
	Profile string
	// Files are the files, the first the lowest.
	Files []File
	// Environment are variables as NAME=VALUE; those that begin with Prefix count.
	Environment []string
	// Prefix is the beginning of the names of variables; "" takes that of the schema.
	Prefix string
	// Flags are assignments PATH=VALUE, a later one over an earlier one. The items of a list stand between commas.
	Flags []string
	// Above is a tree above everything else, such as flags with names of their own; nil for none. It stays as it is.
	Above *tree.Node
	// Target is what the configuration is checked for.
	Target check.Target
}

// Config is a configuration with the origin of every value.
type Config struct {
	// Schema is that of the inputs.
	Schema *schema.Schema
	// Given is what the places say, without defaults.
	Given *tree.Node
	// Full is Given with the default of every option that is not set.
	Full *tree.Node
	// Problems are all problems in the order of their places.
	Problems problem.Problems
	// Digest tells apart the texts that the configuration was read from.
	Digest [sha256.Size]byte
}

// digest returns the digest of the texts.
func (in *Inputs) digest() [sha256.Size]byte {
	sum := sha256.New()
	add := func(text []byte) {
		sum.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(text))))
		sum.Write(text)
	}
	for _, f := range in.Files {
		add([]byte(f.Name))
		add(f.Text)
	}
	for _, text := range slices.Concat(in.Environment, in.Flags) {
		add([]byte(text))
	}
	return [sha256.Size]byte(sum.Sum(nil))
}

// Prefix returns the beginning of the names of environment variables for a schema.
func Prefix(s *schema.Schema) string {
	if s.Name == "serve" {
		return "AEROLITH_SERVER__"
	}
	return "AEROLITH_" + strings.ToUpper(s.Name) + "__"
}

// Load gathers and checks a configuration. Whatever is wrong is in its Problems: with an error among them (Problems.Err) the
// configuration must not be used. The error of Load itself wraps profile.ErrUnknown.
func Load(in Inputs) (*Config, error) {
	c := &Config{Schema: in.Schema, Digest: in.digest()}
	var upper *tree.Node
	for _, f := range in.Files {
		format := f.Format
		if format == "" {
			format = codec.Guess(f.Name, f.Text)
		}
		n, problems := codec.Read(in.Schema, format, f.Name, f.Text)
		c.Problems = append(c.Problems, problems...)
		upper = tree.Merge(upper, n)
	}
	environment, problems := fromEnvironment(in)
	c.Problems = append(c.Problems, problems...)
	flags, problems := fromFlags(in)
	c.Problems = append(c.Problems, problems...)
	upper = tree.Merge(tree.Merge(tree.Merge(upper, environment), flags), in.Above)
	if in.Profile != "" {
		p, err := profile.Find(in.Schema, in.Profile)
		if err != nil {
			return nil, err
		}
		upper = tree.Merge(p.Tree(in.Schema, upper), upper)
	}
	c.Given = upper.Settle()
	c.Full = c.Given.WithDefaults(in.Schema)
	c.Problems = append(c.Problems, check.Run(in.Schema, c.Given, in.Target)...)
	c.Problems.Sort()
	return c, nil
}

// fromEnvironment reads the variables that begin with the prefix, in the order of their names.
func fromEnvironment(in Inputs) (*tree.Node, problem.Problems) {
	prefix := in.Prefix
	if prefix == "" {
		prefix = Prefix(in.Schema)
	}
	a := assignments{schema: in.Schema, root: &tree.Node{}}
	for _, variable := range slices.Sorted(slices.Values(in.Environment)) {
		name, value, _ := strings.Cut(variable, "=")
		rest, ours := strings.CutPrefix(name, prefix)
		if !ours {
			continue
		}
		at := tree.Origin{Source: tree.SourceEnvironment, Name: name}
		steps, ok := tree.Steps(rest)
		if !ok {
			a.fail(problem.Problem{Rule: "unknown", Origin: at, What: "the name is not that of an option", Fix: "see aerolith config explain OPTION for the names of variables"})
			continue
		}
		a.set(steps, value, at)
	}
	return a.root, a.problems
}

// fromFlags reads assignments.
func fromFlags(in Inputs) (*tree.Node, problem.Problems) {
	a := assignments{schema: in.Schema, root: &tree.Node{}}
	for _, flag := range in.Flags {
		path, value, found := strings.Cut(flag, "=")
		at := tree.Origin{Source: tree.SourceFlag, Name: path}
		steps, ok := tree.SplitPath(path)
		if !found || !ok {
			a.fail(problem.Problem{Rule: "syntax", Origin: at, What: "want PATH=VALUE", Fix: "as in namespaces.test.default-ttl=30d"})
			continue
		}
		a.set(steps, value, at)
	}
	return a.root, a.problems
}

// assignments gathers values by their paths.
type assignments struct {
	schema   *schema.Schema
	root     *tree.Node
	problems problem.Problems
}

// fail notes a problem.
func (a *assignments) fail(p problem.Problem) { a.problems = append(a.problems, p) }

// set reads one value.
func (a *assignments) set(steps []string, text string, at tree.Origin) {
	path := tree.JoinPath(steps...)
	place, found := tree.Locate(a.schema, steps)
	if !found {
		a.fail(problem.Problem{Rule: "unknown", Path: path, Origin: at, What: "there is no such option", Fix: suggestion(place.Context, steps)})
		return
	}
	o := place.Option
	if o.Name == tree.TypeName && o.Pseudo() {
		a.choose(place, text, path, at)
		return
	}
	texts := []string{text}
	if o.Type == schema.List {
		texts = strings.Split(text, ",")
	}
	v := tree.Value{Origin: at}
	for _, one := range texts {
		canonical, err := codec.ReadValue(o, strings.TrimSpace(one))
		if err != nil {
			a.fail(problem.Problem{Rule: "type", Path: path, Origin: at, What: strings.TrimPrefix(err.Error(), schema.ErrValue.Error()+": ")})
			return
		}
		v.Text = canonical
		if o.Type == schema.List {
			v.Text = ""
			v.Items = append(v.Items, canonical)
		}
	}
	a.root.Put(place, v)
}

// choose sets the type of a Choice.
func (a *assignments) choose(place tree.Place, text, path string, at tree.Origin) {
	variants := place.Context.Parent.Variants(place.Context.Key)
	if !slices.Contains(variants, text) {
		a.fail(problem.Problem{Rule: "type", Path: path, Value: text, Origin: at, What: "there is no such type", Fix: "choose one of " + strings.Join(variants, ", ")})
		return
	}
	a.root.Put(place, tree.Value{Text: text, Origin: at})
}

// suggestion returns what to do about a name that a context does not have.
func suggestion(c *schema.Context, steps []string) string {
	var known []string
	if c != nil {
		for _, o := range c.Options {
			known = append(known, o.Name)
		}
		for _, child := range c.Children {
			known = append(known, child.Key)
		}
	}
	if near := schema.Nearest(steps[len(steps)-1], known); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "see aerolith config explain for all options"
}
