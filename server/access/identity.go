package access

import (
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// Identity is a user on one connection, for as long as that lasts: the end of a token's time keeps others from being
// opened with it. One goroutine at a time uses it, but Close.
type Identity struct {
	table  *Table
	user   string
	from   netip.Addr
	meter  *meter
	closed atomic.Bool

	// version is the table's at the time when the rest was made.
	version    uint64
	privileges []Privilege
	// everywhere are the permissions that are not limited to a namespace.
	everywhere            Permission
	readQuota, writeQuota uint32
	// code is why nothing is permitted; aero.CodeOK if something may be.
	code aero.ResultCode
}

// User returns the user's name.
func (i *Identity) User() string { return i.user }

// Login checks a credential and gives out a session token. Codes: CodeSecurityCredential for an unknown user too, so that
// nobody learns which users there are; CodeNotAllowlisted.
func (t *Table) Login(user string, credential []byte, from netip.Addr) (id *Identity, token []byte, code aero.ResultCode) {
	account := t.user(user)
	known := account != nil
	if !known {
		account = unknownAccount() // so that the answer takes as long
	}
	if !account.matches(credential) || !known {
		return nil, nil, aero.CodeSecurityCredential
	}
	return t.enter(user, from)
}

// LoginTrusted is Login for a user whose identity was proved otherwise, by a certificate. Code: CodeSecurityUser.
func (t *Table) LoginTrusted(user string, from netip.Addr) (id *Identity, token []byte, code aero.ResultCode) {
	if t.user(user) == nil {
		return nil, nil, aero.CodeSecurityUser
	}
	return t.enter(user, from)
}

// enter lets a user in and gives out a session token.
func (t *Table) enter(user string, from netip.Addr) (id *Identity, token []byte, code aero.ResultCode) {
	expires := t.options.Now().Add(t.options.SessionTTL)
	t.mu.Lock()
	token, err := t.sessions.open(user, expires)
	t.mu.Unlock()
	if err != nil {
		return nil, nil, aero.CodeUnknown
	}
	id = t.identity(user, from)
	if id.code != aero.CodeOK {
		code := id.code
		id.Close()
		return nil, nil, code
	}
	return id, token, aero.CodeOK
}

// SessionTTL returns how long a token can be used.
func (t *Table) SessionTTL() time.Duration { return t.options.SessionTTL }

// Resume checks a session token. Codes: CodeSecurityCredential, CodeSecurityExpiredSession, CodeNotAllowlisted.
func (t *Table) Resume(user string, token []byte, from netip.Addr) (*Identity, aero.ResultCode) {
	t.mu.RLock()
	found, known := t.sessions.find(token)
	t.mu.RUnlock()
	switch {
	case !known || found.user != user:
		// Tokens do not survive a restart: a client that gets this logs in again.
		return nil, aero.CodeSecurityExpiredSession
	case !t.options.Now().Before(found.expires):
		return nil, aero.CodeSecurityExpiredSession
	}
	id := t.identity(user, from)
	if id.code != aero.CodeOK {
		code := id.code
		id.Close()
		return nil, code
	}
	return id, aero.CodeOK
}

// identity returns a user on a connection. Close must be called.
func (t *Table) identity(user string, from netip.Addr) *Identity {
	t.mu.Lock()
	m := t.meters[user]
	if m == nil {
		m = &meter{}
		t.meters[user] = m
	}
	t.mu.Unlock()
	m.connections.Add(1)
	id := &Identity{table: t, user: user, from: from.Unmap(), meter: m, version: ^uint64(0)}
	id.refresh()
	return id
}

// Close says that the connection has ended. Calling it again, or on nil, does nothing.
func (i *Identity) Close() {
	if i != nil && i.closed.CompareAndSwap(false, true) {
		i.meter.connections.Add(-1)
	}
}

// refresh reads the user's rights anew if anything was changed since.
func (i *Identity) refresh() {
	version := i.table.version.Load()
	if version == i.version {
		return
	}
	t := i.table
	t.mu.RLock()
	defer t.mu.RUnlock()
	i.version, i.privileges, i.everywhere = version, nil, 0
	i.readQuota, i.writeQuota, i.code = 0, 0, aero.CodeOK
	user := t.users[i.user]
	if user == nil {
		i.code = aero.CodeNotAuthenticated
		return
	}
	refused := false
	for _, name := range user.Roles {
		role := t.roles[name]
		if role == nil {
			continue
		}
		if !role.allows(i.from) {
			refused = true
			continue
		}
		i.add(role)
	}
	if refused && len(i.privileges) == 0 {
		i.code = aero.CodeNotAllowlisted
	}
}

// add takes a role's rights over.
func (i *Identity) add(role *Role) {
	i.privileges = append(i.privileges, role.Privileges...)
	i.readQuota += role.ReadQuota
	i.writeQuota += role.WriteQuota
	for _, p := range role.Privileges {
		if p.Namespace == "" {
			permits, _ := p.Code.permits()
			i.everywhere |= permits
		}
	}
}

// allows reports whether the role can be used from an address. One without an address, as on a Unix socket, is the host
// itself.
func (r *Role) allows(from netip.Addr) bool {
	if len(r.Allowed) == 0 || !from.IsValid() {
		return true
	}
	allowed, _ := networks(r.Allowed) // checked when it was stored
	for _, network := range allowed {
		if network.Contains(from) {
			return true
		}
	}
	return false
}

// Permit reports whether the user may do something in a namespace and set: CodeOK, CodeRoleViolation, CodeNotAuthenticated if the user has gone, or CodeNotAllowlisted.
func (i *Identity) Permit(wanted Permission, namespace, set string) aero.ResultCode {
	i.refresh()
	if i.code != aero.CodeOK {
		return i.code
	}
	missing := wanted &^ i.everywhere
	if missing == 0 {
		return aero.CodeOK
	}
	for _, p := range i.privileges {
		if p.covers(namespace, set) {
			permits, _ := p.Code.permits()
			missing &^= permits
		}
	}
	if missing != 0 {
		return aero.CodeRoleViolation
	}
	return aero.CodeOK
}
