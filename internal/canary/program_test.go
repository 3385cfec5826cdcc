//go:build unix && !race

package canary

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds everything that the binary does.
const patience = 2 * time.Minute

// program is a built binary with the secrets that go into it, and what came out.
type program struct {
	t      *testing.T
	binary string
	folder string
	// secrets are the canaries by their source.
	secrets map[string]string
	// server is the server that runs, nil for none.
	server *os.Process
	// vault answers references of the scheme vault.
	vault *httptest.Server

	// mu guards outputs, what came out by its origin.
	mu      sync.Mutex
	outputs map[string][]byte
}

// build builds the binary. An overlay replaces source files, by their path below the root, with other content.
func build(t *testing.T, overlay map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	binary := filepath.Join(folder, "aerolith")
	replace := map[string]string{}
	for path, content := range overlay {
		absolute, err := filepath.Abs(filepath.Join("..", "..", path))
		if err != nil {
			t.Fatal(err)
		}
		replace[absolute] = filepath.Join(folder, filepath.Base(path))
		write(t, replace[absolute], content)
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "overlay.json"), string(text))
	command := exec.CommandContext(t.Context(), "go", "build", "-overlay", filepath.Join(folder, "overlay.json"), "-o", binary, "../../cmd/aerolith")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// write writes a file that only its owner can read.
func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// newProgram readies a folder, the secrets and a Vault for a binary.
func newProgram(t *testing.T, binary string) *program {
	p := &program{t: t, binary: binary, folder: t.TempDir(), outputs: map[string][]byte{}, secrets: map[string]string{
		"a variable": "c4nary-variable-Zq81", "a file": "c4nary-file-Xw72", "standard input": "c4nary <stdin> \"Yr63\"",
		"Vault": "c4nary-vault-\"Vs54\"", "Vault's token": "hvs.c4nary-token-Ut45", "another password": "c4nary-other-Tu36",
		"a mounted folder": "c4nary-mounted-So27",
	}}
	p.vault = httptest.NewTLSServer(http.HandlerFunc(p.answer))
	t.Cleanup(p.vault.Close)
	write(t, p.at("password"), p.secrets["a file"]+"\n")
	write(t, p.at("other"), p.secrets["another password"])
	write(t, p.at("token"), p.secrets["Vault's token"])
	write(t, p.at("ca.pem"), string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.vault.Certificate().Raw})))
	return p
}

// answer plays Vault: it sends back what it was sent when it refuses, as careless proxies do.
func (p *program) answer(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Vault-Token") != p.secrets["Vault's token"] || !strings.HasPrefix(r.URL.Path, "/v1/secret/data/app") {
		w.WriteHeader(http.StatusForbidden)
		_ = r.Header.Write(w) // a broken connection fails the command
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": map[string]any{ // likewise
		"data": map[string]string{"password": p.secrets["Vault"]}, "metadata": map[string]int{"version": 1},
	}})
}

// at returns a path in the program's folder.
func (p *program) at(name string) string { return filepath.Join(p.folder, name) }

// keep keeps an output for the search.
func (p *program) keep(origin string, output []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outputs[origin] = append(p.outputs[origin], output...)
}

// command readies a command line with the variables that hold secrets.
func (p *program) command(ctx context.Context, args []string) *exec.Cmd {
	command := exec.CommandContext(ctx, p.binary, args...)
	command.Dir = p.folder
	command.Env = append(os.Environ(), "CANARY="+p.secrets["a variable"], "GOTRACEBACK=all")
	return command
}

// run runs a command line with standard input, keeps what comes out, and returns standard output. Failures are part of it.
func (p *program) run(stdin string, args ...string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	command := p.command(ctx, args)
	command.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	if ctx.Err() != nil {
		p.t.Fatalf("%v did not end: %v\n%s", args, err, errs.Bytes())
	}
	line := "aerolith " + strings.Join(args, " ")
	p.keep("standard error of "+line, errs.Bytes())
	if len(args) < 2 || args[0] != "secret" || args[1] != "get" {
		p.keep("standard output of "+line, out.Bytes())
	}
	return out.String()
}

// scrape keeps what the endpoint for metrics and health says.
func (p *program) scrape(ctx context.Context, address string) {
	p.t.Helper()
	for _, path := range []string{"/metrics", "/health/ready", "/health/live"} {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
		if err != nil {
			p.t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			p.t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err := errors.Join(err, response.Body.Close()); err != nil || len(body) == 0 {
			p.t.Errorf("%s: %s (%v)", path, body, err)
		}
		p.keep("metrics and health", body)
	}
}

// serve starts a server, lets work talk to its address, crashes it so that it dumps its goroutines, and keeps what came out.
func (p *program) serve(work func(address string), args ...string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	command := p.command(ctx, append([]string{"serve", "--listen", "127.0.0.1:0", "--json", "--data", p.at("data"), "--metrics-listen", "127.0.0.1:0"}, args...))
	var errs bytes.Buffer
	command.Stderr = &errs
	out, err := command.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.server = command.Process
	defer func() { p.server = nil }()
	var facts struct {
		Addresses []string
		Metrics   string
	}
	decodeErr := json.NewDecoder(out).Decode(&facts)
	if decodeErr == nil {
		if line, err := os.ReadFile(filepath.Join("/proc", "self", "cmdline")); err == nil && len(line) > 0 {
			line, err = os.ReadFile(filepath.Join("/proc", itoa(command.Process.Pid), "cmdline"))
			if err != nil {
				p.t.Error(err)
			}
			p.keep("the arguments of the server", line)
		}
		work(facts.Addresses[0])
		p.scrape(ctx, facts.Metrics)
	}
	if err := command.Process.Signal(syscall.SIGQUIT); err != nil && decodeErr == nil {
		p.t.Error(err)
	}
	// The signal, or a refusal to start, shows in the error.
	err = command.Wait()
	p.keep("standard error of the server", errs.Bytes())
	if decodeErr != nil {
		p.t.Fatalf("the server did not start: %v, %v\n%s", decodeErr, err, errs.Bytes())
	}
}
