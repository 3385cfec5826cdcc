package server

import (
	"crypto/tls"
	"net"
	"net/netip"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/server/access"
	"github.com/aerolith/aerolith/wire"
)

// loginFailuresMax is how many logins may fail on one connection before it is closed.
const loginFailuresMax = 5

// login checks user and credential, or the certificate with which the client connected, and gives out a session token.
func (r *adminRequest) login() error {
	c := r.session
	user, credential := r.fields.Text(wire.AdminFieldUser), r.fields.Bytes(wire.AdminFieldCredential)
	var identity *access.Identity
	var token []byte
	var code aero.ResultCode
	if trusted := certifiedName(c.conn); len(credential) == 0 && user == "" && trusted != "" {
		user = trusted
		identity, token, code = r.table.LoginTrusted(user, c.remote())
	} else {
		identity, token, code = r.table.Login(user, credential, c.remote())
	}
	c.audit("login", user, code)
	if code != aero.CodeOK {
		return c.refuseLogin(code)
	}
	c.become(identity)
	c.count(code)
	out, start := wire.BeginFrame(c.out.bytes)
	b := wire.BeginAdmin(out, wire.AdminLogin, code)
	b.Add(wire.AdminFieldToken, token)
	b.AddUint32(wire.AdminFieldTokenTTL, uint32(r.table.SessionTTL()/time.Second))
	c.out.bytes = wire.EndFrame(b.Bytes, start, wire.TypeAdmin)
	c.out.settle()
	return nil
}

// authenticate checks a session token, or a credential as old clients send it.
func (r *adminRequest) authenticate() error {
	c := r.session
	user := r.fields.Text(wire.AdminFieldUser)
	if user == "" {
		user = certifiedName(c.conn)
	}
	var identity *access.Identity
	var code aero.ResultCode
	if r.fields.Has(wire.AdminFieldToken) {
		identity, code = r.table.Resume(user, r.fields.Bytes(wire.AdminFieldToken), c.remote())
	} else {
		identity, _, code = r.table.Login(user, r.fields.Bytes(wire.AdminFieldCredential), c.remote())
	}
	if code != aero.CodeOK {
		c.audit("authenticate", user, code)
		return c.refuseLogin(code)
	}
	c.become(identity)
	return c.replyAdmin(code)
}

// refuseLogin answers a login that failed. One failure too many ends the connection: guessing shall not be cheap.
func (c *session) refuseLogin(code aero.ResultCode) error {
	c.loginFailures++
	err := c.replyAdmin(code)
	if err == nil && c.loginFailures >= loginFailuresMax {
		return errLogins
	}
	return err
}

// become makes a user the one who acts on the connection; nil for nobody.
func (c *session) become(identity *access.Identity) {
	c.identity.Close()
	c.identity = identity
}

// remote returns the client's address, the zero address for a Unix socket.
func (c *session) remote() netip.Addr {
	if tcp, ok := c.conn.RemoteAddr().(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr()
	}
	return netip.Addr{}
}

// certifiedName returns the name in the certificate that the client has proved to have, "" if it has none.
func certifiedName(conn net.Conn) string {
	secure, ok := conn.(*tls.Conn)
	if !ok {
		return ""
	}
	chains := secure.ConnectionState().VerifiedChains
	if len(chains) == 0 || len(chains[0]) == 0 {
		return ""
	}
	return chains[0][0].Subject.CommonName
}

// audit notes what somebody did, or tried to do.
func (c *session) audit(action, subject string, code aero.ResultCode) {
	if c.server.options.Access == nil {
		return
	}
	user := ""
	if c.identity != nil {
		user = c.identity.User()
	}
	c.server.options.Events.Observe(Event{
		Kind: EventAudit, Addr: c.conn.RemoteAddr(), User: user, Action: action, Subject: subject, Code: code,
	})
}
