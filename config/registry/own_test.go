package registry

import (
	"strings"
	"testing"
)

// TestOwnTables reads the tables of Aerolith's own options and checks what every line must have.
func TestOwnTables(t *testing.T) {
	for name, s := range map[string]func() error{
		"serve":   func() error { _, err := readServe(); return err },
		"client":  func() error { _, err := readClient(); return err },
		"dynamic": func() error { _, err := readDynamic(); return err },
	} {
		if err := s(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	for _, s := range All()[1:] {
		for o := range s.All() {
			if !strings.HasSuffix(o.Text, ".") || o.Since == "" {
				t.Errorf("%s: %s has no proper description or version", s.Name, o.Path())
			}
			if o.Field == "" && s.Name != "dynamic" {
				t.Errorf("%s: %s sets nothing", s.Name, o.Path())
			}
			if o.Type.Numeric() && o.Range == nil {
				t.Errorf("%s: %s has no range", s.Name, o.Path())
			}
		}
		if ByName(s.Name) != s {
			t.Errorf("%s is not found by its name", s.Name)
		}
	}
	if ByName("none") != nil {
		t.Error("an unknown schema is found")
	}
}
