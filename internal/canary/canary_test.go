//go:build unix && !race

package canary

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// itoa is strconv.Itoa.
func itoa(n int) string { return strconv.Itoa(n) }

// TestNothingLeaks puts canaries into the program in every way and finds none in what comes out.
func TestNothingLeaks(t *testing.T) {
	p := newProgram(t, build(t, nil))
	p.exercise()
	for _, leak := range p.search() {
		t.Error(leak)
	}
	dump := p.outputs["standard error of the server"]
	for what, sign := range map[string]string{"a dump of its goroutines": "goroutine ", "what it does on each connection": "msg=opened part=service"} {
		if !bytes.Contains(dump, []byte(sign)) {
			t.Errorf("the server was to show %s: %s", what, dump)
		}
	}
}

// exercise runs every command that has to do with secrets, and others beside it, in ways that succeed and in ways that fail.
func (p *program) exercise() {
	p.secretCommands()
	audit := p.at("audit.log")
	p.serve(p.dataCommands, "--security", "--log-level", "detail", "--audit-log", audit, "--admin-password", "file:"+p.at("password"))
	if content, err := os.ReadFile(audit); err != nil || !bytes.Contains(content, []byte("login")) {
		p.t.Errorf("the audit log: %s, %v", content, err)
	}
	p.serve(func(address string) {
		p.configCommands(address)
		p.benchCommands(address)
	}, "--security", "--log-level", "detail", "--data", p.at("data of tools"), "--admin-password", "file:"+p.at("password"))
	p.reloads()
	for _, args := range [][]string{
		{"check"}, {"stat"}, {"map"}, {"dump"}, {"page", "1"}, {"history"},
	} {
		p.run("", append([]string{"db", args[0], p.at("data/test/data.zdb")}, args[1:]...)...)
	}
	for name, reference := range map[string]string{
		"by variable": "env:CANARY", "by Vault": "vault:secret/data/app#password", "by a mounted folder": "file:" + p.mounted(),
	} {
		p.serve(func(address string) {
			p.run("", "info", "status", "--host", address, "--user", "admin", "--password", "env:CANARY")
		}, append(p.vaultFlags(), "--data", p.at("data "+name), "--security", "--log-level", "detail", "--admin-password", reference)...)
	}
	// Secrets in the place of references, in every command that takes one.
	for source, secret := range p.secrets {
		p.refused("info", "status", "--user", "admin", "--password", secret)
		if source != "standard input" {
			continue
		}
		p.refused("serve", "--data", p.at("none"), "--listen", "127.0.0.1:0", "--security", "--admin-password", secret)
		p.refused("serve", "--data", p.at("none"), "--vault-address", "https://user:"+secret+"@127.0.0.1:1", "--vault-token", "env:CANARY", "--admin-password", "vault:secret/data/x#y")
		p.refused("secret", "verify", secret)
		p.refused("secret", "set", secret)
	}
}

// mounted makes a folder as Kubernetes mounts secrets, a link to a folder of the present version with a file for each secret, and
// returns the path of the secret in it.
func (p *program) mounted() string {
	p.t.Helper()
	err := os.MkdirAll(p.at("mounted/..2026"), 0o700)
	if err == nil {
		err = os.Symlink("..2026", p.at("mounted/..data"))
	}
	if err == nil {
		err = os.Symlink("..data/password", p.at("mounted/password"))
	}
	if err != nil {
		p.t.Fatal(err)
	}
	write(p.t, p.at("mounted/..2026/password"), p.secrets["a mounted folder"])
	return p.at("mounted/password")
}

// refused runs a command line with a secret in it, which must fail; its name is left out of the origin.
func (p *program) refused(args ...string) {
	p.t.Helper()
	p.run("", args...)
	line := "aerolith " + strings.Join(args, " ")
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, stream := range []string{"standard error of ", "standard output of "} {
		output := p.outputs[stream+line]
		delete(p.outputs, stream+line)
		p.outputs[stream+"a refused "+args[0]] = append(p.outputs[stream+"a refused "+args[0]], output...)
	}
}

// secretCommands exercises the encrypted file and the references.
func (p *program) secretCommands() {
	p.t.Helper()
	stdin := p.secrets["standard input"]
	p.run("", "secret", "init")
	p.run(stdin, "secret", "set", "client/password")
	if got := p.run("", "secret", "get", "client/password"); got != stdin {
		p.t.Errorf("the secret was not stored: %q", got)
	}
	p.run("", "secret", "list", "--json")
	vault := p.vaultFlags()
	verify := []string{"secret", "verify", "env:CANARY", "file:" + p.at("password"), "age:aerolith-secrets.age#client/password", "vault:secret/data/app#password"}
	out := p.run("", append(verify, vault...)...)
	if strings.Count(out, ": there\n") != 4 {
		p.t.Errorf("not every source works: %s", out)
	}
	p.run("", append([]string{"secret", "verify", "vault:secret/data/other#x", "env:NONE", "age:none#x"}, vault...)...)
	p.run("", append([]string{"secret", "verify", "vault:secret/data/app#password", "--vault-namespace", "x"}, vault[:4]...)...)
	p.run("", "secret", "rotate")
	p.run("", "secret", "verify")
	p.run("", "secret", "delete", "client/password")
}

// vaultFlags are the flags that name Vault.
func (p *program) vaultFlags() []string {
	return []string{"--vault-address", p.vault.URL, "--vault-ca", p.at("ca.pem"), "--vault-token", "file:" + p.at("token")}
}

// dataCommands exercises a server that wants a password.
func (p *program) dataCommands(address string) {
	login := []string{"--host", address, "--user", "admin", "--password", "file:" + p.at("password")}
	run := func(args ...string) string { return p.run("", append(args, login...)...) }
	run("put", "users", "alice", "name=Alice")
	if out := run("get", "users", "alice"); !strings.Contains(out, "Alice") {
		p.t.Errorf("the data commands do not work: %s", out)
	}
	run("scan", "users")
	for _, command := range []string{
		"get-config", "get-config:context=security", "statistics", "namespace/test", "sets", "latencies", "logs", "status", "histogram:namespace=test;type=ttl",
	} {
		run("info", command)
	}
	run("info", "set-config:context=service;query-threads-limit=7")
	run("get", "users", "nobody")
	run("delete", "users", "alice")
	login[5] = "file:" + p.at("other")
	run("get", "users", "alice")
	login[5] = "env:CANARY"
	run("info", "status")
	p.run("", "get", "users", "alice", "--host", address)
}

// search returns where a secret shows in what came out, and in files that are not meant to hold it.
func (p *program) search() []string {
	var found []string
	for origin, output := range p.outputs {
		for _, leak := range leaks(output, p.secrets) {
			found = append(found, leak+" in "+origin)
		}
	}
	meant := []string{"password", "other", "token"}
	err := filepath.WalkDir(p.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || slices.Contains(meant, entry.Name()) {
			return err
		}
		content, err := os.ReadFile(path)
		for _, leak := range leaks(bytes.Trim(content, "\x00"), p.secrets) {
			found = append(found, leak+" in the file "+entry.Name())
		}
		return err
	})
	if err != nil {
		p.t.Error(err)
	}
	slices.Sort(found)
	return slices.Compact(found)
}
