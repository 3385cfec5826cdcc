package lint

import (
	"bytes"
	"fmt"
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// namedTest matches the name of a test, fuzzer, benchmark or example in a document; what follows tells an abbreviation.
var namedTest = regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark|Example)[A-Z]\w*…?`)

// Promises finds the tests that a document names and that do not exist. A name before "…" and one in a line with -run, -bench or
// -fuzz stands for all names that begin with it.
func Promises(root string, files []*File) ([]Finding, error) {
	exists := testNames(files)
	var found []Finding
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != root && skipFolder(entry.Name()) {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".md") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		found = append(found, brokenPromises(filepath.ToSlash(relative), text, exists)...)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the documents below %s: %w", root, err)
	}
	return found, nil
}

// testNames collects the functions of the test files.
func testNames(files []*File) map[string]bool {
	names := map[string]bool{}
	for _, f := range files {
		if !f.Test {
			continue
		}
		for _, declaration := range f.Syntax.Decls {
			if d, ok := declaration.(*ast.FuncDecl); ok && d.Recv == nil {
				names[d.Name.Name] = true
			}
		}
	}
	return names
}

// brokenPromises finds the names in one document that no test bears.
func brokenPromises(path string, text []byte, exists map[string]bool) []Finding {
	var found []Finding
	for i, line := range bytes.Split(text, []byte("\n")) {
		pattern := bytes.Contains(line, []byte("-run")) || bytes.Contains(line, []byte("-bench")) || bytes.Contains(line, []byte("-fuzz"))
		for _, match := range namedTest.FindAllString(string(line), -1) {
			name, cut := strings.CutSuffix(match, "…")
			if exists[name] || (cut || pattern) && beginsOne(name, exists) {
				continue
			}
			found = append(found, Finding{Path: path, Line: i + 1, Text: name + " is no test of this repository: name the one that shows it"})
		}
	}
	return found
}

// beginsOne says whether a test's name begins with prefix.
func beginsOne(prefix string, exists map[string]bool) bool {
	for name := range exists {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
