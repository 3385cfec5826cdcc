package modelgen

import (
	"bytes"
	"os"
	"testing"

	"github.com/aerolith/aerolith/config/registry"
)

// TestUpToDate compares the generated files with what the tables say now; AEROLITH_UPDATE=1 writes them.
func TestUpToDate(t *testing.T) {
	for _, s := range registry.All() {
		path := "../../model/" + fileName(s)
		want, err := generate(s)
		if err != nil {
			t.Fatal(err)
		}
		if os.Getenv("AEROLITH_UPDATE") != "" {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the table says (%v): run go generate ./config/registry", path, err)
		}
	}
}
