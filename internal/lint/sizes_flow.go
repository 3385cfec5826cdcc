package lint

import (
	"go/ast"
	"go/token"
	"maps"
	"strings"
)

// unchecked follows numbers from bytes through the variables of one function and the fields of structs in them, in the order of the text: one
// that got such a number must be compared with something, or bounded by min, before it is computed with. What goes through results of functions and
// elements of slices it does not follow.
type unchecked struct {
	// numbers are the variables, and fields as in header.size, that hold a number from bytes that nothing has been compared with.
	numbers map[string]bool
	// report is called with each computation with one of them.
	report func(ast.Node)
	// called returns where the first result of a function may have unchecked numbers; nil where nothing is known.
	called func(*ast.CallExpr) []string
}

// visit takes note of an assignment or comparison, and reports computations. It is called for the nodes of a function in their order.
func (u *unchecked) visit(node ast.Node) bool {
	switch x := node.(type) {
	case *ast.AssignStmt:
		u.assigned(x)
	case *ast.BinaryExpr:
		u.binary(x)
	case *ast.CallExpr:
		u.call(x)
	case *ast.SwitchStmt:
		if x.Tag != nil {
			u.compared(x.Tag)
		}
	}
	return true
}

// call takes note of what a call has compared: min its arguments, Validate all fields of its receiver.
func (u *unchecked) call(x *ast.CallExpr) {
	switch called := x.Fun.(type) {
	case *ast.Ident:
		if called.Name == "min" {
			u.compared(x)
		}
	case *ast.SelectorExpr:
		if name := pathOf(called.X); called.Sel.Name == "Validate" && name != "" {
			u.forget(name)
		}
	}
}

// assigned takes note of variables and fields that get a number from bytes, and of those that get another value.
func (u *unchecked) assigned(x *ast.AssignStmt) {
	for i, left := range x.Lhs {
		name := pathOf(left)
		if name == "" || name == "_" {
			continue
		}
		right := x.Rhs[min(i, len(x.Rhs)-1)]
		switch {
		case x.Tok == token.ADD_ASSIGN || x.Tok == token.MUL_ASSIGN || x.Tok == token.SHL_ASSIGN:
			if decodes(right) || u.holds(right) || u.numbers[name] {
				u.report(x)
			}
		case i > 0 && len(x.Rhs) == 1: // a decoder's second result is a length that it has checked
			u.forget(name)
		default:
			got := u.numbersIn(right)
			u.forget(name)
			for _, field := range got {
				u.numbers[name+field] = true
			}
		}
	}
}

// numbersIn returns where a value that is assigned has unchecked numbers: "" where it is one itself, else fields, each behind a dot.
func (u *unchecked) numbersIn(e ast.Expr) (fields []string) {
	if decodes(e) || u.holds(e) {
		return []string{""}
	}
	if address, ok := e.(*ast.UnaryExpr); ok && address.Op == token.AND {
		e = address.X
	}
	if call, ok := e.(*ast.CallExpr); ok && u.called != nil {
		return u.called(call)
	}
	if literal, ok := e.(*ast.CompositeLit); ok {
		for _, element := range literal.Elts {
			pair, ok := element.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			if key, ok := pair.Key.(*ast.Ident); ok {
				for _, inner := range u.numbersIn(pair.Value) {
					fields = append(fields, "."+key.Name+inner)
				}
			}
		}
		return fields
	}
	if name := pathOf(e); name != "" {
		for number := range u.numbers {
			if field, ok := strings.CutPrefix(number, name); ok && strings.HasPrefix(field, ".") {
				fields = append(fields, field)
			}
		}
	}
	return fields
}

// forget takes note that a variable or field has another value, with all fields of it.
func (u *unchecked) forget(name string) {
	maps.DeleteFunc(u.numbers, func(number string, _ bool) bool {
		return number == name || strings.HasPrefix(number, name+".")
	})
}

// pathOf returns the name of a variable, or of a field in one as in header.size, and "" for anything else.
func pathOf(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.ParenExpr:
		return pathOf(x.X)
	case *ast.StarExpr:
		return pathOf(x.X)
	case *ast.SelectorExpr:
		if base := pathOf(x.X); base != "" {
			return base + "." + x.Sel.Name
		}
	}
	return ""
}

// holds reports whether an expression is an unchecked variable or field, converted or not.
func (u *unchecked) holds(e ast.Expr) bool {
	for {
		switch x := e.(type) {
		case *ast.Ident, *ast.SelectorExpr, *ast.StarExpr:
			return u.numbers[pathOf(x)]
		case *ast.ParenExpr:
			e = x.X
		case *ast.CallExpr:
			if len(x.Args) != 1 || !isConversion(x.Fun) {
				return false
			}
			e = x.Args[0]
		default:
			return false
		}
	}
}

// isConversion reports whether what is called is a type of whole numbers, of Go or of package ids.
func isConversion(called ast.Expr) bool {
	switch x := called.(type) {
	case *ast.Ident:
		return converts(x.Name)
	case *ast.SelectorExpr:
		name, ok := x.X.(*ast.Ident)
		return ok && name.Name == "ids"
	}
	return false
}

// converts reports whether a name is that of a type of whole numbers.
func converts(name string) bool {
	switch name {
	case "int", "int64", "int32", "uint", "uint64", "uint32", "uintptr":
		return true
	}
	return false
}

// binary reports a computation with an unchecked variable, and takes note of comparisons.
func (u *unchecked) binary(x *ast.BinaryExpr) {
	switch x.Op {
	case token.ADD, token.MUL, token.SHL:
		if u.holds(x.X) || u.holds(x.Y) {
			u.report(x)
		}
	case token.LSS, token.GTR, token.LEQ, token.GEQ, token.EQL, token.NEQ:
		// Only a side that is the variable itself bounds it: a sum that is compared may have wrapped around.
		for _, side := range []ast.Expr{x.X, x.Y} {
			if u.holds(side) {
				u.compared(side)
			}
		}
	}
}

// compared takes note that the variables and fields in an expression have been looked at.
func (u *unchecked) compared(e ast.Node) {
	ast.Inspect(e, func(node ast.Node) bool {
		switch x := node.(type) {
		case *ast.SelectorExpr:
			if name := pathOf(x); name != "" {
				delete(u.numbers, name)
				return false
			}
		case *ast.Ident:
			delete(u.numbers, x.Name)
		}
		return true
	})
}
