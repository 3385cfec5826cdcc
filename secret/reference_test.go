package secret

import (
	"errors"
	"strings"
	"testing"
)

// TestParseReference reads good references back as they were written and refuses bad ones without repeating them.
func TestParseReference(t *testing.T) {
	for _, text := range []string{"env:PASSWORD", "file:/run/secrets/db", "file:C:\\secrets\\db", "age:store.age#client/password", "age:a#b.age#k", "vault:secret/data/x#password"} {
		r, err := ParseReference(text)
		if err != nil || r.String() != text || !IsReference(text) {
			t.Errorf("%s: read as %q, %v", text, r, err)
		}
	}
	for _, text := range []string{"", "hunter2", "env:", "age:store.age", "age:#k", "age:store#", "vault:x", "file:a\nb", "http://x", "env:" + strings.Repeat("x", referenceMax)} {
		r, err := ParseReference(text)
		if !errors.Is(err, ErrNotReference) {
			t.Errorf("%.20q: read as %q, %v", text, r, err)
		}
		if err != nil && len(text) > len("env:") && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats what may be a secret: %v", err)
		}
	}
}

// TestReferenceText covers the reference as a field of a configuration.
func TestReferenceText(t *testing.T) {
	var r Reference
	if err := r.UnmarshalText([]byte("age:store.age#k")); err != nil {
		t.Fatal(err)
	}
	if text, err := r.MarshalText(); err != nil || string(text) != "age:store.age#k" {
		t.Errorf("marshalled as %q, %v", text, err)
	}
	if got := r.Within("/etc/aerolith").String(); got != "age:/etc/aerolith/store.age#k" {
		t.Errorf("within a folder: %s", got)
	}
	before := r
	if err := r.UnmarshalText([]byte("hunter2")); err == nil || r != before {
		t.Errorf("a bad text changed the reference: %v, %v", r, err)
	}
}

// TestParseName draws the line between names and what could leave its folder.
func TestParseName(t *testing.T) {
	for _, text := range []string{"password", "client/password", "tls/edge.internal/key-passphrase", "a_b/0"} {
		if name, err := ParseName(text); err != nil || string(name) != text {
			t.Errorf("%s: %q, %v", text, name, err)
		}
	}
	for _, text := range []string{"", "/", "a//b", "a/", "/a", "..", "a/../b", ".hidden", "A", "a b", "a\\b", "ä", strings.Repeat("x", nameMax+1)} {
		if _, err := ParseName(text); !errors.Is(err, ErrName) {
			t.Errorf("%.20q is taken for a name: %v", text, err)
		}
	}
}

// TestVariableName pins names, and checks over all short paths of troublesome characters that no two share a variable, even
// where case does not count.
func TestVariableName(t *testing.T) {
	for path, want := range map[string]string{
		"service.proto-fd-max":         "AEROLITH_SERVICE__PROTO_FD_MAX",
		"namespaces.my-ns.default-ttl": "AEROLITH_NAMESPACES__MY_NS__DEFAULT_TTL",
		"namespaces.my_ns.default-ttl": "AEROLITH_NAMESPACES__MY___5fNS__DEFAULT_TTL",
		"namespaces.Users.set.a..b":    "AEROLITH_NAMESPACES___2e___55SERS__SET__A___2e__B",
	} {
		if got := VariableName("AEROLITH_", path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	seen := map[string]string{}
	var try func(path string, left int)
	try = func(path string, left int) {
		name := strings.ToUpper(VariableName("", path))
		if other, found := seen[name]; found {
			t.Fatalf("%q and %q are both %s", path, other, name)
		}
		seen[name] = path
		for i := 0; left > 0 && i < len(troublesome); i++ {
			try(path+troublesome[i:i+1], left-1)
		}
	}
	try("", 5)
}

// troublesome are the characters that paths are made of to find two with one variable.
const troublesome = "a5f2d-_.E"
