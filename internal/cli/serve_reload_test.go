package cli

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/tree"
)

// running is a server of a test, started through the command line.
type running struct {
	t         *testing.T
	out, errs *notedOutput
	address   string
	stop      context.CancelFunc
	ended     chan ExitCode
}

// startServe starts a server and waits until it is there.
func startServe(t *testing.T, streams Streams, args ...string) *running {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r := &running{
		t: t, stop: stop, ended: make(chan ExitCode, 1), out: &notedOutput{more: make(chan struct{}, 1)}, errs: &notedOutput{more: make(chan struct{}, 1)},
	}
	streams.In, streams.Out, streams.Err = strings.NewReader(""), r.out, r.errs
	go func() { r.ended <- Run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), streams) }()
	started := make(chan struct{})
	go func() {
		r.out.await(ctx, "Stop with Ctrl-C")
		close(started)
	}()
	select {
	case <-started:
	case code := <-r.ended:
		t.Fatalf("it ended with %d: %s", code, r.said())
	}
	r.address = regexp.MustCompile(`ready (\S+)`).FindStringSubmatch(r.out.text.String())[1]
	return r
}

// said returns what the server has written to standard error.
func (r *running) said() string {
	r.errs.mu.Lock()
	defer r.errs.mu.Unlock()
	return r.errs.text.String()
}

// expect waits until the server has said something.
func (r *running) expect(text string) {
	r.t.Helper()
	if !r.errs.await(r.t.Context(), text) {
		r.t.Fatalf("it does not say %q: %s", text, r.said())
	}
}

// end stops the server.
func (r *running) end() {
	r.t.Helper()
	r.stop()
	if code := <-r.ended; code != ExitOK {
		r.t.Errorf("exit code %d: %s", code, r.said())
	}
}

// TestServeReload starts a server with a file and flags, changes what set-config can change, and changes the file: flags win at each
// reload, what set-config has set stays where the file does not change that very option, namespaces that the flags leave out stay
// out, and the history tells all of it afterwards.
func TestServeReload(t *testing.T) {
	folder := t.TempDir()
	path, data := filepath.Join(folder, "serve.yaml"), filepath.Join(folder, "data")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const base = "serve: {durability: none}\nnamespaces:\n  a: {default-ttl: 1h, nsup-period: 7, evict-tenths-pct: 6}\n  b: {default-ttl: 1h}\n"
	write(base)
	server := startServe(t, Streams{}, "--config", path, "--data", data, "--namespace", "a", "--namespace", "c", "--default-ttl", "3h")
	client := &shell{t: t, host: server.address}
	config := func(want ...string) {
		t.Helper()
		got := client.ok("info", "get-config:context=namespace;namespace=a")
		for _, one := range want {
			if !strings.Contains(got, one) {
				t.Errorf("no %s in %s", one, got)
			}
		}
	}
	if got := client.ok("info", "namespaces"); !strings.Contains(got, "a") || !strings.Contains(got, "c") || strings.Contains(got, "b") {
		t.Errorf("namespaces: %s", got)
	}
	config("default-ttl=10800", "nsup-period=7")
	client.ok("info", "set-config:context=namespace;namespace=a;max-record-size=65536")
	client.ok("info", "set-config:context=namespace;namespace=a;nsup-period=11")
	write(strings.NewReplacer("1h", "2h", "evict-tenths-pct: 6", "evict-tenths-pct: 8").Replace(base))
	server.expect("namespaces.a.evict-tenths-pct is 8 now")
	config("default-ttl=10800", "max-record-size=65536", "nsup-period=11", "evict-tenths-pct=8")
	write(strings.NewReplacer("nsup-period: 7", "nsup-period: 9").Replace(base))
	server.expect("namespaces.a.nsup-period is 9 now")
	config("default-ttl=10800", "max-record-size=65536", "nsup-period=9", "evict-tenths-pct=6")
	write("limits: {max-scans: 1}")
	server.expect("everything stays as it was")
	if said := server.said(); strings.Contains(said, "default-ttl") || strings.Contains(said, "namespaces.b") {
		t.Errorf("what flags say was changed: %s", said)
	}
	server.end()
	history := client.ok("config", "history", data)
	for _, want := range []string{"version 1  started", "namespaces.a.default-ttl: nothing -> 10800  flag --default-ttl", "version 2  changed", "evict-tenths-pct: 6 -> 8", "version 3  changed", "refused"} {
		if !strings.Contains(history, want) {
			t.Errorf("no %q in\n%s", want, history)
		}
	}
}

// TestServeFlagsAreOptions checks that every flag of serve sets an option of the configuration, but those that are about the command
// itself, and that each is read from a command line.
func TestServeFlagsAreOptions(t *testing.T) {
	own := map[string]bool{"config": true, "profile": true, "json": true, "namespace": true, "help": true}
	values := map[string]string{
		"durability": "none", "tls-min-version": "1.3", "emulate-edition": "community", "admin-password": "env:X", "vault-token": "env:X",
		"vault-role-id": "env:X", "vault-secret-id": "env:X", "max-record-size": "2MiB", "data-size": "1GiB", "default-ttl": "1h30m", "stop-writes-percent": "7",
		"evict-percent": "7", "security": "true", "insecure-allow-remote": "true", "log-level": "debug",
	}
	paths := flagPaths()
	for _, found := range regexp.MustCompile(`(?m)^ +--([a-z-]+)`).FindAllStringSubmatch(newServe(Streams{}).Flags().FlagUsages(), -1) {
		name := found[1]
		if own[name] {
			continue
		}
		cmd := newServe(Streams{})
		value := values[name]
		if value == "" {
			value = "text"
		}
		if err := cmd.Flags().Set(name, value); err != nil {
			t.Fatal(err)
		}
		n, err := flagTree(cmd, []string{"x"})
		if err != nil || paths[name] == "" {
			t.Errorf("--%s sets nothing: %v", name, err)
			continue
		}
		text := ""
		for _, change := range tree.Diff(registry.Serve(), &tree.Node{}, n) {
			if change.Path() == strings.ReplaceAll(paths[name], "*", "x") {
				text = change.New.String()
			}
		}
		if want := map[string]string{"max-record-size": "2097152", "data-size": "1073741824", "default-ttl": "5400"}[name]; want != "" && text != want || text == "" {
			t.Errorf("--%s sets %q", name, text)
		}
	}
	if len(paths) < 20 {
		t.Errorf("only %d flags", len(paths))
	}
}
