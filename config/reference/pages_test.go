package reference

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/config/registry"
)

// TestPages compares the pages in docs/reference with the tables; AEROLITH_UPDATE=1 writes them.
func TestPages(t *testing.T) {
	const folder = "../../docs/reference"
	pages := Pages()
	for name, want := range pages {
		path := filepath.Join(folder, name)
		if os.Getenv("AEROLITH_UPDATE") != "" {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("%s is not what the tables say (%v): run AEROLITH_UPDATE=1 go test ./config/reference", path, err)
		}
	}
}

// TestComplete checks that every option appears on the page of its schema, and can be explained.
func TestComplete(t *testing.T) {
	pages := Pages()
	for _, s := range registry.All() {
		for o := range s.Options() {
			if !strings.Contains(pages[s.Name+".md"], "| `"+o.Name+"` |") {
				t.Errorf("%s is on no page", o.Path())
			}
			if text := Option(s, o); !strings.HasPrefix(text, o.Path()) || !strings.Contains(text, "type ") {
				t.Errorf("%s cannot be explained: %s", o.Path(), text)
			}
		}
	}
}
