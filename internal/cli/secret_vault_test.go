package cli

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// TestSecretVault verifies references in a Vault over HTTPS, and says what is wrong where it cannot.
func TestSecretVault(t *testing.T) {
	const token = "hvs.canary"
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Vault-Token") != token || r.Header.Get("X-Vault-Namespace") != "team" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		answer := map[string]string{
			"/v1/auth/token/lookup-self": `{"data":{"ttl":0}}`,
			"/v1/secret/data/app":        `{"data":{"data":{"password":"` + cliCanary + `"},"metadata":{"version":1}}}`,
		}[r.URL.Path]
		if answer == "" {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = w.Write([]byte(answer)) // a broken connection shows in the command
	}))
	t.Cleanup(server.Close)
	s := newSecretShell(t)
	authority, tokenFile := filepath.Join(s.folder, "ca.pem"), filepath.Join(s.folder, "token")
	writeFile(t, authority, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
	writeFile(t, tokenFile, token+"\n")
	flags := []string{"verify", "--vault-address", server.URL, "--vault-ca", authority, "--vault-namespace", "team", "--vault-token", "file:" + tokenFile}
	if out := s.want(ExitOK, append(flags, "vault:secret/data/app#password")...); out != "vault:secret/data/app#password: there\n" {
		t.Errorf("verified %q", out)
	}
	s.want(ExitNotFound, append(flags, "vault:secret/data/other#password")...)
	s.want(ExitFailed, "verify", "vault:secret/data/app#password")
	s.want(ExitUsage, "verify", "vault:secret/data/app#password", "--vault-address", server.URL)
	s.want(ExitUsage, "verify", "vault:secret/data/app#password", "--vault-address", server.URL, "--vault-token", cliCanary)
	s.want(ExitUsage, "verify", "vault:secret/data/app#password", "--vault-address", "http://vault.example", "--vault-token", "file:"+tokenFile)
	_, errs, code := s.args("serve", "--data", t.TempDir(), "--admin-password", "vault:secret/data/app#password")
	s.printed.WriteString(errs)
	if code != ExitUsage || !strings.Contains(errs, "vault-address") {
		t.Errorf("serve without an address: %d, %s", code, errs)
	}
	if strings.Contains(s.printed.String(), "canary") {
		t.Errorf("a secret was printed: %s", s.printed.String())
	}
}
