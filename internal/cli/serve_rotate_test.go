package cli

import (
	"context"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/internal/app"
	"github.com/aerolith/aerolith/secret"
)

// TestVaultIsKeptAlive lets the token of a Vault come near its end while a server runs that asks for nothing: it must be renewed.
func TestVaultIsKeptAlive(t *testing.T) {
	renewed := make(chan struct{}, 100)
	vault := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/auth/token/renew-self"):
			renewed <- struct{}{}
			_, _ = w.Write([]byte(`{"auth":{"client_token":"hvs.x","lease_duration":60,"renewable":true}}`))
		case strings.HasSuffix(r.URL.Path, "/auth/token/lookup-self"):
			_, _ = w.Write([]byte(`{"data":{"ttl":60,"renewable":true}}`))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer vault.Close()
	folder := t.TempDir()
	authority, token := filepath.Join(folder, "ca.pem"), filepath.Join(folder, "token")
	for path, content := range map[string][]byte{
		authority: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: vault.Certificate().Raw}), token: []byte("hvs.x"),
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var seconds atomic.Int64
	guard := protection{check: time.Millisecond}
	guard.vault.now = func() time.Time { return time.Unix(1000+seconds.Load(), 0) }
	n := &tree.Node{}
	said := n.Make("vault", "", tree.Origin{})
	for option, value := range map[string]string{"address": vault.URL, "ca-file": authority, "token": "file:" + token, "approle-mount": "approle"} {
		said.Set(option, tree.Value{Text: value})
	}
	if err := guard.open(n); err != nil {
		t.Fatal(err)
	}
	defer guard.close()
	ctx, end := context.WithCancel(t.Context())
	wait, err := guard.attend(ctx, app.Options{AdminPassword: secret.Value{}}, nil, &notedOutput{more: make(chan struct{}, 1)})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for done := false; !done; {
			select {
			case <-renewed:
				done = true
			case <-time.After(5 * time.Millisecond):
				seconds.Add(10)
			case <-t.Context().Done():
				t.Fatal("it was not renewed")
			}
		}
	}
	end()
	wait()
}
