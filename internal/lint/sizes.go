package lint

import (
	"go/ast"
	"go/token"
	"strings"
)

// Sizes finds arithmetic in the engine with a number that was taken from bytes and compared with nothing since: whoever wrote the bytes
// chooses it, and a sum or product can wrap around before a comparison sees it.
func Sizes(f *File) []Finding {
	if f.Test || !within(f.Package, "zerodb") {
		return nil
	}
	var found []Finding
	report := func(node ast.Node) {
		found = append(found, f.at(node, "arithmetic with a number from bytes that nothing has checked: compare it with its bound first"))
	}
	for _, declaration := range f.Syntax.Decls {
		flow := unchecked{numbers: make(map[string]bool), report: report}
		ast.Inspect(declaration, func(node ast.Node) bool {
			if binary, ok := node.(*ast.BinaryExpr); ok && overflows(binary.Op) && (decodes(binary.X) || decodes(binary.Y)) {
				report(binary)
			}
			return flow.visit(node)
		})
	}
	return found
}

// overflows reports whether an operation can make a number too large.
func overflows(op token.Token) bool { return op == token.ADD || op == token.MUL || op == token.SHL }

// decodes reports whether an expression is a number from bytes, converted or not.
func decodes(e ast.Expr) bool {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.CallExpr:
			if selector, ok := x.Fun.(*ast.SelectorExpr); ok && isDecoder(selector) {
				return true
			}
			if len(x.Args) != 1 {
				return false
			}
			e = x.Args[0] // a conversion, or a function that nothing is known of
		default:
			return false
		}
	}
}

// isDecoder reports whether a selector names a decoder of an order of bytes. A number of 8 or 16 bits cannot overflow what it is computed
// with.
func isDecoder(s *ast.SelectorExpr) bool {
	for _, name := range [...]string{"Uint64", "Uint32", "Uvarint", "Varint"} {
		if s.Sel.Name != name {
			continue
		}
		switch x := s.X.(type) {
		case *ast.Ident:
			return x.Name == "order" || x.Name == "binary"
		case *ast.SelectorExpr:
			return strings.HasSuffix(x.Sel.Name, "Endian")
		}
	}
	return false
}
