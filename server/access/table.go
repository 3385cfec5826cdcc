package access

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/aerolith/aerolith/aero"
)

// Rows is where users and roles are stored.
type Rows interface {
	// Users and Roles return all rows by name.
	Users() (map[string][]byte, error)
	Roles() (map[string][]byte, error)
	// PutUser and PutRole store a row, nil to remove it, and return when that is durable.
	PutUser(name string, row []byte) error
	PutRole(name string, row []byte) error
}

// Table holds users, roles and sessions. Its methods may be called from several goroutines.
type Table struct {
	rows    Rows
	options Options
	// version changes with every change; identities compare it with the one that they were made from.
	version atomic.Uint64

	changing sync.Mutex // serialises changes; held while rows are stored

	mu       sync.RWMutex // guards the rest
	users    map[string]*account
	roles    map[string]*Role
	meters   map[string]*meter
	sessions sessions
}

// New reads the users and roles. It fails with ErrRow and with the errors of rows.
func New(rows Rows, options Options) (*Table, error) {
	options = options.withDefaults()
	t := &Table{
		rows: rows, options: options, users: map[string]*account{}, roles: map[string]*Role{}, meters: map[string]*meter{},
		sessions: sessions{limit: options.MaxSessions},
	}
	for _, k := range kinds() {
		t.roles[k.name] = &Role{Name: k.name, Privileges: []Privilege{{Code: k.code}}}
	}
	stored, err := rows.Roles()
	if err != nil {
		return nil, err
	}
	for name, row := range stored {
		role := &Role{Name: name}
		if err := decode(row, role); err != nil {
			return nil, fmt.Errorf("role %q: %w", name, err)
		}
		t.roles[name] = role
	}
	if stored, err = rows.Users(); err != nil {
		return nil, err
	}
	for name, row := range stored {
		user := &account{}
		if err := decode(row, user); err != nil {
			return nil, fmt.Errorf("user %q: %w", name, err)
		}
		t.users[name] = user
	}
	return t, nil
}

// Empty reports whether there are no users.
func (t *Table) Empty() bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.users) == 0
}

// predefined reports whether a role cannot be changed.
func predefined(name string) bool {
	return slices.ContainsFunc(kinds(), func(k kind) bool { return k.name == name })
}

// putUser stores a user, nil to remove it, and lets the change take effect. changing is held.
func (t *Table) putUser(name string, user *account) error {
	var row []byte
	if user != nil {
		encoded, err := json.Marshal(user)
		if err != nil {
			return fmt.Errorf("access: user: %w", err)
		}
		row = encoded
	}
	if err := t.rows.PutUser(name, row); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if user == nil {
		delete(t.users, name)
		delete(t.meters, name)
		t.sessions.drop(name)
	} else {
		t.users[name] = user
	}
	t.version.Add(1)
	return nil
}

// putRole is putUser for a role.
func (t *Table) putRole(role *Role, gone string) error {
	var row []byte
	name := gone
	if role != nil {
		encoded, err := json.Marshal(role)
		if err != nil {
			return fmt.Errorf("access: role: %w", err)
		}
		row, name = encoded, role.Name
	}
	if err := t.rows.PutRole(name, row); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if role == nil {
		delete(t.roles, name)
	} else {
		t.roles[name] = role
	}
	t.version.Add(1)
	return nil
}

// validName reports whether a user or role may have the name.
func validName(name string) bool {
	if name == "" || len(name) > maxName {
		return false
	}
	for _, c := range []byte(name) {
		if c <= ' ' || c == ':' || c == ';' || c == ',' || c == 0x7f {
			return false
		}
	}
	return true
}

// user returns a copy of a user's account, or nil.
func (t *Table) user(name string) *account {
	t.mu.RLock()
	defer t.mu.RUnlock()
	user := t.users[name]
	if user == nil {
		return nil
	}
	copied := *user
	copied.Roles = slices.Clone(user.Roles)
	return &copied
}

// role returns a copy of a role, or nil.
func (t *Table) role(name string) *Role {
	t.mu.RLock()
	defer t.mu.RUnlock()
	role := t.roles[name]
	if role == nil {
		return nil
	}
	copied := *role
	copied.Privileges, copied.Allowed = slices.Clone(role.Privileges), slices.Clone(role.Allowed)
	return &copied
}

// knownRoles reports whether all roles exist.
func (t *Table) knownRoles(names []string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, name := range names {
		if t.roles[name] == nil {
			return false
		}
	}
	return true
}

// ok is the outcome of a change that was stored.
func ok(err error) (aero.ResultCode, error) {
	if err != nil {
		return aero.CodeUnknown, err
	}
	return aero.CodeOK, nil
}
