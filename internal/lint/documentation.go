package lint

import (
	"go/ast"
	"strings"
)

// Documentation finds functions, methods and types without a doc comment, in tests too.
func Documentation(f *File) []Finding {
	if f.Generated {
		return nil
	}
	var found []Finding
	for _, declaration := range f.Syntax.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Doc.Text() == "" {
				found = append(found, f.at(d, "function %s has no doc comment: say what it is for", d.Name.Name))
			}
		case *ast.GenDecl:
			found = append(found, undocumentedTypes(f, d)...)
		}
	}
	return found
}

// undocumentedTypes finds the types of a declaration that lack a doc comment.
func undocumentedTypes(f *File, d *ast.GenDecl) []Finding {
	var found []Finding
	for _, spec := range d.Specs {
		t, ok := spec.(*ast.TypeSpec)
		if ok && d.Doc.Text() == "" && t.Doc.Text() == "" {
			found = append(found, f.at(t, "type %s has no doc comment: say what it is", t.Name.Name))
		}
	}
	return found
}

// PackageDocs finds packages without a doc.go that explains them. It looks at all files at once.
func PackageDocs(files []*File) []Finding {
	first := map[string]*File{}
	documented := map[string]bool{}
	for _, f := range files {
		if f.Test {
			continue
		}
		if first[f.Package] == nil {
			first[f.Package] = f
		}
		if strings.HasSuffix(f.Path, "doc.go") && f.Syntax.Doc.Text() != "" || f.Syntax.Name.Name == "main" {
			documented[f.Package] = true
		}
	}
	var found []Finding
	for name, f := range first {
		if !documented[name] {
			found = append(found, Finding{Path: f.Path, Line: 1, Text: "package " + name + " has no doc.go with a package comment"})
		}
	}
	return found
}
