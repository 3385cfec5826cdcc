package conformance

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"
)

// sourceFile is a file of the Go distribution and the record made of it.
type sourceFile struct {
	// path is the file's path below the source tree, which is the record's key.
	path        string
	content     []byte
	packageName string
	// lines counts the file's lines by kind.
	lines map[any]any
	// acknowledged says that the record was stored.
	acknowledged atomic.Bool
}

// key returns the record's key.
func (f *sourceFile) key() (*as.Key, as.Error) {
	return as.NewKey(namespace, "sources", f.path)
}

// sourceFiles reads every regular file of the Go distribution's source tree.
func sourceFiles(t *testing.T) []*sourceFile {
	t.Helper()
	output, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(strings.TrimSpace(string(output)), "src")
	var files []*sourceFile
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files = append(files, newSourceFile(filepath.ToSlash(below), content))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// newSourceFile makes the record of a file.
func newSourceFile(path string, content []byte) *sourceFile {
	f := &sourceFile{path: path, content: content, packageName: filepath.Base(filepath.Dir(path))}
	counts := make(map[string]int)
	for line := range bytes.Lines(content) {
		text := bytes.TrimSpace(line)
		switch {
		case len(text) == 0:
			counts["blank"]++
		case bytes.HasPrefix(text, []byte("//")):
			counts["comment"]++
		default:
			counts["code"]++
		}
		if name, ok := bytes.CutPrefix(line, []byte("package ")); ok && strings.HasSuffix(path, ".go") {
			f.packageName = firstWord(string(name))
		}
	}
	f.lines = make(map[any]any, len(counts))
	for kind, count := range counts {
		f.lines[kind] = count
	}
	return f
}

// firstWord returns the text up to the first space.
func firstWord(text string) string {
	if fields := strings.Fields(text); len(fields) > 0 {
		return fields[0]
	}
	return ""
}
