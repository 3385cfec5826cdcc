package cli

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/internal/sim"
)

// update rewrites the golden files instead of comparing with them.
var update = flag.Bool("update", false, "rewrite testdata/*.golden")

// patience bounds what takes milliseconds, on a machine of any speed.
const patience = 5 * time.Minute

// patientCommands are those that take a limit of time; in a shell it is patience.
var patientCommands = map[string]bool{"get": true, "put": true, "delete": true, "scan": true, "info": true, "load": true}

// shell runs command lines against a simulated cluster.
type shell struct {
	t    *testing.T
	host string
	in   string
	// terminal says that standard error is a terminal.
	terminal bool
}

// newShell starts a cluster and returns a shell that reaches it.
func newShell(t *testing.T) *shell {
	cluster := sim.Start(t, 2, "test", "cache")
	return &shell{t: t, host: cluster.Hosts()[0]}
}

// run runs one command line and returns what it printed and its exit code. Arguments are separated by spaces.
func (s *shell) run(line string) (out, errs string, code ExitCode) {
	return s.args(strings.Fields(line)...)
}

// args is run for arguments with spaces in them.
func (s *shell) args(args ...string) (out, errs string, code ExitCode) {
	s.t.Helper()
	if len(args) > 0 && patientCommands[args[0]] && !slices.Contains(args, "--timeout") {
		args = append(slices.Clone(args), "--timeout", patience.String())
	}
	var stdout, stderr bytes.Buffer
	streams := Streams{
		In: strings.NewReader(s.in), Out: &stdout, Err: &stderr, Terminal: s.terminal,
		Variable: func(name string) string {
			if name == hostVariable {
				return s.host
			}
			return ""
		},
	}
	code = Run(context.WithoutCancel(s.t.Context()), args, streams)
	return stdout.String(), stderr.String(), code
}

// ok runs a command line that must succeed, and returns its output.
func (s *shell) ok(args ...string) string {
	s.t.Helper()
	out, errs, code := s.args(args...)
	if code != ExitOK {
		s.t.Fatalf("%q: exit code %d, %s", args, code, errs)
	}
	return out
}

// volatile matches what differs between runs: addresses, times and rates.
var volatile = regexp.MustCompile(`127\.0\.0\.1:\d+|in \d+\.\d s \(\d+ per second\)|"seconds":[0-9.e-]+`)

// golden compares a text with a golden file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	got = volatile.ReplaceAllString(got, "~")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("%s: %v\ngot:\n%s\nwant:\n%s", name, err, got, want)
	}
}

// TestSession runs one command after the other, and compares everything that they print, with their exit codes, with
// the golden file.
func TestSession(t *testing.T) {
	s := newShell(t)
	var log strings.Builder
	for _, args := range [][]string{
		{"put", "users", "alice", "name=Alice", "age:=30"},
		{"get", "users", "alice"},
		{"get", "users", "alice", "age", "--json"},
		{"put", "users", "int:42", `tags:=["a",1.0,{"$blob":"AAE="}]`, `m:={"x":null,"y":true}`, "text=a=b"},
		{"get", "users", "int:42"},
		{"get", "users", "42", "--key-type", "int", "--json"},
		{"put", "users", "alice", "age:=null", "--generation", "1"},
		{"put", "users", "alice", "age:=1", "--generation", "1"},
		{"put", "users", "alice", "city=Paris", "--replace"},
		{"put", "users", "alice", "x=1", "--create-only"},
		{"put", "users", "nobody", "x=1", "--update-only"},
		{"get", "users", "alice", "--json"},
		{"get", "users", "nobody"},
		{"scan", "users", "--json", "--limit", "5"},
		{"scan", "none"},
		{"delete", "users", "alice", "nobody"},
		{"delete", "users", "alice"},
		{"delete", "users", "int:42", "--json"},
		{"info", "build", "namespaces", "nonsense"},
		{"info", "--all", "--json", "status"},
		{"info", "--node", "BB9"},
	} {
		out, errs, code := s.args(args...)
		fmt.Fprintf(&log, "$ aerolith %s\n%s%s[%d]\n\n", strings.Join(args, " "), out, errs, code)
	}
	golden(t, "session", log.String())
}

// TestMistakes runs command lines that are wrong, and expects the exit code 2 and a message that says what to do.
func TestMistakes(t *testing.T) {
	s := newShell(t)
	for line, want := range map[string]string{
		"nonsense":                                "unknown command",
		"gett":                                    "did you mean get",
		"get users":                               "see 'aerolith get --help'",
		"get users x --nonsense":                  "unknown flag",
		"get users int:x":                         "not an integer",
		"get users blob:!":                        "not base 64",
		"get users x --key-type float":            "want one of",
		"get users x --timeout 0s":                "--timeout",
		"get users x --host a:b:c":                "--host",
		"put users x":                             "requires at least 3",
		"put users x novalue":                     "want name=text",
		"put users x =1":                          "want name=text",
		"put users x a:=oops":                     "for a plain string write a=oops",
		"put users x a=1 a=2":                     "given twice",
		"put users x a-name-that-is-long=1":       "1 to 15 bytes",
		"put users x a=1 --ttl soon":              "--ttl",
		"put users x a=1 --replace --create-only": "exclude each other",
		"info --all --node x":                     "exclude each other",
		"load x.csv":                              "--key-field",
		"load x --format xml":                     "--format",
		"load x --concurrency 0":                  "--concurrency",
		"scan a b":                                "accepts at most 1",
	} {
		out, errs, code := s.run(line)
		if code != ExitUsage || !strings.Contains(errs, want) || out != "" {
			t.Errorf("%s: exit code %d, %s", line, code, errs)
		}
	}
}

// TestUnreachable checks what is said when there is no server, and when the namespace does not exist.
func TestUnreachable(t *testing.T) {
	s := newShell(t)
	_, errs, code := s.run("get users x --host 127.0.0.1:1")
	if code != ExitFailed || !strings.Contains(errs, "aerolith serve") || !strings.Contains(errs, "127.0.0.1:1") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	_, errs, code = s.run("get users x --host unix:/no/such/socket")
	if code != ExitFailed || !strings.Contains(errs, "no such socket") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	_, errs, code = s.run("get users x --namespace nowhere")
	if code != ExitFailed || !strings.Contains(errs, "it has test, cache") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// TestHelp checks that every command has a help text with examples, and that the shell can complete.
func TestHelp(t *testing.T) {
	s := newShell(t)
	for _, command := range newRoot(Streams{}).Commands() {
		if command.Name() == "help" || command.Name() == "completion" {
			continue
		}
		out := s.ok(command.Name(), "--help")
		if !strings.Contains(out, "Examples:") || !strings.Contains(out, "aerolith "+command.Name()) {
			t.Errorf("%s: %s", command.Name(), out)
		}
	}
	if out := s.ok("__complete", "get", "--key-type", ""); !strings.Contains(out, "blob") {
		t.Error(out)
	}
	if out := s.ok("completion", "bash"); !strings.Contains(out, "aerolith") {
		t.Error("no completion for bash")
	}
}
