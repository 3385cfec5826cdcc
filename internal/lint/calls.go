package lint

import (
	"go/ast"
	"strconv"
	"strings"
)

// ban forbids calls of one function, or of all functions of a package, outside the folders that own it.
type ban struct {
	// pkg is the import path, name the function; an empty name bans the whole package and "Print*" a family.
	pkg, name string
	// inside limits the ban to a folder; empty bans everywhere.
	inside string
	// owners may call it all the same.
	owners []string
	// tests says what holds in test files.
	tests testUse
	// instead tells what to do.
	instead string
}

// testUse says whether a ban binds tests.
type testUse uint8

const (
	// freeInTests lets tests call what is banned.
	freeInTests testUse = iota
	// boundInTests holds tests to the ban.
	boundInTests
)

// bans is the table of forbidden calls.
func bans() []ban {
	table := []ban{
		{pkg: "time", name: "Now", owners: []string{"internal/cli", "conformance", "bench"}, instead: "take the clock from Options"},
		{pkg: "time", name: "Sleep", owners: []string{"conformance", "bench"}, instead: "wait on a channel, a timer or a context"},
		{pkg: "fmt", name: "Print*", owners: []string{"conformance", "bench", "cmd/aerolith"}, instead: "write to the io.Writer that was passed in"},
		{pkg: "log", instead: "use an injected *slog.Logger or an event"},
		{pkg: "os", name: "Exit", owners: []string{"cmd/aerolith", "examples", "bench", "conformance/official"}, instead: "return an error"},
		{pkg: "os", inside: "zerodb", owners: []string{"zerodb/vfs"}, instead: "go through vfs.FS"},
	}
	for _, pkg := range []string{"math/rand", "math/rand/v2"} {
		for _, name := range []string{"Int*", "Uint*", "Float*", "N", "Perm", "Shuffle", "Read", "Seed"} {
			table = append(table, ban{pkg: pkg, name: name, tests: boundInTests, instead: "use a seeded *rand.Rand"})
		}
	}
	return table
}

// Calls finds calls that belong to another owner.
func Calls(f *File) []Finding {
	names := importNames(f)
	var found []Finding
	ast.Inspect(f.Syntax, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		receiver, ok := selector.X.(*ast.Ident)
		if !ok || names[receiver.Name] == "" || receiver.Obj != nil {
			return true
		}
		for _, b := range bans() {
			if b.forbids(f, names[receiver.Name], selector.Sel.Name) {
				found = append(found, f.at(call, "%s.%s is banned here: %s", receiver.Name, selector.Sel.Name, b.instead))
			}
		}
		return true
	})
	return found
}

// forbids reports whether the ban hits a call of pkg.name in the file.
func (b ban) forbids(f *File, pkg, name string) bool {
	if b.pkg != pkg || f.Test && b.tests == freeInTests || b.inside != "" && !within(f.Package, b.inside) {
		return false
	}
	for _, owner := range b.owners {
		if within(f.Package, owner) {
			return false
		}
	}
	if family, ok := strings.CutSuffix(b.name, "*"); ok {
		return strings.HasPrefix(name, family)
	}
	return b.name == "" || b.name == name
}

// importNames maps the names under which the file knows its imports to their paths.
func importNames(f *File) map[string]string {
	names := map[string]string{}
	for _, spec := range f.Syntax.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := target[strings.LastIndex(target, "/")+1:]
		if target == "math/rand/v2" {
			name = "rand"
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = target
	}
	return names
}
