package client_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// patience is longer than anything takes here.
const patience = 30 * time.Second

// zero is no time.
var zero time.Time

// certify writes a self-signed certificate and its key, and returns the names of the files.
func certify(t *testing.T, name string) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore:   time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	folder := t.TempDir()
	certFile, keyFile = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	must(t, os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	must(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	return certFile, keyFile
}

// TestTLS reaches a server over TLS, with a certificate of its own, under the name of a seed and of the options; and is
// refused under another name, by other authorities, without a client certificate, and by a port without TLS.
func TestTLS(t *testing.T) {
	serverCert, serverKey := certify(t, "node.example")
	ourCert, ourKey := certify(t, "client.example")
	server := aerolithtest.NewServer(t, aerolithtest.WithTLS(serverCert, serverKey, ourCert))
	good := client.TLS{CAFile: serverCert, CertFile: ourCert, KeyFile: ourKey}
	host, port, err := net.SplitHostPort(server.TLSAddress())
	must(t, err)
	named := good
	named.ServerName = "node.example"
	for address, with := range map[string]client.TLS{
		server.TLSAddress(): good, host + ":node.example:" + port: good, net.JoinHostPort(host, port): named,
	} {
		c := connect(t, address, func(o *client.Options) { o.TLS = &with })
		key := aero.StringKey("test", "demo", address)
		must(t, c.Put(t.Context(), key, client.Bins{"n": 1}, nil))
		_, err := c.Get(t.Context(), key, nil)
		must(t, err)
	}
	otherName, otherCA, noCert := good, good, good
	otherName.ServerName = "other.example"
	otherCA.CAFile = ourCert
	noCert.CertFile = ""
	for name, c := range map[string]struct {
		address string
		tls     client.TLS
	}{
		"other name": {server.TLSAddress(), otherName}, "other authorities": {server.TLSAddress(), otherCA},
		"no certificate": {server.TLSAddress(), noCert}, "no TLS": {server.Address(), good},
		"no file": {server.TLSAddress(), client.TLS{CAFile: "none"}},
	} {
		options := client.DefaultOptions()
		options.TLS = &c.tls
		options.DialTimeout, options.TendTimeout = patience, patience
		failed, err := client.Open(t.Context(), []string{c.address}, options)
		if err == nil {
			failed.Close()
			t.Errorf("%s: connected", name)
		}
		var unknown x509.UnknownAuthorityError
		if name == "other authorities" && !errors.As(err, &unknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCertificatesRotate replaces the authorities' file under a client: new connections trust what is in it then.
func TestCertificatesRotate(t *testing.T) {
	first, firstKey := certify(t, "node.example")
	second, _ := certify(t, "node.example")
	server := aerolithtest.NewServer(t, aerolithtest.WithTLS(first, firstKey, ""))
	ca := filepath.Join(t.TempDir(), "ca.pem")
	var ahead atomic.Int64
	// Time goes on, so that idle connections are replaced and the file is looked at.
	replace := func(from string) {
		content, err := os.ReadFile(from)
		must(t, err)
		must(t, os.WriteFile(ca, content, 0o600))
		later := time.Now().Add(time.Duration(ahead.Add(int64(2 * time.Minute))))
		must(t, os.Chtimes(ca, later, later))
	}
	replace(first)
	c := connect(t, server.TLSAddress(), func(o *client.Options) {
		o.TLS = &client.TLS{CAFile: ca, Config: &tls.Config{MinVersion: tls.VersionTLS13}}
		o.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		o.Timing.MaxRetries = 0
	})
	key := aero.StringKey("test", "demo", "rotate")
	must(t, c.Put(t.Context(), key, client.Bins{"n": 1}, nil))
	replace(second)
	if _, err := c.Get(t.Context(), key, nil); !errors.Is(err, client.ErrTLS) {
		t.Fatalf("other authorities: %v", err)
	}
	replace(first)
	_, err := c.Get(t.Context(), key, nil)
	must(t, err)
}

// TestUsersAndRoles logs in, manages users and roles, and hears refusals.
func TestUsersAndRoles(t *testing.T) {
	server := aerolithtest.NewServer(t, aerolithtest.WithSecurity("adminpw-7"))
	ctx := t.Context()
	admin := connect(t, server.Address(), func(o *client.Options) { o.Auth = client.PasswordAuth("admin", "adminpw-7") })
	role := client.Role{Name: "reader", Privileges: []client.Privilege{{Code: client.PrivilegeRead, Namespace: "test", Set: "demo"}}}
	must(t, admin.CreateRole(ctx, role))
	must(t, admin.GrantPrivileges(ctx, "reader", client.Privilege{Code: client.PrivilegeTruncate}))
	must(t, admin.RevokePrivileges(ctx, "reader", client.Privilege{Code: client.PrivilegeTruncate}))
	must(t, admin.CreateUser(ctx, "anna", "annas-pw-1", "reader"))
	must(t, admin.GrantRoles(ctx, "anna", "write"))
	must(t, admin.RevokeRoles(ctx, "anna", "write"))
	users, err := admin.Users(ctx, "")
	must(t, err)
	if !slices.ContainsFunc(users, func(u client.User) bool { return u.Name == "anna" && slices.Equal(u.Roles, []string{"reader"}) }) {
		t.Fatalf("%+v", users)
	}
	roles, err := admin.Roles(ctx, "reader")
	if err != nil || len(roles) != 1 || len(roles[0].Privileges) != 1 || roles[0].Privileges[0] != role.Privileges[0] {
		t.Fatalf("%+v, %v", roles, err)
	}
	anna := connect(t, server.Address(), func(o *client.Options) { o.Auth = client.PasswordAuth("anna", "annas-pw-1") })
	key := aero.IntKey("test", "demo", 1)
	if err := anna.Put(ctx, key, client.Bins{"n": 1}, nil); !errors.Is(err, aero.CodeRoleViolation) {
		t.Error(err)
	}
	if found, err := anna.Exists(ctx, key, nil); found || err != nil {
		t.Error(found, err)
	}
	if !client.RaceEnabled {
		// Each password takes seconds to hash under the race detector.
		must(t, anna.ChangePassword(ctx, "anna", "annas-pw-1", "annas-pw-2"))
		must(t, admin.SetPassword(ctx, "anna", "annas-pw-3"))
	}
	must(t, admin.DropUser(ctx, "anna"))
	must(t, admin.DropRole(ctx, "reader"))
	options := client.DefaultOptions()
	options.Auth = &client.Auth{Mode: client.AuthExternal, User: "x", Password: func() (string, error) { return "", nil }}
	if _, err := client.Open(ctx, []string{server.Address()}, options); !errors.Is(err, client.ErrOptions) {
		t.Error(err)
	}
	if client.RaceEnabled {
		return
	}
	if err := admin.CreateUser(ctx, "admin", "another-pw-1"); !errors.Is(err, aero.CodeSecurityUserExists) {
		t.Error(err)
	}
	options.DialTimeout, options.TendTimeout = patience, patience
	options.Auth = client.PasswordAuth("admin", "wrong")
	if _, err := client.Open(ctx, []string{server.Address()}, options); !errors.Is(err, aero.CodeSecurityCredential) && !errors.Is(err, aero.CodeSecurityPassword) {
		t.Error(err)
	}
}
