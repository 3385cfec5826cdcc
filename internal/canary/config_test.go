//go:build unix && !race

package canary

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// literals are configurations with a secret in the place of its reference, or near it in a text that cannot be read, by the name of
// their file; % stands for the secret.
func literals() map[string]string {
	return map[string]string{
		"literal-serve.yaml":   "security: {enabled: true, admin-password: '%'}\nvault: {address: 'https://v:1', token: '%'}\n",
		"literal-list.yaml":    "security: {admin-password: ['%', {a: '%'}]}\n",
		"literal-serve.json":   `{"security": {"enabled": true, "admin-password": "%"}, "vault": {"secret-id": {"value": "%", "unit": "k"}}}`,
		"literal-client.yaml":  "cluster: {hosts: ['a:1']}\nauth: {mode: internal, user: u, password: '%'}\n",
		"literal-server.conf":  "network {\n tls t {\n key-file-password %\n key-file-passwort %\n }\n}\n",
		"literal-server.yaml":  "network: {tls: [{name: t, key-file-password: '%', key-file-passwort: '%'}]}\n",
		"literal-broken.yaml":  "security:\n  admin-password: \"%\n",
		"literal-tab.yaml":     "security:\n\tadmin-password: %\n",
		"literal-broken.json":  `{"security": {"admin-password": "%"`,
		"literal-broken.conf":  "security {\n admin-password %\n } %\n{ %\n",
		"literal-anchors.yaml": "x: &a '%'\nsecurity: {admin-password: *a}\n",
	}
}

// configCommands exercises aerolith config on configurations with references and on ones with secrets, and on a running node.
func (p *program) configCommands(address string) {
	p.t.Helper()
	references := "serve: {durability: memory}\nsecurity: {enabled: true, admin-password: 'file:" + p.at("password") + "'}\nvault: {address: 'https://v:1', token: 'env:CANARY'}\n"
	write(p.t, p.at("serve.yaml"), references)
	write(p.t, p.at("client.yaml"), "cluster: {hosts: ['a:1']}\nauth: {mode: internal, user: u, password: 'age:x.age#client/password'}\n")
	write(p.t, p.at("server.conf"), "network {\n tls t {\n  key-file-password vault:secret/data/app#password\n }\n}\n")
	for file, schema := range map[string]string{"serve.yaml": "serve", "client.yaml": "client", "server.conf": "aerospike"} {
		for _, args := range [][]string{
			{"validate", file, "--json"},
			{"show", file, "--origin", "--defaults", "--env"},
			{"show", file, "--json"},
			{"convert", file, "--to", "json"},
			{"convert", file, "--to", "yaml", "--defaults"},
			{"diff", file, file},
		} {
			p.run("", append(append([]string{"config"}, args...), "--schema", schema)...)
		}
	}
	if out := p.run("", "config", "validate", "serve.yaml", "--schema", "serve"); !strings.Contains(out, "valid") {
		p.t.Errorf("config does not work: %s", out)
	}
	login := []string{"--host", address, "--user", "admin", "--password", "file:" + p.at("password")}
	if out := p.run("", append([]string{"config", "generate", "--to", "yaml"}, login...)...); !strings.Contains(out, "name: test") {
		p.t.Errorf("config generate: %s", out)
	}
	p.run("", append([]string{"config", "diff", "server.conf"}, login...)...)
	login[5] = "file:" + p.at("other")
	p.run("", append([]string{"config", "generate"}, login...)...)
	p.literalConfigs()
	p.run("", "config", "explain", "admin-password", "--schema", "serve")
	p.run("", "config", "explain", "vault.tokn", "--schema", "serve")
	p.run("", "config", "history", p.at("none"))
}

