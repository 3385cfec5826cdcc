package lint_test

import (
	"go/token"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/lint"
)

// TestImportClaims gives a package other sentences than its imports, and the one that is right in several wordings.
func TestImportClaims(t *testing.T) {
	const ids, vfs = `"` + modulePath + `/zerodb/internal/ids"`, `"` + modulePath + `/zerodb/vfs"`
	for _, c := range []struct{ sentence, imports, want string }{
		{"It imports ids and zerodb/vfs.", ids + ";" + vfs, ""},
		{"Place in the map: it imports zerodb/vfs,\n// whose files it reads, and ids; page imports it.", ids + ";" + vfs, ""},
		{"Beside ids it imports zerodb/vfs.", ids + ";" + vfs, ""},
		{"This package imports nothing of the engine.", `"fmt"`, ""},
		{"Nothing is said.", ids, ""},
		{"It imports ids.", ids + ";" + vfs, "says that it imports ids, and imports ids, zerodb/vfs"},
		{"The package imports ids, page and zerodb/vfs.", ids + ";" + vfs, "says that it imports ids, page, zerodb/vfs, and imports ids, zerodb/vfs"},
		{"It imports nothing. It knows ids.", ids, "says that it imports nothing of the engine, and imports ids"},
		{"It imports ids.", `"fmt"`, "says that it imports ids, and imports nothing of the engine"},
	} {
		set := token.NewFileSet()
		var files []*lint.File
		for name, source := range map[string]string{
			"x/doc.go": "// Package x is one. " + c.sentence + "\npackage x\n", "x/x.go": "package x\nimport (" + c.imports + ")\n",
			"x/x_test.go": `package x; import "` + modulePath + `/zerodb/internal/page"`,
			"ids/doc.go":  "// Package ids is one.\npackage ids", "page/doc.go": "// Package page is one.\npackage page",
		} {
			file, err := lint.Parse(set, "zerodb/internal/"+name, []byte(source))
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		found := lint.ImportClaims(files)
		if c.want == "" && len(found) > 0 || c.want != "" && (len(found) != 1 || !strings.Contains(found[0].Text, c.want)) {
			t.Errorf("%q: %v, want %q", c.sentence, found, c.want)
		}
	}
}
