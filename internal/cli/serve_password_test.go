//go:build !race

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// The race detector makes the hashing of passwords take seconds, which is what this test does most.

// TestServeTakesNewPassword changes the secret of the user admin under a running server and a running client: both take it without a
// restart. A password that somebody sets by other means stays.
func TestServeTakesNewPassword(t *testing.T) {
	folder := t.TempDir()
	place, path := filepath.Join(folder, "password"), filepath.Join(folder, "serve.yaml")
	store := func(password string) {
		t.Helper()
		next := place + ".next"
		if err := os.WriteFile(next, []byte(password+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(next, place); err != nil {
			t.Fatal(err)
		}
	}
	store("the first one")
	text := "serve: {durability: memory}\nsecurity: {enabled: true, admin-password: 'file:" + place + "', secret-check-interval: 1s}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	server := startServe(t, Streams{}, "--config", path, "--data", filepath.Join(folder, "data"))
	options := client.DefaultOptions()
	options.Timing.Total, options.DialTimeout, options.TendTimeout = patience, patience, patience
	reach := login{user: "admin", password: "file:" + place}
	if err := reach.apply(t.Context(), &options); err != nil {
		t.Fatal(err)
	}
	c, err := client.Open(t.Context(), []string{server.address}, options)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	store("the second one")
	server.expect("the new password of the user admin is in force")
	// New connections log in anew.
	if err := c.Reconfigure(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	if err := c.Put(t.Context(), aero.StringKey("test", "s", "k"), client.Bins{"a": 1}, nil); err != nil {
		t.Errorf("the running client: %v", err)
	}
	asked := &shell{t: t, host: server.address}
	asked.ok("info", "build", "--user", "admin", "--password", "file:"+place, "--timeout", "1m")
	if err := c.SetPassword(t.Context(), "admin", "by other means"); err != nil {
		t.Fatal(err)
	}
	store("the third one")
	server.expect("changed by other means")
	if _, errs, code := asked.args("info", "build", "--user", "admin", "--password", "file:"+place, "--timeout", "1m"); code == ExitOK {
		t.Errorf("the third password is in force: %s", errs)
	}
	if said := server.said(); strings.Contains(said, "one") || strings.Contains(said, "means\"") {
		t.Errorf("it prints a password: %s", said)
	}
	server.end()
}
