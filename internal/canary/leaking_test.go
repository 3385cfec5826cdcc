//go:build unix && !race

package canary

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// leak is a defect that is put into a source file.
type leak struct {
	// path is the file, from below the root; before is replaced by after in it.
	path, before, after string
	// want is a part of what the search must report.
	want string
}

// plantedLeaks are mistakes that people make: a secret in a log, in an error, and in an encoded form.
func plantedLeaks() []leak {
	return []leak{
		{
			"internal/app/security.go", "return credentialOf(o.AdminPassword)",
			"_ = o.AdminPassword.Use(func(plain []byte) error { log.Warn(\"the first user\", \"value\", string(plain)); return nil })\n\treturn credentialOf(o.AdminPassword)",
			"from a file as plain in standard error of the server",
		},
		{
			"secret/reference.go", `fmt.Errorf("%w: store the secret and write where it is: %s", ErrNotReference, forms())`,
			`fmt.Errorf("%w: store the secret and write where it is: %s, not %x", ErrNotReference, forms(), text)`,
			"as hex in standard error of a refused info",
		},
		{
			"internal/cli/secret_verify.go", "value.Wipe()\n",
			"_ = value.Use(func(plain []byte) error { fmt.Fprintf(out, \"%#v\\n\", plain); return nil })\n\t\tvalue.Wipe()\n",
			"from Vault as go bytes in standard output of aerolith secret verify",
		},
	}
}

// TestLeakingBuildIsCaught runs the exercise on a build with leaks and demands that the search finds each of them.
// It takes another build of the binary and runs with AEROLITH_LEAKING_BUILD=1 only.
func TestLeakingBuildIsCaught(t *testing.T) {
	if os.Getenv("AEROLITH_LEAKING_BUILD") == "" {
		t.Skip("set AEROLITH_LEAKING_BUILD=1")
	}
	overlay := plant(t)
	p := newProgram(t, build(t, overlay))
	p.secretCommands()
	p.serve(p.dataCommands, "--security", "--admin-password", "file:"+p.at("password"))
	p.refused("info", "status", "--user", "admin", "--password", p.secrets["another password"])
	found := strings.Join(p.search(), "\n")
	for _, l := range plantedLeaks() {
		if !strings.Contains(found, l.want) {
			t.Errorf("the leak in %s was not found (%q) in\n%s", l.path, l.want, found)
		}
	}
}

// plant returns the source files with leaks by their path.
func plant(t *testing.T) map[string]string {
	t.Helper()
	overlay := map[string]string{}
	for _, l := range plantedLeaks() {
		source, err := os.ReadFile(filepath.Join("..", "..", l.path))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(source), l.before) {
			t.Fatalf("%s does not hold %q any more: plant the leak elsewhere", l.path, l.before)
		}
		overlay[l.path] = strings.Replace(string(source), l.before, l.after, 1)
	}
	return overlay
}

// TestLeaksCanBePlanted makes sure that TestLeakingBuildIsCaught, which seldom runs, finds the places of its leaks.
func TestLeaksCanBePlanted(t *testing.T) {
	if overlay := plant(t); len(overlay) != len(plantedLeaks()) {
		t.Errorf("%d leaks in %d files", len(plantedLeaks()), len(overlay))
	}
}
