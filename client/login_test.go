package client

import (
	"bytes"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/wire"
)

// securedNode is a node with users and roles, as far as it is asked on new connections.
type securedNode struct {
	// tokenSeconds is how long sessions last, refusal the answer to tokens, CodeOK for none.
	tokenSeconds uint32
	refusal      aero.ResultCode
	// logins and tokens count what it was shown, seen is the last of it.
	logins, tokens int
	seen           wire.AdminFields
}

// connect makes a connection on which the authenticator proves who we are.
func (n *securedNode) connect(t *testing.T, a *authenticator) error {
	t.Helper()
	ours, theirs := net.Pipe()
	served := make(chan struct{})
	go func() {
		defer close(served)
		reader := wire.NewReader(theirs, wire.Options{})
		for reader.Fill() == nil {
			if frame, ok, err := reader.Next(); ok && err == nil {
				// A client that has what it wanted has gone.
				_, _ = theirs.Write(n.answer(t, frame.Body))
			}
		}
	}()
	err := a.authenticate(t.Context(), ours, pool.Address{Network: "tcp", Place: "node"})
	_ = ours.Close()
	<-served
	_ = theirs.Close()
	return err
}

// answer answers a login or a token.
func (n *securedNode) answer(t *testing.T, body []byte) []byte {
	head, err := wire.DecodeAdmin(body)
	if err != nil {
		t.Error(err)
	}
	// The fields alias what the connection will overwrite.
	if n.seen, err = wire.DecodeAdminFields(bytes.Clone(body)); err != nil {
		t.Error(err)
	}
	frame, start := wire.BeginFrame(nil)
	if head.Command == wire.AdminAuthenticate {
		n.tokens++
		return wire.AppendAdminReply(nil, n.refusal)
	}
	n.logins++
	b := wire.BeginAdmin(frame, wire.AdminLogin, aero.CodeOK)
	b.Add(wire.AdminFieldToken, []byte{'t', byte(n.logins)})
	b.AddUint32(wire.AdminFieldTokenTTL, n.tokenSeconds)
	return wire.EndFrame(b.Bytes, start, wire.TypeAdmin)
}

// mustCount checks how often a node saw logins and tokens.
func (n *securedNode) mustCount(t *testing.T, logins, tokens int) {
	t.Helper()
	if n.logins != logins || n.tokens != tokens {
		t.Fatalf("%d logins and %d tokens, want %d and %d", n.logins, n.tokens, logins, tokens)
	}
}

// must fails the test on an error.
func (n *securedNode) must(t *testing.T, a *authenticator) {
	t.Helper()
	if err := n.connect(t, a); err != nil {
		t.Fatal(err)
	}
}

// TestTokens connects again and again: the token of the first login serves until shortly before its end, a node that has
// forgotten it gets a login, and one that lasts no longer than the margin is not kept.
func TestTokens(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	a := newAuthenticator(*PasswordAuth("u", "secret"), func() time.Time { return now })
	n := &securedNode{tokenSeconds: 3600}
	n.must(t, a)
	n.mustCount(t, 1, 0)
	n.must(t, a)
	n.mustCount(t, 1, 1)
	if token := n.seen.Bytes(wire.AdminFieldToken); !bytes.Equal(token, []byte{'t', 1}) {
		t.Fatalf("token %q", token)
	}
	now = now.Add(time.Hour - tokenMargin - time.Second)
	n.must(t, a)
	n.mustCount(t, 1, 2)
	now = now.Add(time.Second)
	n.must(t, a)
	n.mustCount(t, 2, 2)
	n.refusal = aero.CodeSecurityExpiredSession
	n.must(t, a)
	n.mustCount(t, 3, 3)
	n.tokenSeconds, n.refusal = uint32(tokenMargin/time.Second), aero.CodeOK
	now = now.Add(2 * time.Hour)
	n.must(t, a)
	n.must(t, a)
	n.mustCount(t, 5, 3)
}

// TestLoginModes logs in in each way: the password itself travels for external users alone, and whoever has a certificate
// gives no name.
func TestLoginModes(t *testing.T) {
	password := func() (string, error) { return "secret", nil }
	cases := map[string]struct {
		auth                    Auth
		user, credential, clear bool
	}{
		"internal": {Auth{Mode: AuthInternal, User: "u", Password: password}, true, true, false},
		"external": {Auth{Mode: AuthExternal, User: "u", Password: password}, true, true, true},
		"PKI":      {Auth{Mode: AuthPKI}, false, false, false},
	}
	for name, c := range cases {
		n := &securedNode{tokenSeconds: 3600}
		a := newAuthenticator(c.auth, time.Now)
		n.must(t, a)
		user, credential, clear := n.seen.Bytes(wire.AdminFieldUser), n.seen.Bytes(wire.AdminFieldCredential), n.seen.Bytes(wire.AdminFieldClear)
		if (string(user) == "u") != c.user || (len(credential) > 0) != c.credential || (string(clear) == "secret") != c.clear {
			t.Errorf("%s: %q, %d bytes of credential, %q", name, user, len(credential), clear)
		}
		n.must(t, a)
		if user := n.seen.Bytes(wire.AdminFieldUser); (string(user) == "u") != c.user || n.tokens != 1 {
			t.Errorf("%s: %q with the token", name, user)
		}
	}
	broken := errors.New("vault is sealed")
	a := newAuthenticator(Auth{Mode: AuthInternal, User: "u", Password: func() (string, error) { return "", broken }}, time.Now)
	if err := new(securedNode).connect(t, a); !errors.Is(err, broken) {
		t.Error(err)
	}
}
