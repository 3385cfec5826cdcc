package lint

import (
	"go/ast"
	"go/token"
)

// unchecked follows numbers from bytes through the variables of one function, in the order of the text: a variable that got such a number
// must be compared with something, or bounded by min, before it is computed with. What goes through fields of structs and through
// results of functions it does not follow.
type unchecked struct {
	// numbers are the variables that hold a number from bytes that nothing has been compared with.
	numbers map[string]bool
	// report is called with each computation with one of them.
	report func(ast.Node)
}

// visit takes note of an assignment or comparison, and reports computations. It is called for the nodes of a function in their order.
func (u *unchecked) visit(node ast.Node) bool {
	switch x := node.(type) {
	case *ast.AssignStmt:
		u.assigned(x)
	case *ast.BinaryExpr:
		u.binary(x)
	case *ast.CallExpr:
		if name, ok := x.Fun.(*ast.Ident); ok && name.Name == "min" {
			u.compared(x)
		}
	case *ast.SwitchStmt:
		if x.Tag != nil {
			u.compared(x.Tag)
		}
	}
	return true
}

// assigned takes note of variables that get a number from bytes, and of those that get another value.
func (u *unchecked) assigned(x *ast.AssignStmt) {
	for i, left := range x.Lhs {
		name, ok := left.(*ast.Ident)
		if !ok || name.Name == "_" {
			continue
		}
		right := x.Rhs[min(i, len(x.Rhs)-1)]
		switch {
		case x.Tok == token.ADD_ASSIGN || x.Tok == token.MUL_ASSIGN || x.Tok == token.SHL_ASSIGN:
			if decodes(right) || u.holds(right) || u.numbers[name.Name] {
				u.report(x)
			}
		case i > 0 && len(x.Rhs) == 1: // a decoder's second result is a length that it has checked
			delete(u.numbers, name.Name)
		case decodes(right) || u.holds(right):
			u.numbers[name.Name] = true
		default:
			delete(u.numbers, name.Name)
		}
	}
}

// holds reports whether an expression is an unchecked variable, converted or not.
func (u *unchecked) holds(e ast.Expr) bool {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return u.numbers[x.Name]
		case *ast.ParenExpr:
			e = x.X
		case *ast.CallExpr:
			name, ok := x.Fun.(*ast.Ident)
			if !ok || len(x.Args) != 1 || !converts(name.Name) {
				return false
			}
			e = x.Args[0]
		default:
			return false
		}
	}
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

// compared takes note that the variables in an expression have been looked at.
func (u *unchecked) compared(e ast.Node) {
	ast.Inspect(e, func(node ast.Node) bool {
		if name, ok := node.(*ast.Ident); ok {
			delete(u.numbers, name.Name)
		}
		return true
	})
}
