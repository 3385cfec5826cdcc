package client_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestMigrationNames looks for every name that the migration page promises: Name or Type.Member of this package, or op.Name.
func TestMigrationNames(t *testing.T) {
	page, err := os.ReadFile("../docs/client/migration.md")
	must(t, err)
	_, tables, found := strings.Cut(string(page), "# Every method")
	if !found {
		t.Fatal("the page has no list of methods")
	}
	names := exported(t, ".", "")
	for name := range exported(t, "../aero/op", "op.") {
		names[name] = true
	}
	quoted, checked := regexp.MustCompile("`([A-Za-z.]+)`"), 0
	for line := range strings.SplitSeq(tables, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 4 || !strings.Contains(cells[2], "`") {
			continue
		}
		for _, match := range quoted.FindAllStringSubmatch(cells[2], -1) {
			checked++
			if !names[match[1]] {
				t.Errorf("%s: there is no %s", strings.TrimSpace(cells[1]), match[1])
			}
		}
	}
	if checked < 150 {
		t.Errorf("only %d names", checked)
	}
}

// exported returns what a package exports: Name for what stands alone, Type.Member for fields and methods.
func exported(t *testing.T, folder, prefix string) map[string]bool {
	t.Helper()
	names := make(map[string]bool)
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	must(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		must(t, err)
		for _, declaration := range tree.Decls {
			note(names, prefix, declaration)
		}
	}
	return names
}

// note adds the names of one declaration.
func note(names map[string]bool, prefix string, declaration ast.Decl) {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			receiver := d.Recv.List[0].Type
			if star, ok := receiver.(*ast.StarExpr); ok {
				receiver = star.X
			}
			if ident, ok := receiver.(*ast.Ident); ok {
				name = ident.Name + "." + name
			}
		}
		names[prefix+name] = true
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.ValueSpec:
				for _, ident := range s.Names {
					names[prefix+ident.Name] = true
				}
			case *ast.TypeSpec:
				names[prefix+s.Name.Name] = true
				noteFields(names, prefix+s.Name.Name, s.Type)
			}
		}
	}
}

// noteFields adds the fields of a structure.
func noteFields(names map[string]bool, owner string, kind ast.Expr) {
	structure, ok := kind.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range structure.Fields.List {
		for _, ident := range field.Names {
			names[owner+"."+ident.Name] = true
		}
	}
}
