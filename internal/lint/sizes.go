package lint

import (
	"go/ast"
	"go/token"
	"strings"
)

// Sizes finds arithmetic in the engine with a number that has just been taken from bytes: whoever wrote the bytes chooses it, and a sum or
// product can wrap around before a comparison sees it. It must get a name and be compared with its bound first.
func Sizes(f *File) []Finding {
	if f.Test || !within(f.Package, "zerodb") {
		return nil
	}
	var found []Finding
	ast.Inspect(f.Syntax, func(node ast.Node) bool {
		binary, ok := node.(*ast.BinaryExpr)
		if !ok {
			return true
		}
		switch binary.Op {
		case token.ADD, token.MUL, token.SHL:
		default:
			return true
		}
		if decodes(binary.X) || decodes(binary.Y) {
			found = append(found, f.at(binary, "arithmetic with a number from bytes that nothing has checked: compare it with its bound first"))
		}
		return true
	})
	return found
}

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
