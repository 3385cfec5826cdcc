package vault

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

// TestOptions refuses what cannot work or is not safe, all at once, without repeating an address that may hold a password.
func TestOptions(t *testing.T) {
	good := func() Options {
		o := DefaultOptions()
		o.Address, o.Token = "https://vault.example:8200", literal("x")
		return o
	}
	for name, change := range map[string]func(*Options){
		"none":          func(o *Options) { o.Token = nil },
		"both":          func(o *Options) { o.RoleID = literal("x") },
		"only secret":   func(o *Options) { o.SecretID = literal("x") },
		"no address":    func(o *Options) { o.Address = "" },
		"plain":         func(o *Options) { o.Address = "http://vault.example:8200" },
		"password":      func(o *Options) { o.Address = "https://a:canary@vault.example" },
		"path":          func(o *Options) { o.Address = "https://vault.example/v1/canary" },
		"unverified":    func(o *Options) { o.TLS = &tls.Config{InsecureSkipVerify: true} },
		"namespace":     func(o *Options) { o.Namespace = "a\r\nb" },
		"no timeout":    func(o *Options) { o.Timeout = 0 },
		"small replies": func(o *Options) { o.ReplyMax = 1 },
		"mount":         func(o *Options) { o.AppRoleMount = "../sys" },
	} {
		o := good()
		change(&o)
		_, err := New(o)
		checkQuiet(t, err)
		if !errors.Is(err, ErrOptions) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, address := range []string{"https://vault.example:8200", "https://vault.example/", "http://127.0.0.1:8200", "http://localhost:8100", "http://[::1]:8200"} {
		o := good()
		o.Address = address
		if _, err := New(o); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := New(Options{}); strings.Count(err.Error(), "\n") < 2 {
		t.Errorf("not all at once: %v", err)
	}
}

// TestKeepAlive renews the token without anybody asking for a secret.
func TestKeepAlive(t *testing.T) {
	f := newFake(t)
	now := &clock{now: time.Unix(1e9, 0)}
	p := f.provider(func(o *Options) { withRole(o); o.Now = now.Now })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	f.change(func() { f.ttl = 3600 })
	go func() { done <- p.KeepAlive(ctx, time.Millisecond, func(err error) { t.Error(err) }) }()
	waitFor(t, func() bool { return f.count("/v1/auth/approle/login") == 1 })
	mustLoad(t, p)
	now.advance(45 * time.Minute)
	waitFor(t, func() bool { return f.count("/v1/auth/token/renew-self") == 1 })
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

// waitFor waits until a condition holds, looking again and again.
func waitFor(t *testing.T, holds func() bool) {
	t.Helper()
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	limit := time.After(time.Minute)
	for !holds() {
		select {
		case <-ticker.C:
		case <-limit:
			t.Fatal("the condition did not come to hold")
		}
	}
}

// FuzzUnquote compares with encoding/json, and reads back what appendQuoted writes.
func FuzzUnquote(f *testing.F) {
	for _, text := range []string{`"a"`, `"\u00e4\ud83d\udca3\n\\\""`, `"\ud83d"`, `"\ud83dx"`, `7`, `"\x"`, `"`, "\"\xff\""} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		plain, err := unquote(text)
		var want string
		if json.Unmarshal(text, &want) == nil && strings.HasPrefix(strings.TrimSpace(string(text)), `"`) && (err != nil || string([]rune(string(plain))) != want) {
			t.Errorf("%q: got %q (%v), want %q", text, plain, err, want)
		}
		quoted, err := appendQuoted(nil, text)
		if err != nil {
			return
		}
		if again, err := unquote(quoted); err != nil || string(again) != string(text) {
			t.Errorf("%q: written as %s, read as %q (%v)", text, quoted, again, err)
		}
		if err := json.Unmarshal(quoted, &want); err != nil || want != string(text) {
			t.Errorf("%q: written as %s, which is %q (%v)", text, quoted, want, err)
		}
	})
}
