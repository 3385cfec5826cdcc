package lint_test

import (
	"go/token"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/lint"
)

// root is the repository's root as seen from this package's folder.
const root = "../.."

// TestRepository holds every Go file of the repository to the rules.
func TestRepository(t *testing.T) {
	files, err := lint.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("only %d files found below %s: the walk is broken", len(files), root)
	}
	findings := append(lint.PackageDocs(files), lint.SizesInFields(files)...)
	findings = append(findings, lint.ImportClaims(files)...)
	for _, file := range files {
		for _, rule := range lint.Rules() {
			findings = append(findings, rule(file)...)
		}
	}
	for _, finding := range findings {
		t.Error(finding)
	}
}

// TestRulesFindOffences plants one offence per case and expects the rule to name it, and nothing in clean code.
func TestRulesFindOffences(t *testing.T) {
	long := "// Package x is long.\npackage x\n" + strings.Repeat("//\n", 300)
	cases := []struct {
		name, path, source string
		rule               lint.Rule
		want               string
	}{
		{"long file", "aero/x.go", long, lint.Length, "302 lines"},
		{"undocumented function", "aero/x.go", "package aero\nfunc F() {}", lint.Documentation, "function F"},
		{"undocumented type", "aero/x.go", "package aero\ntype T int", lint.Documentation, "type T"},
		{"upward import", "zerodb/x.go", "package zerodb\nimport _ \"" + modulePath + "/record\"", lint.Imports, "may not import record"},
		{"sibling import", "server/x.go", "package server\nimport _ \"" + modulePath + "/client\"", lint.Imports, "may not import client"},
		{"unknown folder", "novel/x.go", "package novel", lint.Imports, "no layer governs"},
		{"foreign dependency", "aero/x.go", "package aero\nimport _ \"golang.org/x/sys/unix\"", lint.Dependencies, "does not own"},
		{"clock", "server/x.go", "package server\nimport \"time\"\nvar t = time.Now()", lint.Calls, "time.Now is banned"},
		{"renamed clock", "server/x.go", "package server\nimport c \"time\"\nvar t = c.Now()", lint.Calls, "c.Now is banned"},
		{"print", "record/x.go", "package record\nimport \"fmt\"\nfunc f() { fmt.Println() }", lint.Calls, "fmt.Println is banned"},
		{"global random", "record/x_test.go", "package record\nimport \"math/rand/v2\"\nvar n = rand.IntN(3)", lint.Calls, "rand.IntN is banned"},
		{"file behind the seam", "zerodb/x.go", "package zerodb\nimport \"os\"\nvar _, e = os.Open(\"\")", lint.Calls, "os.Open is banned"},
		{"init", "aero/x.go", "package aero\nfunc init() {}", lint.Declarations, "init functions"},
		{"boolean parameter", "aero/x.go", "package aero\nfunc F(sync bool) {}", lint.Declarations, "takes a bool"},
		{"sum of a size from bytes", "zerodb/x.go", "package zerodb\nimport \"encoding/binary\"\nfunc f(b []byte) int { return 8 + int(binary.LittleEndian.Uint64(b)) }", lint.Sizes, "nothing has checked"},
		{"vague package", "aero/util/x.go", "package util", lint.Declarations, "promises nothing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			findings := c.rule(parse(t, c.path, c.source))
			if len(findings) != 1 || !strings.Contains(findings[0].String(), c.want) {
				t.Fatalf("findings %v, want one with %q", findings, c.want)
			}
		})
	}
}

// TestRulesPassCleanCode checks that a well-formed file is left alone by every rule.
func TestRulesPassCleanCode(t *testing.T) {
	source := "// Package server serves.\npackage server\n\nimport (\n\t\"time\"\n\n\t\"" + modulePath + "/aero\"\n)\n\n" +
		"// Clock is the default clock.\nvar Clock = time.Now\n\n// F uses the model.\nfunc F(aero.Digest) {}\n"
	file := parse(t, "server/doc.go", source)
	for _, rule := range lint.Rules() {
		for _, finding := range rule(file) {
			t.Error(finding)
		}
	}
	for _, finding := range lint.PackageDocs([]*lint.File{file}) {
		t.Error(finding)
	}
}

// TestPackageDocsFindsMissing checks that a package without doc.go is named.
func TestPackageDocsFindsMissing(t *testing.T) {
	findings := lint.PackageDocs([]*lint.File{parse(t, "aero/x.go", "package aero")})
	if len(findings) != 1 || !strings.Contains(findings[0].Text, "no doc.go") {
		t.Fatalf("findings %v, want the missing doc.go", findings)
	}
}

// modulePath is the module's import path, for planted imports.
const modulePath = "github.com/aerolith/aerolith"

// parse makes a lint file from source text.
func parse(t *testing.T, name, source string) *lint.File {
	t.Helper()
	file, err := lint.Parse(token.NewFileSet(), name, []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return file
}
