package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/aerolith/aerolith/client/internal/pool"
)

// TLS says how connections are encrypted. Files are read again when they change, so that certificates rotate without a
// restart. There is no falling back to plain text.
type TLS struct {
	// CAFile has the authorities that sign the servers' certificates, in PEM; empty takes those of the system.
	CAFile string
	// CertFile and KeyFile are this client's certificate and key, in PEM, for servers that want one; empty for none.
	CertFile, KeyFile string
	// ServerName is the name in the servers' certificates. Names that seeds or peers carry (host:name:port) count before
	// it; without any the host must be in the certificate.
	ServerName string
	// Config is a base for everything else; it is cloned. nil is an empty one.
	Config *tls.Config
}

// AuthMode says how a client proves who it is.
type AuthMode uint8

// The modes.
const (
	// AuthInternal logs in with a user of the cluster.
	AuthInternal AuthMode = iota
	// AuthExternal logs in with a user of an external directory; the password travels, so that TLS is required.
	AuthExternal
	// AuthPKI logs in with the certificate of the TLS connection.
	AuthPKI
)

// Auth says who logs in.
type Auth struct {
	// Mode says how.
	Mode AuthMode
	// User is the user's name; empty with AuthPKI.
	User string
	// Password returns the password. It is called whenever a node wants a login, so that it may change.
	Password func() (string, error)
}

// PasswordAuth logs in with a user and a password that does not change.
func PasswordAuth(user, password string) *Auth {
	return &Auth{User: user, Password: func() (string, error) { return password, nil }}
}

// checkSecurity checks how TLS and Auth go together.
func (o *Options) checkSecurity() error {
	switch {
	case o.Auth == nil:
		return nil
	case o.Auth.Mode > AuthPKI:
		return fmt.Errorf("mode %d: %w", o.Auth.Mode, ErrOptions)
	case o.Auth.Mode == AuthPKI && (o.TLS == nil || o.TLS.CertFile == "" && o.TLS.Config == nil):
		return fmt.Errorf("AuthPKI needs TLS with a certificate: %w", ErrOptions)
	case o.Auth.Mode == AuthExternal && o.TLS == nil:
		return fmt.Errorf("AuthExternal sends the password and needs TLS: %w", ErrOptions)
	case o.Auth.Mode != AuthPKI && (o.Auth.User == "" || o.Auth.Password == nil):
		return fmt.Errorf("auth without user or password: %w", ErrOptions)
	}
	return nil
}

// preparer readies new connections for commands: it encrypts them and logs in.
type preparer struct {
	tls   *certificates
	login *authenticator
}

// newPreparer makes one of options; nil if connections are ready as they are. It fails if files cannot be used.
func (c *Client) newPreparer(o *Options, s *settings) (*preparer, error) {
	if o.TLS == nil && o.Auth == nil {
		return nil, nil
	}
	p := &preparer{}
	if o.TLS != nil {
		p.tls = &certificates{options: *o.TLS, now: s.pools.Now, warn: func(err error) {
			c.emit(Event{Kind: EventCertificates, Err: err})
		}}
		if err := p.tls.load(); err != nil {
			return nil, err
		}
	}
	if o.Auth != nil {
		p.login = newAuthenticator(*o.Auth, s.pools.Now)
		p.login.withoutUsers = func(err error) { c.degraded(FeatureUsers, nil, err) }
		if err := p.login.ready(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// prepare readies a connection. It closes it if that fails.
func (p *preparer) prepare(ctx context.Context, socket net.Conn, address pool.Address) (net.Conn, error) {
	ready := socket
	if p.tls != nil {
		secure := tls.Client(socket, p.tls.config(address))
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, errors.Join(explainHandshake(err), socket.Close())
		}
		ready = secure
	}
	if p.login != nil {
		if err := p.login.authenticate(ctx, ready, address); err != nil {
			return nil, errors.Join(err, ready.Close())
		}
	}
	return ready, nil
}

// explainHandshake says what a failed handshake may mean.
func explainHandshake(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: the peer closed the connection; servers of the Community edition have no TLS: %w", ErrTLS, err)
	}
	return fmt.Errorf("%w: %w", ErrTLS, err)
}
