package vault

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/secret"
)

// The credentials that the fake knows.
const (
	fakeToken     = "hvs.canary-token-1"
	fakeRole      = "canary-role"
	fakeSecretID  = "canary-secret-\"id\"\n"
	fakeNamespace = "team/blue"
	// canary is the secret that the fake holds.
	canary = "canary-💣-\"quoted\"\n"
)

// fake is a Vault that answers with what the documentation of its HTTP interface says.
type fake struct {
	*httptest.Server
	t *testing.T

	mu sync.Mutex
	// answer takes the place of the usual answers; it reports whether it answered.
	answer func(w http.ResponseWriter, r *http.Request) bool
	// valid are the tokens that are accepted.
	valid map[string]bool
	// ttl is the life of tokens in seconds, renewable whether they can be renewed.
	ttl       int
	renewable bool
	// seen counts requests by path.
	seen map[string]int
	// logins numbers the tokens that were granted.
	logins int
}

// newFake starts a fake over HTTPS.
func newFake(t *testing.T) *fake {
	f := &fake{t: t, valid: map[string]bool{fakeToken: true}, ttl: 3600, renewable: true, seen: map[string]int{}}
	f.Server = httptest.NewUnstartedServer(f)
	f.Config.ErrorLog = log.New(io.Discard, "", 0) // broken handshakes are what some tests are about
	f.StartTLS()
	t.Cleanup(f.Close)
	return f
}

// change changes the fake under its lock.
func (f *fake) change(how func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	how()
}

// count returns how many requests a path got.
func (f *fake) count(path string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen[path]
}

// ServeHTTP implements http.Handler.
func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.seen[r.URL.Path]++
	answer := f.answer
	f.mu.Unlock()
	if answer != nil && answer(w, r) {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.URL.Path == "/v1/auth/approle/login" {
		f.login(w, r)
		return
	}
	if !f.valid[r.Header.Get("X-Vault-Token")] || r.Header.Get("X-Vault-Namespace") != fakeNamespace || r.Header.Get("X-Vault-Request") != "true" {
		refuse(w, http.StatusForbidden, "permission denied")
		return
	}
	f.respond(w, r)
}

// respond answers a request with a valid token.
func (f *fake) respond(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path {
	case "GET /v1/auth/token/lookup-self":
		f.send(w, map[string]any{"data": map[string]any{"ttl": f.ttl, "renewable": f.renewable, "id": r.Header.Get("X-Vault-Token")}})
	case "POST /v1/auth/token/renew-self":
		f.send(w, f.grant(r.Header.Get("X-Vault-Token")))
	case "GET /v1/secret/data/app":
		f.send(w, kv(map[string]any{"password": canary, "number": 7, "empty": ""}))
	case "GET /v1/secret/data/deleted":
		w.WriteHeader(http.StatusNotFound)
		f.send(w, map[string]any{"data": map[string]any{"data": nil, "metadata": map[string]any{"deletion_time": "2026-01-01T00:00:00Z"}}})
	case "GET /v1/old/data/app":
		f.send(w, map[string]any{"data": map[string]any{"password": canary}})
	default:
		refuse(w, http.StatusNotFound)
	}
}

// login answers the login of an AppRole.
func (f *fake) login(w http.ResponseWriter, r *http.Request) {
	var body struct {
		RoleID   string `json:"role_id"`
		SecretID string `json:"secret_id"`
	}
	content, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(content, &body) != nil || body.RoleID != fakeRole || body.SecretID != fakeSecretID {
		refuse(w, http.StatusBadRequest, "invalid role or secret ID "+body.SecretID)
		return
	}
	f.logins++
	token := fakeToken + string(rune('a'+f.logins))
	f.valid[token] = true
	f.send(w, f.grant(token))
}

// grant is the answer to a login or a renewal.
func (f *fake) grant(token string) map[string]any {
	return map[string]any{"auth": map[string]any{"client_token": token, "lease_duration": f.ttl, "renewable": f.renewable}}
}

// kv is the answer of the KV engine.
func kv(data map[string]any) map[string]any {
	return map[string]any{"data": map[string]any{"data": data, "metadata": map[string]any{"version": 3, "destroyed": false}}}
}

// send writes an answer.
func (f *fake) send(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil && f.t.Context().Err() == nil {
		f.t.Log(err)
	}
}

// refuse writes a failure as Vault does.
func refuse(w http.ResponseWriter, status int, texts ...string) {
	w.WriteHeader(status)
	if len(texts) == 0 {
		texts = []string{}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": texts}) // the client sees a broken connection
}

// literal is a source of a fixed text.
func literal(text string) Source {
	return func(context.Context) (secret.Value, error) { return secret.New([]byte(text)), nil }
}

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns the time.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// advance moves the clock.
func (c *clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// options returns options that reach the fake with a token.
func (f *fake) options() Options {
	roots := x509.NewCertPool()
	roots.AddCert(f.Certificate())
	o := DefaultOptions()
	o.Address, o.Namespace, o.Token = f.URL, fakeNamespace, literal(fakeToken)
	o.TLS = &tls.Config{RootCAs: roots}
	o.Backoff, o.Timeout = time.Millisecond, time.Minute
	return o
}

// provider returns a provider with the options, changed.
func (f *fake) provider(change func(*Options)) *Provider {
	f.t.Helper()
	o := f.options()
	if change != nil {
		change(&o)
	}
	p, err := New(o)
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(p.Close)
	return p
}

// withRole makes options log in with the AppRole.
func withRole(o *Options) {
	o.Token, o.RoleID, o.SecretID = nil, literal(fakeRole), literal(fakeSecretID)
}

// app is the reference to the secret that the fake holds.
var app = secret.Reference{Scheme: secret.SchemeVault, Path: "secret/data/app", Key: "password"}
