package lint

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// File is one parsed Go file of the repository.
type File struct {
	// Path is the file's path below the repository's root, with forward slashes.
	Path string
	// Package is the folder of the file below the root, "." for the root itself.
	Package string
	// Lines is the number of lines.
	Lines int
	// Test says that the file is compiled for tests only.
	Test bool
	// Generated says that the file declares itself generated.
	Generated bool
	// Syntax is the parsed content, with comments.
	Syntax *ast.File
	// Set resolves positions.
	Set *token.FileSet
}

// Finding is one broken rule.
type Finding struct {
	// Path and Line say where.
	Path string
	// Line is 1 for findings on a whole file.
	Line int
	// Text says what is wrong and what to do.
	Text string
}

// String renders the finding as a compiler would.
func (f Finding) String() string { return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, f.Text) }

// Rule examines one file.
type Rule func(*File) []Finding

// Rules are all rules that look at single files.
func Rules() []Rule {
	return []Rule{Length, Documentation, Imports, Dependencies, Calls, Declarations, Sizes}
}

// at makes a finding at a node of the file.
func (f *File) at(node ast.Node, format string, args ...any) Finding {
	return Finding{Path: f.Path, Line: f.Set.Position(node.Pos()).Line, Text: fmt.Sprintf(format, args...)}
}

// Load parses every Go file below root, except hidden folders, testdata and vendored code.
func Load(root string) ([]*File, error) {
	var files []*File
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != root && skipFolder(entry.Name()) {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		file, err := Parse(set, filepath.ToSlash(relative), content)
		if err != nil {
			return err
		}
		files = append(files, file)
		return nil
	})
	return files, err
}

// skipFolder says whether a folder holds no source of ours.
func skipFolder(name string) bool {
	return strings.HasPrefix(name, ".") || name == "testdata" || name == "vendor"
}

// Parse makes a File from source text; name is its path below the root.
func Parse(set *token.FileSet, name string, content []byte) (*File, error) {
	syntax, err := parser.ParseFile(set, name, content, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("lint: parse %s: %w", name, err)
	}
	return &File{
		Path:      name,
		Package:   path.Dir(name),
		Lines:     strings.Count(string(content), "\n"),
		Test:      strings.HasSuffix(name, "_test.go"),
		Generated: ast.IsGenerated(syntax),
		Syntax:    syntax,
		Set:       set,
	}, nil
}
