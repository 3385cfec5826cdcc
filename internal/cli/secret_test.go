package cli

import (
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// cliCanary is the secret that the commands must not print.
const cliCanary = "s3cret canary/with+signs"

// secretShell is a shell with its own folder for secrets, which collects everything that was printed.
type secretShell struct {
	*shell
	folder  string
	printed strings.Builder
}

// newSecretShell returns a shell with a new encrypted file.
func newSecretShell(t *testing.T) *secretShell {
	s := &secretShell{shell: &shell{t: t}, folder: t.TempDir()}
	s.want(ExitOK, "init")
	return s
}

// secret runs a secret command with the flags for the folder.
func (s *secretShell) secret(args ...string) (out string, code ExitCode) {
	line := append([]string{"secret"}, args...)
	line = append(line, "--file", filepath.Join(s.folder, "s.age"), "--identity", filepath.Join(s.folder, "s.key"))
	out, errs, code := s.args(line...)
	if args[0] != "get" {
		s.printed.WriteString(out)
	}
	s.printed.WriteString(errs)
	return out, code
}

// want runs a secret command that must end with the code, and returns its output.
func (s *secretShell) want(code ExitCode, args ...string) string {
	s.t.Helper()
	out, got := s.secret(args...)
	if got != code {
		s.t.Errorf("secret %v: exit code %d, want %d; %s", args, got, code, s.printed.String())
	}
	return out
}

// TestSecretCommands stores, reads, lists, rotates, verifies and deletes, and then searches all that was printed.
func TestSecretCommands(t *testing.T) {
	s := newSecretShell(t)
	s.in = cliCanary + "\n"
	s.want(ExitOK, "set", "client/password")
	s.want(ExitUsage, "set", cliCanary)
	s.in = ""
	s.want(ExitUsage, "set", "empty")
	if out := s.want(ExitOK, "get", "client/password"); out != cliCanary {
		t.Errorf("got %q", out)
	}
	s.want(ExitNotFound, "get", "none")
	if out := s.want(ExitOK, "list", "--json"); out != "[\"client/password\"]\n" {
		t.Errorf("listed %q", out)
	}
	before := readFile(t, filepath.Join(s.folder, "s.key"))
	s.want(ExitOK, "rotate")
	if readFile(t, filepath.Join(s.folder, "s.key")) == before {
		t.Error("the key is the old one")
	}
	if out := s.want(ExitOK, "get", "client/password"); out != cliCanary {
		t.Errorf("after the rotation: %q", out)
	}
	if out := s.want(ExitOK, "verify"); !strings.Contains(out, "intact, 1 secrets") {
		t.Errorf("verified %q", out)
	}
	there := "age:" + filepath.Join(s.folder, "s.age") + "#client/password"
	if out := s.want(ExitOK, "verify", there); out != there+": there\n" {
		t.Errorf("verified %q", out)
	}
	s.want(ExitUsage, "verify", cliCanary, there)
	s.want(ExitOK, "delete", "client/password")
	s.want(ExitNotFound, "delete", "client/password")
	s.want(ExitFailed, "init")
	for _, form := range []string{cliCanary, base64.StdEncoding.EncodeToString([]byte(cliCanary)), hex.EncodeToString([]byte(cliCanary)), "s3cret", before[:40]} {
		if strings.Contains(s.printed.String(), form) {
			t.Errorf("the commands printed %q", form)
		}
	}
}

// TestSecretRotationInterrupted finds the secrets again wherever a rotation was interrupted.
func TestSecretRotationInterrupted(t *testing.T) {
	s := newSecretShell(t)
	s.in = "x"
	s.want(ExitOK, "set", "a")
	key, file := filepath.Join(s.folder, "s.key"), filepath.Join(s.folder, "s.age")
	oldKey, oldFile := readFile(t, key), readFile(t, file)
	s.want(ExitOK, "rotate")
	newKey, newFile := readFile(t, key), readFile(t, file)
	for _, state := range []struct{ key, file string }{
		{oldKey, oldFile}, {newKey + oldKey, oldFile}, {newKey + oldKey, newFile}, {newKey, newFile},
	} {
		writeFile(t, key, state.key)
		writeFile(t, file, state.file)
		if out := s.want(ExitOK, "get", "a"); out != "x" {
			t.Errorf("got %q", out)
		}
	}
}

// readFile returns a file's content.
func readFile(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// writeFile replaces a file's content.
func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
