package client_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// families are the families of calls, each with the examples that show it.
func families() map[string][]string {
	return map[string][]string{
		"get and put":                   {"Example", "ExampleWritePolicy"},
		"operate":                       {"ExampleClient_Apply"},
		"batch":                         {"ExampleClient_Batch", "ExampleBatchApply"},
		"scan":                          {"ExampleClient_Scan", "ExampleCursor"},
		"query and index":               {"ExampleClient_Query"},
		"aggregate":                     {"ExampleClient_Aggregate"},
		"functions":                     {"ExampleClient_Execute"},
		"truncate":                      {"ExampleClient_Truncate"},
		"users and roles":               {"ExampleClient_CreateUser"},
		"transactions":                  {"ExampleClient_Transact", "ExampleClient_Begin"},
		"expressions":                   {"ExampleReadPolicy", "ExampleScanPolicy"},
		"lists":                         {"ExampleClient_Apply_lists"},
		"maps":                          {"ExampleClient_Apply_maps"},
		"bits":                          {"ExampleClient_Apply_bits"},
		"HyperLogLog":                   {"ExampleClient_Apply_hll"},
		"geo":                           {"ExampleWithinRegion"},
		"info":                          {"ExampleClient_Info"},
		"struct mapping":                {"ExampleGetStruct"},
		"policies":                      {"ExampleWritePolicy", "ExampleReadPolicy"},
		"hedging":                       {"ExampleHedge"},
		"reconfiguration":               {"ExampleClient_Reconfigure"},
		"records that are used again":   {"ExampleScanPolicy_reuseRecords", "ExampleClient_GetInto"},
		"statistics":                    {"ExampleClient_Stats"},
		"fakes in place of the cluster": {"Example_fake"},
	}
}

// TestFamiliesHaveExamples looks for the examples of each family of calls: they must be there, and their output checked, so that
// they are run with the tests.
func TestFamiliesHaveExamples(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	must(t, err)
	checked := make(map[string]bool)
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		must(t, err)
		for _, declaration := range file.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "Example") {
				checked[f.Name.Name] = hasOutput(file, f)
			}
		}
	}
	for family, names := range families() {
		for _, name := range names {
			if !checked[name] {
				t.Errorf("%s: no %s whose output is checked", family, name)
			}
		}
	}
}

// hasOutput reports whether a function says in a comment what it prints.
func hasOutput(file *ast.File, f *ast.FuncDecl) bool {
	for _, group := range file.Comments {
		text := strings.ToLower(group.Text())
		if group.Pos() > f.Pos() && group.End() < f.End() && (strings.HasPrefix(text, "output:") || strings.HasPrefix(text, "unordered output:")) {
			return true
		}
	}
	return false
}
