package vault

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/secret"
)

// realRoot is the token that the development server is told to accept.
const realRoot = "root-of-a-test"

// real is a development server of Vault or OpenBao on this machine, which speaks TLS.
type real struct {
	t       *testing.T
	address string
	// folder is where the server puts the certificate of its authority.
	folder string
}

// authority is the server's authority, nil as long as it has made none.
func (r *real) authority() *x509.CertPool {
	text, err := os.ReadFile(filepath.Join(r.folder, "vault-ca.pem"))
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(text) {
		return nil
	}
	return pool
}

// startReal starts the program `vault` or `bao` of this machine, and skips the test where there is none.
func startReal(t *testing.T) *real {
	t.Helper()
	program := ""
	for _, name := range []string{"bao", "vault"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
		}
	}
	if program == "" {
		t.Skip("neither vault nor bao is installed")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, program, "server", "-dev", "-dev-tls", "-dev-tls-cert-dir="+folder, "-dev-no-store-token",
		"-dev-listen-address="+address, "-dev-root-token-id="+realRoot)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = command.Wait() // it was killed
	})
	r := &real{t: t, address: "https://" + address, folder: folder}
	end := time.Now().Add(2 * time.Minute)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for r.try(http.MethodGet, "auth/token/lookup-self", nil) != http.StatusOK || r.try(http.MethodGet, "secret/config", nil) != http.StatusOK {
		if <-tick.C; time.Now().After(end) {
			t.Fatalf("%s does not start: %s", program, out.Bytes())
		}
	}
	version, err := exec.CommandContext(ctx, program, "version").Output()
	t.Logf("%s: %s (%v)", program, strings.TrimSpace(string(version)), err)
	return r
}

// try makes a request as the root and returns its status, 0 for none.
func (r *real) try(method, path string, body any) int {
	status, _ := r.request(method, path, body)
	return status
}

