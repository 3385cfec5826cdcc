package lint_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/lint"
)

// TestDocumentsNameTestsThatExist holds what the repository's documents promise against its tests.
func TestDocumentsNameTestsThatExist(t *testing.T) {
	files, err := lint.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	findings, err := lint.Promises(root, files)
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range findings {
		t.Error(finding)
	}
}

// TestPromisesFindOffences names a test that exists, beginnings of its name, and one that does not exist.
func TestPromisesFindOffences(t *testing.T) {
	folder := t.TempDir()
	text := "`TestPut` and `TestP…` hold,\n`go test -run TestPu .` too,\nTestPu alone does not.\n"
	if err := os.WriteFile(filepath.Join(folder, "proof.md"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file := parse(t, "aero/x_test.go", "package aero\n\nimport \"testing\"\n\n// TestPut puts.\nfunc TestPut(*testing.T) {}\n")
	file.Test = true
	findings, err := lint.Promises(folder, []*lint.File{file})
	if err != nil {
		t.Fatal(err)
	}
	if len(findings) != 1 || findings[0].Line != 3 || !strings.Contains(findings[0].String(), "TestPu is no test") {
		t.Fatalf("findings %v, want one in line 3", findings)
	}
}