// literalConfigs runs commands on configurations that hold a secret: all are refused.
func (p *program) literalConfigs() {
	p.t.Helper()
	secret := p.secrets["another password"]
	for name, text := range literals() {
		write(p.t, p.at(name), strings.ReplaceAll(text, "%", secret))
		schema := "serve"
		for part, s := range map[string]string{"client": "client", "server": "aerospike", "conf": "aerospike"} {
			if strings.Contains(name, part) {
				schema = s
			}
		}
		for _, command := range []string{"validate", "show", "convert"} {
			p.run("", "config", command, name, "--schema", schema)
		}
		p.run("", "config", "diff", "serve.yaml", name, "--schema", schema)
		p.run("", "config", "validate", name, "--schema", schema, "--json")
		if schema == "serve" {
			p.run("", "serve", "--config", name, "--data", p.at("none"), "--listen", "127.0.0.1:0")
		}
		if err := os.Remove(p.at(name)); err != nil {
			p.t.Error(err)
		}
	}
	p.refused("config", "validate", "serve.yaml", "--schema", "serve", "--set", "security.admin-password="+secret)
	p.refused("config", "show", "serve.yaml", "--schema", "serve", "--set", "vault.token="+secret)
	p.refused("config", "generate", "--host", "127.0.0.1:1", "--user", "admin", "--password", secret)
	p.refused("bench", "--host", "127.0.0.1:1", "--user", "admin", "--password", secret)
}

// benchCommands puts load on a server under a login that works and ones that do not.
func (p *program) benchCommands(address string) {
	p.t.Helper()
	bench := []string{"bench", "--host", address, "--keys", "100", "--workload", "insert", "--object", "I4", "--duration", "5s", "--user", "admin", "--password"}
	if out := p.run("", append(bench, "file:"+p.at("password"), "--hdr", p.at("hdr"), "--json")...); !strings.Contains(out, "insert") {
		p.t.Errorf("bench does not work: %s", out)
	}
	p.run("", append(bench, "env:CANARY")...)
	p.run("", append(bench, "file:"+p.at("other"), "--max-failures", "1")...)
}

// reloads serves by a file, and puts one with a secret and one that cannot be read into its place while the server runs.
func (p *program) reloads() {
	p.t.Helper()
	path := p.at("reloaded.yaml")
	base := "serve: {durability: none}\nsecurity: {enabled: true, admin-password: 'file:" + p.at("password") + "', secret-check-interval: 1s}\nlimits: {max-scans: 7}\n"
	base = strings.Replace(base, "limits: {max-scans: 7}\n", "limits: {query-threads-limit: 7}\n", 1)
	write(p.t, path, base)
	data := p.at("data reloaded")
	p.serve(func(address string) {
		for _, text := range []string{
			strings.Replace(base, "file:"+p.at("password"), p.secrets["another password"], 1),
			strings.Replace(base, "limits", "'"+p.secrets["another password"], 1),
			strings.Replace(base, "limit: 7", "limit: 9", 1),
		} {
			p.replace(path, text)
			p.awaitHistory(data, map[bool]string{true: "query-threads-limit: 7 -> 9", false: "refused"}[strings.Contains(text, "limit: 9")])
		}
		p.run("", "info", "get-config", "--host", address, "--user", "admin", "--password", "file:"+p.at("password"))
	}, "--config", path, "--data", data)
	p.run("", "config", "history", data, "--json")
	write(p.t, path, base)
}

// replace puts a file in the place of another one and tells the servers that the test has started.
func (p *program) replace(path, text string) {
	p.t.Helper()
	write(p.t, path+".next", text)
	if err := os.Rename(path+".next", path); err != nil {
		p.t.Error(err)
	}
	if p.server != nil {
		if err := p.server.Signal(syscall.SIGHUP); err != nil {
			p.t.Error(err)
		}
	}
}

// awaitHistory waits until a server has noted something.
func (p *program) awaitHistory(data, want string) {
	p.t.Helper()
	path, last := filepath.Join(data, "config-history.jsonl"), ""
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.NewTimer(patience)
	defer end.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			if last = p.run("", "config", "history", data); strings.Contains(last, want) {
				return
			}
		}
		select {
		case <-tick.C:
		case <-end.C:
			p.t.Errorf("the server did not note %q: %s", want, last)
			return
		}
	}
}
