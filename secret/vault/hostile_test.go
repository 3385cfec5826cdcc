package vault

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/secret"
)

// TestLoginRefused names the login as the cause and does not show the credentials, although the server sends them back.
func TestLoginRefused(t *testing.T) {
	f := newFake(t)
	_, err := f.provider(func(o *Options) { withRole(o); o.SecretID = literal("canary-wrong") }).Load(t.Context(), app)
	checkQuiet(t, err)
	if !errors.Is(err, ErrLogin) {
		t.Errorf("a wrong secret id: %v", err)
	}
	_, err = f.provider(func(o *Options) { o.Token = literal("canary with\r\nheader") }).Load(t.Context(), app)
	checkQuiet(t, err)
	if !errors.Is(err, ErrLogin) {
		t.Errorf("a token that is none: %v", err)
	}
	lost := errors.New("the file is gone")
	_, err = f.provider(func(o *Options) {
		o.Token = func(context.Context) (secret.Value, error) { return secret.Value{}, lost }
	}).Load(t.Context(), app)
	if !errors.Is(err, lost) {
		t.Errorf("no token: %v", err)
	}
}

// TestSlow gives up a server that does not answer, and one in whose turn the caller's context ends.
func TestSlow(t *testing.T) {
	f := newFake(t)
	release := make(chan struct{})
	asked := make(chan struct{}, 8)
	f.change(func() {
		f.answer = func(_ http.ResponseWriter, r *http.Request) bool {
			asked <- struct{}{}
			select {
			case <-release:
			case <-r.Context().Done():
			}
			// An answer now could still reach a client that is just giving up.
			panic(http.ErrAbortHandler)
		}
	})
	t.Cleanup(func() { close(release) })
	p := f.provider(func(o *Options) { o.Timeout, o.Attempts = 50*time.Millisecond, 2 })
	if _, err := p.Load(t.Context(), app); !errors.Is(err, ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a slow server: %v", err)
	}
	patient := f.provider(nil)
	ctx, cancel := context.WithCancel(t.Context())
	first, second := make(chan error, 1), make(chan error, 1)
	load := func(into chan<- error) {
		_, err := patient.Load(ctx, app)
		into <- err
	}
	go load(first)
	go load(second)
	for range 3 {
		<-asked
	}
	cancel()
	for _, done := range []chan error{first, second} {
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled load: %v", err)
		}
	}
}

// TestRedirection does not send the token elsewhere.
func TestRedirection(t *testing.T) {
	elsewhere := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the request went to another server, token %t", r.Header.Get("X-Vault-Token") != "")
	}))
	t.Cleanup(elsewhere.Close)
	f := newFake(t)
	f.change(func() {
		f.answer = func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
			return true
		}
	})
	if _, err := f.provider(nil).Load(t.Context(), app); !errors.Is(err, ErrReply) {
		t.Errorf("a redirection: %v", err)
	}
}

// TestUnknownAuthority does not talk to a server whose certificate nobody vouches for.
func TestUnknownAuthority(t *testing.T) {
	f := newFake(t)
	_, err := f.provider(func(o *Options) { o.TLS = nil; o.Attempts = 1 }).Load(t.Context(), app)
	if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "certificate") || f.count("/v1/secret/data/app") != 0 {
		t.Errorf("an unknown authority: %v", err)
	}
}
