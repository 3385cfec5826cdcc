package lint

import "go/ast"

// SizesInFields finds the same as Sizes where the number comes through a field of a struct: what a decoder leaves in a field without a comparison is
// unchecked for every function of the engine that gets such a struct, as its receiver, as a parameter, from a decoder, or inside of another struct.
func SizesInFields(files []*File) []Finding {
	s := newStructs(files)
	for _, f := range s.files {
		s.eachFunction(f, func(function *ast.FuncDecl) { s.escape(f, function) })
	}
	var found []Finding
	for _, f := range s.files {
		seen := make(map[ast.Node]bool)
		s.eachFunction(f, func(function *ast.FuncDecl) {
			flow := s.flowOf(f, function, func(node ast.Node) {
				if !seen[node] {
					found = append(found, f.at(node, "arithmetic with a number from bytes that came in a field: compare it with its bound where it is decoded, or here"))
				}
				seen[node] = true
			})
			ast.Inspect(function.Body, flow.visit)
		})
	}
	return found
}
