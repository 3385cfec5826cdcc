package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"maps"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// certified writes a self-signed certificate for a name and its key into a folder, and returns the names of the files.
func certified(t *testing.T, folder, name string) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(folder, name+".pem"), filepath.Join(folder, name+".key")
	for path, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

// TestConfigOfSecuredNode asks a node that wants a login, encryption and a client's certificate for its configuration. Without any one
// of them the node does not answer, and what is printed never holds the password.
func TestConfigOfSecuredNode(t *testing.T) {
	folder := t.TempDir()
	serverCert, serverKey := certified(t, folder, "node.example")
	ourCert, ourKey := certified(t, folder, "client.example")
	const password = "no-argument-holds-it"
	passwordFile := filepath.Join(folder, "password")
	if err := os.WriteFile(passwordFile, []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	server := aerolithtest.NewServer(t, aerolithtest.WithTLS(serverCert, serverKey, ourCert), aerolithtest.WithSecurity(password))
	all := map[string]string{
		"--user": "admin", "--password": "file:" + passwordFile, "--tls-ca": serverCert, "--tls-name": "node.example", "--tls-cert": ourCert,
		"--tls-key": ourKey, "--timeout": "10m", // hashing a password can take long under the race detector
	}
	s := &shell{t: t}
	with := func(command []string, flags map[string]string) (string, tool.ExitCode) {
		for name, value := range flags {
			command = append(command, name, value)
		}
		out, errs, code := s.args(command...)
		if strings.Contains(out+errs, password) {
			t.Errorf("%q prints the password", command)
		}
		return out + errs, code
	}
	generate := []string{"config", "generate", "--to", "yaml", "--host", server.TLSAddress()}
	out, code := with(generate, all)
	if code != tool.OK || !strings.Contains(out, "name: test") {
		t.Fatalf("code %d:\n%s", code, out)
	}
	file := filepath.Join(folder, "node.yaml")
	if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := with([]string{"config", "diff", file, "--host", server.TLSAddress()}, all); code != tool.OK {
		t.Errorf("a node differs from what it said of itself: code %d\n%s", code, out)
	}
	for _, missing := range [][]string{{"--user", "--password"}, {"--password"}, {"--tls-ca", "--tls-name", "--tls-cert", "--tls-key"}, {"--tls-cert", "--tls-key"}} {
		some := maps.Clone(all)
		some["--timeout"] = "30s"
		for _, name := range missing {
			delete(some, name)
		}
		if out, code := with(generate, some); code == tool.OK {
			t.Errorf("without %q it answers:\n%s", missing, out)
		}
	}
	some := map[string]string{"--tls-name": "other.example"}
	for name, value := range all {
		if some[name] == "" {
			some[name] = value
		}
	}
	if out, code := with(generate, some); code == tool.OK {
		t.Errorf("under another name it answers:\n%s", out)
	}
}
