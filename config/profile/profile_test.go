package profile

import (
	"strings"
	"testing"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// TestProfiles applies every profile to two namespaces: each setting must be an option with a canonical value and a reason, and the
// whole must be valid.
func TestProfiles(t *testing.T) {
	for name, read := range map[string]func() ([]Profile, error){"aerospike": readAerospike, "serve": readServe} {
		if _, err := read(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	for _, s := range []*schema.Schema{registry.Aerospike(), registry.Serve()} {
		if _, err := Find(s, Default); err != nil {
			t.Error(err)
		}
		for _, p := range Of(s) {
			above := &tree.Node{}
			for _, name := range []string{"one", "two"} {
				above.Make("namespaces", name, tree.Origin{})
			}
			if s.Name == "aerospike" {
				above.Make("service", "", tree.Origin{}).Set("cluster-name", tree.Value{Text: "c"})
			}
			for _, setting := range p.Settings {
				place, found := tree.Locate(s, strings.Split(strings.ReplaceAll(setting.Path, "*", "x"), "."))
				if !found {
					t.Errorf("%s %s: there is no %s", s.Name, p.Name, setting.Path)
					continue
				}
				if got, err := codec.ReadValue(place.Option, setting.Value); place.Option.Name != tree.TypeName && (err != nil || got != setting.Value) {
					t.Errorf("%s %s: %s %s: %q, %v", s.Name, p.Name, setting.Path, setting.Value, got, err)
				}
				if !strings.HasSuffix(setting.Reason, ".") {
					t.Errorf("%s %s: %s has no proper reason", s.Name, p.Name, setting.Path)
				}
			}
			if problems := check.Run(s, tree.Merge(p.Tree(s, above), above), check.Target{}); len(problems) > 0 {
				t.Errorf("%s %s:\n%v", s.Name, p.Name, problems)
			}
		}
	}
	if _, err := Find(registry.Client(), "dev"); err == nil {
		t.Error("a client has no profiles")
	}
}

// TestOverridden lays a file over a profile: what the profile says of another storage engine must be gone.
func TestOverridden(t *testing.T) {
	s := registry.Aerospike()
	file, problems := codec.ReadConf(s, "f", []byte("namespace a {\n storage-engine device {\n device /dev/a\n }\n}\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p, err := Find(s, Default)
	if err != nil {
		t.Fatal(err)
	}
	engine := tree.Merge(p.Tree(s, file), file).Settle().Child("namespaces", "a").Child("storage-engine", "")
	if engine.Get(tree.TypeName) != "device" || engine.Has("filesize") || engine.Has("files") {
		t.Errorf("got %v", engine.Values)
	}
	if reason := p.Reason([]string{"namespaces", "a", "replication-factor"}); !strings.Contains(reason, "fail") {
		t.Errorf("reason %q", reason)
	}
}
