package client

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/wire"
)

// The limits of a session.
const (
	// tokenMargin is how long before its end a token is no longer used.
	tokenMargin = time.Minute
	// maxAdminReply bounds the answer to a login, in bytes.
	maxAdminReply = 64 << 10
)

// authenticator logs in to nodes, and keeps the token that each one gives.
type authenticator struct {
	auth Auth
	now  func() time.Time
	// withoutUsers is told when a node has no users and roles; nil for nobody.
	withoutUsers func(error)

	// mu guards what follows.
	mu sync.Mutex
	// password and credential are the last password and its hash, which takes long to compute.
	password   string
	credential []byte
	tokens     map[pool.Address]token
}

// token is a session at a node.
type token struct {
	secret  []byte
	expires time.Time
}

// newAuthenticator makes one without sessions.
func newAuthenticator(auth Auth, now func() time.Time) *authenticator {
	return &authenticator{auth: auth, now: now, tokens: make(map[pool.Address]token)}
}

// authenticate proves on a new connection who we are: with the node's token if there is one that lasts, with a login
// otherwise. A node without users and roles wants no proof.
//
// Errors: an *aero.Error if the node refuses; those of the network.
func (a *authenticator) authenticate(ctx context.Context, conn net.Conn, address pool.Address) error {
	end := bounded(ctx, conn)
	defer end()
	a.mu.Lock()
	session := a.tokens[address]
	a.mu.Unlock()
	if session.secret != nil && a.now().Before(session.expires) {
		code, err := a.present(conn, session)
		if err != nil || code == aero.CodeOK || absent(code) {
			return err
		}
		// The node has forgotten the token, or it has expired: log in anew.
	}
	return a.login(conn, address)
}

// bounded lets a context end what is read and written on a connection, until the returned function is called.
func bounded(ctx context.Context, conn net.Conn) (end func()) {
	// A connection that takes no deadline fails at once.
	deadline, _ := ctx.Deadline()
	_ = conn.SetDeadline(deadline)
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	return func() {
		if stop() {
			_ = conn.SetDeadline(time.Time{})
		}
	}
}

// absent reports whether a code says that the node has no users and roles.
func absent(code aero.ResultCode) bool {
	return code == aero.CodeSecurityNotSupported || code == aero.CodeSecurityNotConfigured
}

// present shows a token.
func (a *authenticator) present(conn net.Conn, session token) (aero.ResultCode, error) {
	frame, start := wire.BeginFrame(nil)
	b := wire.BeginAdmin(frame, wire.AdminAuthenticate, aero.CodeOK)
	if a.auth.Mode != AuthPKI {
		b.Add(wire.AdminFieldUser, []byte(a.auth.User))
	}
	b.Add(wire.AdminFieldToken, session.secret)
	body, err := exchangeAdmin(conn, wire.EndFrame(b.Bytes, start, wire.TypeAdmin))
	if err != nil {
		return aero.CodeOK, err
	}
	head, err := wire.DecodeAdmin(body)
	return head.Code, err
}

// login logs in and keeps the token.
func (a *authenticator) login(conn net.Conn, address pool.Address) error {
	frame, start := wire.BeginFrame(nil)
	b := wire.BeginAdmin(frame, wire.AdminLogin, aero.CodeOK)
	if a.auth.Mode != AuthPKI {
		password, credential, err := a.secrets()
		if err != nil {
			return err
		}
		b.Add(wire.AdminFieldUser, []byte(a.auth.User))
		b.Add(wire.AdminFieldCredential, credential)
		if a.auth.Mode == AuthExternal {
			b.Add(wire.AdminFieldClear, []byte(password))
		}
	}
	body, err := exchangeAdmin(conn, wire.EndFrame(b.Bytes, start, wire.TypeAdmin))
	if err != nil {
		return err
	}
	head, err := wire.DecodeAdmin(body)
	if err != nil {
		return fmt.Errorf("login: %w", err)
	}
	if absent(head.Code) {
		if a.withoutUsers != nil {
			a.withoutUsers(&aero.Error{Code: head.Code, Message: "login"})
		}
		return nil
	}
	if head.Code != aero.CodeOK {
		return &aero.Error{Code: head.Code, Message: fmt.Sprintf("login of user %q", a.auth.User)}
	}
	return a.keep(address, body)
}

// ready computes the credential in advance: it takes long, and the time for making a connection is short.
func (a *authenticator) ready() error {
	if a.auth.Mode == AuthPKI {
		return nil
	}
	_, _, err := a.secrets()
	return err
}

// secrets returns the password and its credential, which is computed once for each password.
func (a *authenticator) secrets() (password string, credential []byte, err error) {
	if password, err = a.auth.Password(); err != nil {
		return "", nil, fmt.Errorf("password of user %q: %w", a.auth.User, err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.credential != nil && a.password == password {
		return password, a.credential, nil
	}
	if credential, err = wire.Credential(password); err != nil {
		return "", nil, err
	}
	a.password, a.credential = password, credential
	return password, credential, nil
}

// keep keeps the token in the answer to a login. A session whose end is near from the start is not kept.
func (a *authenticator) keep(address pool.Address, body []byte) error {
	fields, err := wire.DecodeAdminFields(body)
	if err != nil {
		return fmt.Errorf("login: %w", err)
	}
	seconds, err := fields.Uint32(wire.AdminFieldTokenTTL)
	if err != nil {
		return fmt.Errorf("login: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	life := time.Duration(seconds)*time.Second - tokenMargin
	if secret := fields.Bytes(wire.AdminFieldToken); len(secret) > 0 && life > 0 {
		a.tokens[address] = token{secret: append([]byte(nil), secret...), expires: a.now().Add(life)}
	} else {
		delete(a.tokens, address)
	}
	return nil
}

// exchangeAdmin sends an administration message and returns the body of the one that answers.
func exchangeAdmin(conn net.Conn, request []byte) ([]byte, error) {
	if _, err := conn.Write(request); err != nil {
		return nil, fmt.Errorf("login: %w", err)
	}
	reader := wire.NewReader(conn, wire.Options{MaxFrameSize: maxAdminReply, BufferSize: 1 << 10})
	if err := reader.Fill(); err != nil {
		return nil, fmt.Errorf("login: %w", err)
	}
	frame, _, err := reader.Next()
	if err != nil || frame.Type != wire.TypeAdmin {
		return nil, fmt.Errorf("login: frame of type %d: %w", frame.Type, ErrReply)
	}
	return frame.Body, nil
}
