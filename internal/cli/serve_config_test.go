package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// notedOutput is a writer that tells when a text was written to it.
type notedOutput struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

// Write implements io.Writer.
func (o *notedOutput) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n, err := o.text.Write(p)
	select {
	case o.more <- struct{}{}:
	default:
	}
	return n, err
}

// await waits until a text was written.
func (o *notedOutput) await(ctx context.Context, text string) bool {
	for {
		o.mu.Lock()
		found := strings.Contains(o.text.String(), text)
		o.mu.Unlock()
		if found {
			return true
		}
		select {
		case <-o.more:
		case <-ctx.Done():
			return false
		}
	}
}

// TestServeConfigured starts a server with a file, a variable and a flag, changes the file to something good and then to something
// bad, and stops the server.
func TestServeConfigured(t *testing.T) {
	path := filepath.Join(t.TempDir(), "serve.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const base = "serve: {listen: ['127.0.0.1:1'], durability: memory}\nnamespaces: {a: {default-ttl: 1h}}\n"
	write(base)
	ctx, stop := context.WithCancel(t.Context())
	out, errs := &notedOutput{more: make(chan struct{}, 1)}, &notedOutput{more: make(chan struct{}, 1)}
	streams := Streams{In: strings.NewReader(""), Out: out, Err: errs, Environment: []string{"AEROLITH_SERVER__LIMITS__PROTO_FD_MAX=77"}}
	ended := make(chan ExitCode, 1)
	go func() { ended <- Run(ctx, []string{"serve", "--config", path, "--listen", "127.0.0.1:0"}, streams) }()
	if !out.await(t.Context(), "Stop with Ctrl-C") {
		t.Fatal("it did not start")
	}
	write(strings.Replace(base, "1h", "2h", 1))
	if !errs.await(t.Context(), "default-ttl is 7200 now") {
		t.Error("the change was not taken")
	}
	write("namespaces: {a: {default-ttl: often}}")
	if !errs.await(t.Context(), "everything stays as it was") {
		t.Error("the bad file was not reported")
	}
	stop()
	if code := <-ended; code != ExitOK {
		t.Errorf("exit code %d: %s", code, errs.text.String())
	}
	if code := Run(t.Context(), []string{"serve", "--config", path}, streams); code != ExitUsage {
		t.Errorf("a bad file ends with exit code %d", code)
	}
}
