package app

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/secret"
	"github.com/aerolith/aerolith/wire"
)

// lockedBuffer is a buffer that several goroutines may write to.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String returns what was written.
func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// login logs in and returns the code.
func (a *asker) login(user, password string) aero.ResultCode {
	a.t.Helper()
	credential, err := wire.Credential(password)
	if err != nil {
		a.t.Fatal(err)
	}
	out, start := wire.BeginFrame(nil)
	b := wire.BeginAdmin(out, wire.AdminLogin, 0)
	b.Add(wire.AdminFieldUser, []byte(user))
	b.Add(wire.AdminFieldCredential, credential)
	a.send(wire.EndFrame(b.Bytes, start, wire.TypeAdmin))
	reply := make([]byte, 4096)
	if n, err := a.conn.Read(reply); err != nil || n < 24 {
		a.t.Fatal(n, err)
	}
	return aero.ResultCode(reply[9])
}

// TestSecurityOfANode: the first start makes the user admin with the given password, which survives a restart and appears
// in no output and no file; the second start does not change it.
func TestSecurityOfANode(t *testing.T) {
	const canary = "canary-password-0815"
	folder := t.TempDir()
	audit := filepath.Join(folder, "audit.log")
	var shown lockedBuffer
	for round, password := range []string{canary, "another"} {
		options := DefaultOptions()
		options.Data, options.Listen, options.Security = filepath.Join(folder, "data"), []string{"127.0.0.1:0"}, true
		options.AdminPassword, options.AuditLog = secret.New([]byte(password)), audit
		fmt.Fprintf(&shown, "%+v %v", options, options)
		n, err := Start(options, &shown)
		if err != nil {
			t.Fatal(err)
		}
		if code := newAsker(t, n).login("admin", "wrong"); code != aero.CodeSecurityCredential {
			t.Errorf("round %d, wrong password: %v", round, code)
		}
		a := newAsker(t, n)
		if code := a.login("admin", canary); code != aero.CodeOK {
			t.Errorf("round %d: %v", round, code)
		}
		shown.b.WriteString(a.ask("get-config:") + a.ask("statistics") + fmt.Sprintf("%+v", n.Facts()))
		if err := n.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	log, err := os.ReadFile(audit)
	if err != nil || strings.Count(string(log), `"action":"login"`) != 4 {
		t.Errorf("audit log: %s (%v)", log, err)
	}
	shown.b.Write(log)
	err = filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		shown.b.Write(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	credential, err := wire.Credential(canary)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{canary, string(credential)} {
		if strings.Contains(shown.String(), text) {
			t.Error("a secret was shown or stored")
		}
	}
}

// TestProtectionIsAskedFor: addresses that others reach need encryption and a way to tell who is there, or the option
// that accepts the risk; a first start beyond loopback needs a password.
func TestProtectionIsAskedFor(t *testing.T) {
	free := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Close() }() // only its number was wanted
		_, port, _ := net.SplitHostPort(l.Addr().String())
		return "0.0.0.0:" + port
	}
	for name, c := range map[string]struct {
		change func(*Options)
		want   string
	}{
		"plain":           {func(o *Options) { o.Listen = []string{free()} }, "--listen"},
		"tls alone":       {func(o *Options) { o.TLSListen, o.TLSCert, o.TLSKey = []string{free()}, "c", "k" }, "--security or --tls-client-ca"},
		"no certificate":  {func(o *Options) { o.TLSListen = []string{"127.0.0.1:0"} }, "--tls-cert and --tls-key"},
		"no tls listener": {func(o *Options) { o.TLSCert = "c" }, "--tls-listen"},
		"old version":     {func(o *Options) { o.TLSMinVersion = "1.1" }, "--tls-min-version"},
		"no password":     {func(o *Options) { o.Listen, o.AllowRemote, o.Security = []string{free()}, true, true }, "--admin-password"},
		"edition":         {func(o *Options) { o.Edition = "platinum" }, "--emulate-edition"},
		"version":         {func(o *Options) { o.Version = "8;1" }, "--emulate-version"},
	} {
		options := DefaultOptions()
		options.Data, options.Durability, options.Listen = t.TempDir(), "memory", []string{"127.0.0.1:0"}
		c.change(&options)
		var shown lockedBuffer
		n, err := Start(options, &shown)
		if err == nil {
			t.Errorf("%s: started", name)
			_ = n.Stop(t.Context()) // already an error
			continue
		}
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
}
