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

// TestEventNamesAllEvents makes sure that the comment of zerodb.Event, which is an interface that says nothing by itself, names each type that is one.
func TestEventNamesAllEvents(t *testing.T) {
	files, err := lint.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	var comment string
	var events []string
	for _, f := range files {
		if f.Test || f.Package != "zerodb" {
			continue
		}
		for _, name := range shown(f.Syntax) {
			if !strings.HasPrefix(name, "Err") && !strings.HasSuffix(name, "Error") {
				events = append(events, name)
			}
		}
		for _, d := range f.Syntax.Decls {
			if g, ok := d.(*ast.GenDecl); ok && strings.HasPrefix(g.Doc.Text(), "Event is one of") {
				comment = g.Doc.Text()
			}
		}
	}
	if len(events) < 10 || comment == "" {
		t.Fatalf("found %d events, and the comment %q", len(events), comment)
	}
	for _, name := range events {
		if !strings.Contains(comment, name) {
			t.Errorf("the comment of zerodb.Event does not name %s", name)
		}
	}
}