// request makes a request as the root.
func (r *real) request(method, path string, body any) (int, map[string]any) {
	text, err := json.Marshal(body)
	if err != nil {
		r.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(r.t.Context(), method, r.address+"/v1/"+path, bytes.NewReader(text))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("X-Vault-Token", realRoot)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: r.authority(), MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	var reply struct{ Data, Auth map[string]any }
	if err := json.NewDecoder(bufio.NewReader(response.Body)).Decode(&reply); err != nil && err != io.EOF {
		r.t.Fatalf("%s: %v", path, err)
	}
	for name, value := range reply.Auth {
		reply.Data = map[string]any{name: value}
		if name == "client_token" {
			break
		}
	}
	return response.StatusCode, reply.Data
}

// must makes a request that must succeed.
func (r *real) must(method, path string, body any) map[string]any {
	r.t.Helper()
	status, data := r.request(method, path, body)
	if status/100 != 2 {
		r.t.Fatalf("%s %s: %d", method, path, status)
	}
	return data
}

// provider returns a provider with options.
func (r *real) provider(change func(*Options)) *Provider {
	r.t.Helper()
	options := DefaultOptions()
	options.Address, options.TLS = r.address, &tls.Config{RootCAs: r.authority(), MinVersion: tls.VersionTLS12}
	change(&options)
	p, err := New(options)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(p.Close)
	return p
}

// of returns a source of a text.
func of(text string) Source {
	return func(context.Context) (secret.Value, error) { return secret.New([]byte(text)), nil }
}

// load reads a field and returns it as text.
func load(t *testing.T, p *Provider, path, field string) (string, error) {
	t.Helper()
	value, err := p.Load(t.Context(), secret.Reference{Scheme: secret.SchemeVault, Path: path, Key: field})
	if err != nil {
		return "", err
	}
	defer value.Wipe()
	var text string
	err = value.Use(func(plain []byte) error {
		text = string(plain)
		return nil
	})
	return text, err
}

// TestRealVault reads secrets from a real Vault or OpenBao over TLS: without its authority not at all, by token and by AppRole, before and after a rotation, deleted ones, with a
// policy that forbids, with a token that is renewed and then revoked.
func TestRealVault(t *testing.T) {
	r := startReal(t)
	const odd = "odd \"one\" \\ \u00fc\n"
	r.must(http.MethodPost, "secret/data/app/db", map[string]any{"data": map[string]any{"password": odd, "number": 7}})
	p := r.provider(func(o *Options) { o.Token = of(realRoot) })
	if got, err := load(t, p, "secret/data/app/db", "password"); err != nil || got != odd {
		t.Errorf("got %q, %v", got, err)
	}
	r.must(http.MethodPost, "secret/data/app/db", map[string]any{"data": map[string]any{"password": "rotated"}})
	if got, err := load(t, p, "secret/data/app/db", "password"); err != nil || got != "rotated" {
		t.Errorf("after the rotation: %q, %v", got, err)
	}
	stranger := r.provider(func(o *Options) { o.Token, o.TLS, o.Attempts = of(realRoot), nil, 1 })
	if _, err := load(t, stranger, "secret/data/app/db", "password"); err == nil || strings.Contains(err.Error(), realRoot) {
		t.Errorf("with an unknown authority: %v", err)
	}
	for path, field := range map[string]string{"secret/data/app/db": "none", "secret/data/none": "password", "nowhere/data/x": "y"} {
		if _, err := load(t, p, path, field); err == nil {
			t.Errorf("%s#%s is there", path, field)
		}
	}
	r.must(http.MethodDelete, "secret/data/app/db", nil)
	if _, err := load(t, p, "secret/data/app/db", "password"); err == nil {
		t.Error("a deleted secret is there")
	}
	r.approle()
	r.life()
}

// approle logs in by an AppRole whose policy allows one secret and not another.
func (r *real) approle() {
	r.t.Helper()
	r.must(http.MethodPost, "secret/data/app/mine", map[string]any{"data": map[string]any{"password": "mine"}})
	r.must(http.MethodPost, "secret/data/other", map[string]any{"data": map[string]any{"password": "other"}})
	r.must(http.MethodPut, "sys/policies/acl/app", map[string]any{"policy": `path "secret/data/app/*" { capabilities = ["read"] }`})
	r.must(http.MethodPost, "sys/auth/approle", map[string]any{"type": "approle"})
	r.must(http.MethodPost, "auth/approle/role/app", map[string]any{"token_policies": "app", "token_ttl": "60s", "token_max_ttl": "10m"})
	role := fmt.Sprint(r.must(http.MethodGet, "auth/approle/role/app/role-id", nil)["role_id"])
	id := fmt.Sprint(r.must(http.MethodPost, "auth/approle/role/app/secret-id", nil)["secret_id"])
	p := r.provider(func(o *Options) { o.RoleID, o.SecretID = of(role), of(id) })
	if got, err := load(r.t, p, "secret/data/app/mine", "password"); err != nil || got != "mine" {
		r.t.Errorf("by AppRole: %q, %v", got, err)
	}
	if _, err := load(r.t, p, "secret/data/other", "password"); err == nil {
		r.t.Error("the policy does not hold")
	}
	wrong := r.provider(func(o *Options) { o.RoleID, o.SecretID = of(role), of("wrong") })
	if _, err := load(r.t, wrong, "secret/data/app/mine", "password"); err == nil || strings.Contains(err.Error(), "wrong") {
		r.t.Errorf("with a wrong secret id: %v", err)
	}
}

// life renews a token of a short life by a clock that runs ahead, and revokes it.
func (r *real) life() {
	r.t.Helper()
	r.must(http.MethodPost, "secret/data/app/mine", map[string]any{"data": map[string]any{"password": "mine"}})
	token := fmt.Sprint(r.must(http.MethodPost, "auth/token/create", map[string]any{"policies": []string{"app"}, "ttl": "60s", "renewable": true})["client_token"])
	ahead := time.Duration(0)
	p := r.provider(func(o *Options) {
		o.Token = of(token)
		o.Now = func() time.Time { return time.Now().Add(ahead) }
	})
	for range 3 {
		if got, err := load(r.t, p, "secret/data/app/mine", "password"); err != nil || got != "mine" {
			r.t.Errorf("%v ahead: %q, %v", ahead, got, err)
		}
		ahead += 45 * time.Second
	}
	r.must(http.MethodPost, "auth/token/revoke", map[string]any{"token": token})
	if _, err := load(r.t, p, "secret/data/app/mine", "password"); err == nil || strings.Contains(err.Error(), token) {
		r.t.Errorf("with a revoked token: %v", err)
	}
}
