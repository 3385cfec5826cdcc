package vault

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/secret"
)

// mustLoad loads the fake's secret and compares it.
func mustLoad(t *testing.T, p *Provider) {
	t.Helper()
	value, err := p.Load(t.Context(), app)
	if err != nil {
		t.Fatal(err)
	}
	defer value.Wipe()
	err = value.Use(func(plain []byte) error {
		if string(plain) != canary {
			return errors.New("another secret")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkQuiet fails if an error shows a secret.
func checkQuiet(t *testing.T, err error) {
	t.Helper()
	if shown := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(shown, "canary") {
		t.Errorf("the error shows a secret: %s", shown)
	}
}

// TestToken reads a secret with a token, through a resolver.
func TestToken(t *testing.T) {
	f := newFake(t)
	p := f.provider(nil)
	mustLoad(t, p)
	mustLoad(t, p)
	if lookups := f.count("/v1/auth/token/lookup-self"); lookups != 1 {
		t.Errorf("the token was looked up %d times", lookups)
	}
	resolver := secret.NewResolver(map[secret.Scheme]secret.Provider{secret.SchemeVault: p})
	if _, err := resolver.Resolve(t.Context(), app); err != nil {
		t.Error(err)
	}
}

// TestAppRole logs in once for many callers at the same time, renews in time, and logs in anew when a renewal does not do.
func TestAppRole(t *testing.T) {
	f := newFake(t)
	now := &clock{now: time.Unix(1e9, 0)}
	p := f.provider(func(o *Options) { withRole(o); o.Now = now.Now })
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() { mustLoad(t, p) })
	}
	group.Wait()
	if logins := f.count("/v1/auth/approle/login"); logins != 1 {
		t.Errorf("%d logins", logins)
	}
	const renewal = "/v1/auth/token/renew-self"
	now.advance(39 * time.Minute)
	mustLoad(t, p)
	if f.count(renewal) != 0 {
		t.Error("renewed too soon")
	}
	now.advance(2 * time.Minute)
	mustLoad(t, p)
	mustLoad(t, p)
	if f.count(renewal) != 1 {
		t.Errorf("renewed %d times", f.count(renewal))
	}
	now.advance(2 * time.Hour)
	mustLoad(t, p)
	if logins := f.count("/v1/auth/approle/login"); logins != 2 {
		t.Errorf("%d logins after the token ended", logins)
	}
	f.change(func() { f.valid = map[string]bool{} })
	mustLoad(t, p)
	if logins := f.count("/v1/auth/approle/login"); logins != 3 {
		t.Errorf("%d logins after the token was revoked", logins)
	}
	f.change(func() { f.valid = map[string]bool{} })
	now.advance(50 * time.Minute)
	mustLoad(t, p)
	if logins := f.count("/v1/auth/approle/login"); logins != 4 {
		t.Errorf("%d logins after a renewal was refused", logins)
	}
}

// TestTokenIsReplaced takes the new token of a source when the old one is refused, as when an agent rewrote its file.
func TestTokenIsReplaced(t *testing.T) {
	f := newFake(t)
	token := fakeToken
	p := f.provider(func(o *Options) {
		o.Token = func(context.Context) (secret.Value, error) { return secret.New([]byte(token)), nil }
	})
	mustLoad(t, p)
	token += "-new"
	f.change(func() { f.valid = map[string]bool{token: true} })
	mustLoad(t, p)
	f.change(func() { f.valid = map[string]bool{} })
	_, err := p.Load(t.Context(), app)
	checkQuiet(t, err)
	if !errors.Is(err, ErrForbidden) {
		t.Errorf("a revoked token: %v", err)
	}
}

// TestRenewalMayWait goes on with a token that is valid while Vault cannot renew it.
func TestRenewalMayWait(t *testing.T) {
	f := newFake(t)
	now := &clock{now: time.Unix(1e9, 0)}
	p := f.provider(func(o *Options) { withRole(o); o.Now = now.Now })
	mustLoad(t, p)
	now.advance(45 * time.Minute)
	f.change(func() {
		f.answer = func(w http.ResponseWriter, r *http.Request) bool {
			away := strings.HasSuffix(r.URL.Path, "renew-self")
			if away {
				refuse(w, http.StatusServiceUnavailable, "Vault is sealed")
			}
			return away
		}
	})
	mustLoad(t, p)
	tries := f.count("/v1/auth/token/renew-self")
	mustLoad(t, p)
	if again := f.count("/v1/auth/token/renew-self"); tries != 3 || again != tries {
		t.Errorf("%d and %d tries", tries, again)
	}
	f.change(func() { f.answer = nil })
	now.advance(time.Minute)
	mustLoad(t, p)
	if f.count("/v1/auth/approle/login") != 1 {
		t.Error("a new login was made")
	}
}

// TestNotThere covers what Vault does not have.
func TestNotThere(t *testing.T) {
	p := newFake(t).provider(nil)
	for _, c := range []struct {
		path, key string
		want      error
	}{
		{"secret/data/none", "password", secret.ErrNotFound},
		{"secret/data/deleted", "password", secret.ErrNotFound},
		{"secret/data/app", "none", secret.ErrNotFound},
		{"secret/data/app", "empty", secret.ErrNotFound},
		{"secret/data/app", "number", ErrReply},
		{"old/data/app", "password", ErrReply},
		{"secret/app", "password", ErrPath},
		{"secret/data/../app", "password", ErrPath},
		{"secret/data/", "password", ErrPath},
		{"/data/app", "password", ErrPath},
	} {
		_, err := p.Load(t.Context(), secret.Reference{Path: c.path, Key: c.key})
		checkQuiet(t, err)
		if !errors.Is(err, c.want) {
			t.Errorf("%s#%s: %v", c.path, c.key, err)
		}
	}
}

// TestFailures covers what Vault, or what stands in its place, may answer.
func TestFailures(t *testing.T) {
	huge := strings.Repeat("canary", 1<<10)
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, r *http.Request)
		want   error
		// tries is how often the secret is asked for; 0 where net/http itself may ask again.
		tries int
	}{
		"sealed":     {func(w http.ResponseWriter, _ *http.Request) { refuse(w, 503, "Vault is sealed canary") }, ErrSealed, 3},
		"quota":      {func(w http.ResponseWriter, _ *http.Request) { refuse(w, 429) }, ErrUnavailable, 3},
		"broken":     {func(w http.ResponseWriter, _ *http.Request) { refuse(w, 500, "canary") }, ErrUnavailable, 3},
		"forbidden":  {func(w http.ResponseWriter, _ *http.Request) { refuse(w, 403, "canary") }, ErrForbidden, 2},
		"bad path":   {func(w http.ResponseWriter, _ *http.Request) { refuse(w, 400, "canary") }, ErrReply, 1},
		"teapot":     {func(w http.ResponseWriter, _ *http.Request) { refuse(w, 418, "canary") }, ErrReply, 1},
		"no json":    {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>canary")) }, ErrReply, 1},
		"wrong json": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"data":"canary"}`)) }, ErrReply, 1},
		"empty":      {func(http.ResponseWriter, *http.Request) {}, ErrReply, 1},
		"huge":       {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(huge)) }, secret.ErrTooLarge, 1},
		"endless": {func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write([]byte(huge)); err != nil {
					return
				}
			}
		}, secret.ErrTooLarge, 1},
		"dropped": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, ErrUnavailable, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.change(func() {
				f.answer = func(w http.ResponseWriter, r *http.Request) bool {
					read := strings.HasPrefix(r.URL.Path, "/v1/secret/")
					if read {
						c.answer(w, r)
					}
					return read
				}
			})
			p := f.provider(func(o *Options) { o.ReplyMax = 2 << 10 })
			_, err := p.Load(t.Context(), app)
			checkQuiet(t, err)
			if tries := f.count("/v1/secret/data/app"); !errors.Is(err, c.want) || c.tries > 0 && tries != c.tries {
				t.Errorf("%v after %d tries", err, tries)
			}
		})
	}
}

// TestUnsealed succeeds when Vault becomes ready between two attempts.
func TestUnsealed(t *testing.T) {
	f := newFake(t)
	f.change(func() {
		f.answer = func(w http.ResponseWriter, r *http.Request) bool {
			sealed := f.count(r.URL.Path) == 1
			if sealed {
				refuse(w, http.StatusServiceUnavailable, "Vault is sealed")
			}
			return sealed
		}
	})
	mustLoad(t, f.provider(nil))
}
