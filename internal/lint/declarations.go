package lint

import (
	"go/ast"
	"strings"
)

// Declarations finds forms that the style forbids: init functions, boolean parameters of exported functions, and
// package names that promise nothing.
func Declarations(f *File) []Finding {
	var found []Finding
	if vague(f.Syntax.Name.Name) {
		found = append(found, f.at(f.Syntax, "package name %s promises nothing: name the thing", f.Syntax.Name.Name))
	}
	for _, declaration := range f.Syntax.Decls {
		d, ok := declaration.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if d.Recv == nil && d.Name.Name == "init" {
			found = append(found, f.at(d, "init functions are banned: build it in a constructor"))
		}
		if !f.Test && d.Name.IsExported() {
			found = append(found, booleanParameters(f, d)...)
		}
	}
	return found
}

// vague reports whether a package name is one of those that collect unrelated things.
func vague(name string) bool {
	switch strings.TrimSuffix(name, "_test") {
	case "util", "utils", "common", "helper", "helpers", "base", "misc":
		return true
	}
	return false
}

// booleanParameters finds parameters of type bool: a reader of the call cannot tell what true means.
func booleanParameters(f *File, d *ast.FuncDecl) []Finding {
	var found []Finding
	for _, field := range d.Type.Params.List {
		if kind, ok := field.Type.(*ast.Ident); ok && kind.Name == "bool" {
			found = append(found, f.at(field, "%s takes a bool: write two functions or a named type", d.Name.Name))
		}
	}
	return found
}
