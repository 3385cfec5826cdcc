package lint

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// claimsFolder is the folder whose packages say in doc.go what they import of the engine, and claimsRoot what their imports begin with.
const (
	claimsFolder = "zerodb/internal"
	claimsRoot   = "zerodb"
)

// claim is the sentence, up to its end or to what it says next.
var claim = regexp.MustCompile(`(?i)(?:\bbeside (\w+) )?\b(?:it|the package|this package) imports ([^.;]*)`)

// named is what a package may be called in it.
var named = regexp.MustCompile(`[a-z]+(?:/[a-z]+)*`)

// ImportClaims holds the sentence "It imports …" in the doc.go of each package of the engine against what its files import that are not tests. Names of
// packages stand there without their folder, or as zerodb/vfs; what else the sentence says does not matter. A package without the sentence claims nothing.
func ImportClaims(files []*File) []Finding {
	imported := map[string][]string{}
	known := map[string]bool{}
	for _, f := range files {
		if within(f.Package, claimsFolder) && !f.Test {
			known[claimName(f.Package)] = true
			imported[f.Package] = append(imported[f.Package], f.engineImports()...)
		}
	}
	var found []Finding
	for _, f := range files {
		if path.Base(f.Path) != "doc.go" || !within(f.Package, claimsFolder) || f.Syntax.Doc == nil {
			continue
		}
		text := strings.Join(strings.Fields(f.Syntax.Doc.Text()), " ")
		said := claim.FindStringSubmatch(text)
		if said == nil {
			continue
		}
		actual := unique(imported[f.Package])
		names := unique(claimedNames(said[1]+" "+said[2], func(name string) bool { return known[name] || slices.Contains(actual, name) }))
		if !slices.Equal(names, actual) {
			found = append(found, f.at(f.Syntax, "package %s says that it imports %s, and imports %s", f.Package, list(names), list(actual)))
		}
	}
	return found
}

// engineImports returns what a file imports of the engine, as the sentence names it.
func (f *File) engineImports() []string {
	var names []string
	for _, spec := range f.Syntax.Imports {
		if target, ours := ownPackage(spec.Path.Value); ours && within(target, claimsRoot) {
			names = append(names, claimName(target))
		}
	}
	return names
}

// claimName is how the sentence calls a package.
func claimName(pkg string) string {
	if within(pkg, claimsFolder) {
		return path.Base(pkg)
	}
	return pkg
}

// claimedNames returns the words of a sentence that are names of packages.
func claimedNames(sentence string, known func(string) bool) []string {
	return slices.DeleteFunc(named.FindAllString(sentence, -1), func(word string) bool { return !known(word) && !strings.HasPrefix(word, claimsRoot+"/") })
}

// unique sorts names and leaves each once.
func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// list joins names, of which there may be none.
func list(names []string) string {
	if len(names) == 0 {
		return "nothing of the engine"
	}
	return strings.Join(names, ", ")
}
