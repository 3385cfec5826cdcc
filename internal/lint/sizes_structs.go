package lint

import (
	"go/ast"
	"path"
	"strings"
)

// structs is what is known of the engine's struct types, by their package's name and their own, as in segment.Header.
type structs struct {
	// files are the engine's, without tests.
	files []*File
	// fields are the types of fields, results the first results of functions.
	fields  map[string]map[string]string
	results map[string]string
	// escaped are the fields, each behind a dot, in which a decoder has left an unchecked number.
	escaped map[string]map[string]bool
}

// newStructs reads the declarations of the engine.
func newStructs(files []*File) *structs {
	s := &structs{fields: make(map[string]map[string]string), results: make(map[string]string), escaped: make(map[string]map[string]bool)}
	for _, f := range files {
		if f.Test || !within(f.Package, "zerodb") {
			continue
		}
		s.files = append(s.files, f)
		for _, declaration := range f.Syntax.Decls {
			s.declared(f, declaration)
		}
	}
	return s
}

// declared takes note of a declaration.
func (s *structs) declared(f *File, declaration ast.Decl) {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if results := d.Type.Results; d.Recv == nil && results != nil {
			s.results[path.Base(f.Package)+"."+d.Name.Name] = typeName(f, results.List[0].Type)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if t, ok := spec.(*ast.TypeSpec); ok {
				if body, ok := t.Type.(*ast.StructType); ok {
					s.fields[path.Base(f.Package)+"."+t.Name.Name] = fieldTypes(f, body)
				}
			}
		}
	}
}

// fieldTypes returns the types of the fields of a struct.
func fieldTypes(f *File, body *ast.StructType) map[string]string {
	types := make(map[string]string)
	for _, field := range body.Fields.List {
		for _, name := range field.Names {
			types[name.Name] = typeName(f, field.Type)
		}
	}
	return types
}

// typeName returns the name of a type, or of what it points to, with its package's; "" for one that has none.
func typeName(f *File, e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return typeName(f, x.X)
	case *ast.Ident:
		return path.Base(f.Package) + "." + x.Name
	case *ast.SelectorExpr:
		if name, ok := x.X.(*ast.Ident); ok {
			return name.Name + "." + x.Sel.Name
		}
	}
	return ""
}

// depthMax is how many structs may lie in each other on the way to a number.
const depthMax = 4

// numbersOf returns the fields of a type, each behind a dot, in which an unchecked number may be.
func (s *structs) numbersOf(name string, depth int) (found []string) {
	for field := range s.escaped[name] {
		found = append(found, field)
	}
	if depth == depthMax {
		return found
	}
	for field, inner := range s.fields[name] {
		for _, number := range s.numbersOf(inner, depth+1) {
			found = append(found, "."+field+number)
		}
	}
	return found
}

// eachFunction calls fn with each function that has a body.
func (s *structs) eachFunction(f *File, fn func(*ast.FuncDecl)) {
	for _, declaration := range f.Syntax.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok && function.Body != nil {
			fn(function)
		}
	}
}

// flowOf begins to follow the numbers of a function, from those that its receiver and parameters may have.
func (s *structs) flowOf(f *File, function *ast.FuncDecl, report func(ast.Node)) *unchecked {
	u := &unchecked{numbers: make(map[string]bool), report: report}
	u.called = func(call *ast.CallExpr) []string { return s.numbersOf(s.results[typeName(f, call.Fun)], 0) }
	lists := []*ast.FieldList{function.Recv, function.Type.Params}
	for _, list := range lists {
		if list == nil {
			continue
		}
		for _, parameter := range list.List {
			for _, name := range parameter.Names {
				for _, number := range s.numbersOf(typeName(f, parameter.Type), 0) {
					u.numbers[name.Name+number] = true
				}
			}
		}
	}
	return u
}

// escape takes note of the unchecked numbers that a function leaves in fields of structs that it makes.
func (s *structs) escape(f *File, function *ast.FuncDecl) {
	u := &unchecked{numbers: make(map[string]bool), report: func(ast.Node) {}}
	types := make(map[string]string)
	ast.Inspect(function.Body, func(node ast.Node) bool {
		switch x := node.(type) {
		case *ast.AssignStmt:
			for i, left := range x.Lhs {
				if literal := literalOf(x.Rhs[min(i, len(x.Rhs)-1)]); literal != nil {
					types[pathOf(left)] = typeName(f, literal.Type)
				}
			}
		case *ast.ReturnStmt:
			for _, result := range x.Results {
				if literal := literalOf(result); literal != nil {
					s.leave(typeName(f, literal.Type), u.numbersIn(result))
				}
			}
		}
		return u.visit(node)
	})
	for number := range u.numbers {
		if name, field, ok := strings.Cut(number, "."); ok && types[name] != "" {
			s.leave(types[name], []string{"." + field})
		}
	}
}

// leave takes note of unchecked numbers in fields of a type.
func (s *structs) leave(name string, fields []string) {
	if s.escaped[name] == nil {
		s.escaped[name] = make(map[string]bool)
	}
	for _, field := range fields {
		s.escaped[name][field] = true
	}
}

// literalOf returns the struct that an expression makes, or nil.
func literalOf(e ast.Expr) *ast.CompositeLit {
	if address, ok := e.(*ast.UnaryExpr); ok {
		e = address.X
	}
	literal, _ := e.(*ast.CompositeLit)
	return literal
}
