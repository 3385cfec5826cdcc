package aerolithtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aerolithtest"
)

// TestAliasesAreDocumented compares what the aliases have with what their documentation lists: go doc does not show the
// members of what they stand for.
func TestAliasesAreDocumented(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "cluster.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	texts := make(map[string]string)
	for _, declaration := range file.Decls {
		if group, ok := declaration.(*ast.GenDecl); ok && group.Tok == token.TYPE {
			texts[group.Specs[0].(*ast.TypeSpec).Name.Name] = group.Doc.Text()
		}
	}
	// Close and SetTrace are for this module's own tests.
	own := map[string]bool{"Close": true, "SetTrace": true}
	for name, one := range map[string]reflect.Type{
		"Cluster": reflect.TypeFor[*aerolithtest.Cluster](), "Node": reflect.TypeFor[*aerolithtest.Node](),
		"Nemesis": reflect.TypeFor[*aerolithtest.Nemesis](),
	} {
		for method := range one.Methods() {
			if !own[method.Name] && !strings.Contains(texts[name], method.Name) {
				t.Errorf("%s: nothing about %s", name, method.Name)
			}
		}
	}
	for name, one := range map[string]reflect.Type{
		"Fault": reflect.TypeFor[aerolithtest.Fault](), "Conduct": reflect.TypeFor[aerolithtest.Conduct](),
	} {
		for field := range one.Fields() {
			if field.IsExported() && !strings.Contains(texts[name], "\n\t"+field.Name+" ") {
				t.Errorf("%s: nothing about %s", name, field.Name)
			}
		}
	}
}
