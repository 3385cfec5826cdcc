package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestServeLogLevels changes what a running server logs: by its configuration and by the protocol's commands.
func TestServeLogLevels(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "serve.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("serve: {log-level: info}")
	server := startServe(t, Streams{}, "--config", path, "--data", filepath.Join(folder, "data"))
	server.expect("msg=listening part=service")
	client := &shell{t: t, host: server.address}
	asks := func(command, want string) {
		t.Helper()
		if got := client.ok("info", command); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", command, got, want)
		}
	}
	asks("log/0/service", "service:INFO")
	asks("log-set:id=0;service=debug", "ok")
	asks("log/0", "misc:INFO\n")
	server.expect("msg=opened part=service")
	asks("log-message:message=the cook is ill;who=kitchen", "ok")
	server.expect(`msg="the cook is ill" part=info from=kitchen`)
	for command, want := range map[string]string{
		"log/1": "ERROR::bad-id", "log/x": "ERROR:4:bad sink-id", "log/0/servic": "ERROR::bad-context",
		"log-set:service=info": "ERROR:4", "log-set:id=x;service=info": "ERROR:4:bad id", "log-set:id=0": "ERROR:4:missing context",
		"log-set:id=0;servic=info": "ERROR:4:bad parameter", "log-set:id=0;service=loud": "ERROR:4:bad parameter", "log-set:id=1;any=info": "ERROR:4:bad parameter",
	} {
		if out, errs, _ := client.args("info", command); !strings.Contains(out+errs, want) {
			t.Errorf("%s: %s%s, want %s", command, out, errs, want)
		}
	}
	write("serve: {log-level: critical}")
	server.expect("serve.log-level is critical now")
	asks("log/0/service", "service:CRITICAL")
	server.end()
}
