package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/server/access"
	"github.com/aerolith/aerolith/wire"
)

// authority signs the certificates of a test.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// newAuthority makes an authority.
func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true,
		NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	a.cert, a.key = a.sign(template, nil)
	return a
}

// sign makes a certificate; without a signer it signs itself.
func (a *authority) sign(template *x509.Certificate, signer *authority) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	parent, parentKey := template, key
	if signer != nil {
		parent, parentKey = signer.cert, signer.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert, key
}

// issue makes a certificate for a name, which is also valid for loopback.
func (a *authority) issue(name string, serial int64) tls.Certificate {
	a.t.Helper()
	cert, key := a.sign(&x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}, a)
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}
}

// write writes a certificate and its key to the files of the options.
func write(t *testing.T, options *TLSOptions, c tls.Certificate) {
	t.Helper()
	key, ok := c.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		t.Fatal("no key")
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	writePEM(t, options.CertFile, "CERTIFICATE", c.Certificate[0])
	writePEM(t, options.KeyFile, "EC PRIVATE KEY", der)
}

// writePEM writes a file in PEM.
func writePEM(t *testing.T, path, kind string, der []byte) {
	t.Helper()
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
}

// pool returns a pool of the authority alone.
func (a *authority) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

// startTLS starts a server with encryption and returns it with its address.
func startTLS(t *testing.T, options TLSOptions, change func(*Options)) (*testServer, string) {
	t.Helper()
	ts := startServerUnserved(t, change)
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	secure, err := ListenTLS(plain, options)
	if err != nil {
		t.Fatal(err)
	}
	ts.serve(secure)
	return ts, plain.Addr().String()
}

// TestTLSRotation: connections are encrypted; new files are used without a restart, broken ones are not.
func TestTLSRotation(t *testing.T) {
	ca, folder := newAuthority(t), t.TempDir()
	failures := make(chan error, 16)
	options := TLSOptions{
		CertFile: filepath.Join(folder, "cert"), KeyFile: filepath.Join(folder, "key"), MinVersion: tls.VersionTLS13,
		Failed: func(err error) { failures <- err },
	}
	write(t, &options, ca.issue("first", 1))
	ts, address := startTLS(t, options, nil)
	serial := func() int64 {
		conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: ca.pool()})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }() // only read from
		if got := newPeer(t, conn).info("service-tls-std"); got != "service-tls-std\t"+address+"\n" {
			t.Errorf("announced %q", got)
		}
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	if got := serial(); got != 1 {
		t.Errorf("certificate %d", got)
	}
	write(t, &options, ca.issue("a second, longer name", 2))
	if got := serial(); got != 2 {
		t.Errorf("certificate %d after the change", got)
	}
	if err := os.WriteFile(options.CertFile, []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := serial(); got != 2 {
		t.Errorf("certificate %d after a broken change", got)
	}
	if err := <-failures; err == nil || strings.Contains(err.Error(), "PRIVATE") {
		t.Errorf("reported %v", err)
	}
	if _, err := tls.Dial("tcp", address, &tls.Config{RootCAs: ca.pool(), MaxVersion: tls.VersionTLS12}); err == nil {
		t.Error("an older version was accepted")
	}
	_ = ts
}

// TestMutualTLS: without a certificate nobody gets in; with one the name in it is the user.
func TestMutualTLS(t *testing.T) {
	ca, other, folder := newAuthority(t), newAuthority(t), t.TempDir()
	options := TLSOptions{
		CertFile: filepath.Join(folder, "cert"), KeyFile: filepath.Join(folder, "key"), ClientCAFile: filepath.Join(folder, "ca"),
	}
	write(t, &options, ca.issue("server", 1))
	writePEM(t, options.ClientCAFile, "CERTIFICATE", ca.cert.Raw)
	table, err := access.New(noRows{}, access.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if code, err := table.CreateUser("alice", []byte(canary), []string{"read"}); err != nil || code != aero.CodeOK {
		t.Fatal(code, err)
	}
	_, address := startTLS(t, options, func(o *Options) { o.Access = table })
	enter := func(certificates ...tls.Certificate) (aero.ResultCode, error) {
		conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: ca.pool(), Certificates: certificates})
		if err != nil {
			return 0, err
		}
		defer func() { _ = conn.Close() }() // only read from
		if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
			return 0, err
		}
		frame, start := wire.BeginFrame(nil)
		frame = wire.EndFrame(wire.BeginAdmin(frame, wire.AdminLogin, 0).Bytes, start, wire.TypeAdmin)
		if _, err := conn.Write(frame); err != nil {
			return 0, err
		}
		head := make([]byte, 24)
		if _, err := conn.Read(head); err != nil {
			return 0, err
		}
		return aero.ResultCode(head[9]), nil
	}
	if code, err := enter(ca.issue("alice", 2)); err != nil || code != aero.CodeOK {
		t.Errorf("with a certificate: %v, %v", code, err)
	}
	if code, err := enter(ca.issue("mallory", 3)); err != nil || code != aero.CodeSecurityUser {
		t.Errorf("with a certificate of nobody: %v, %v", code, err)
	}
	if _, err := enter(); err == nil {
		t.Error("without a certificate: let in")
	}
	if _, err := enter(other.issue("alice", 4)); err == nil {
		t.Error("with a certificate of another authority: let in")
	}
}
