package lint_test

import (
	"go/ast"
	"os"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/lint"
)

// TestGuideNamesEventsAndErrors makes sure that the operator's page of events and errors names each that package zerodb, or typed, can show.
func TestGuideNamesEventsAndErrors(t *testing.T) {
	files, err := lint.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(root + "/docs/ops/events-and-errors.md")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, f := range files {
		if f.Test || f.Package != "zerodb" && f.Package != "zerodb/typed" {
			continue
		}
		for _, name := range shown(f.Syntax) {
			named++
			if !strings.Contains(string(page), "`"+name+"`") {
				t.Errorf("%s: docs/ops/events-and-errors.md does not name %s", f.Path, name)
			}
		}
	}
	if named < 50 {
		t.Errorf("only %d events and errors found", named)
	}
}

// shown returns the events and errors that a file declares.
func shown(file *ast.File) (names []string) {
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Name.Name == "isEvent" && d.Recv != nil {
				names = append(names, d.Recv.List[0].Type.(*ast.Ident).Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				names = append(names, shownBy(spec)...)
			}
		}
	}
	return names
}

// shownBy returns the errors that a specification declares.
func shownBy(spec ast.Spec) (names []string) {
	switch s := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range s.Names {
			if strings.HasPrefix(name.Name, "Err") {
				names = append(names, name.Name)
			}
		}
	case *ast.TypeSpec:
		if ast.IsExported(s.Name.Name) && strings.HasSuffix(s.Name.Name, "Error") {
			names = append(names, s.Name.Name)
		}
	}
	return names
}
