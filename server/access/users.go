package access

import (
	"slices"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// CreateUser adds a user with a credential and roles. Codes: CodeSecurityUser for a name that cannot be one,
// CodeSecurityUserExists, CodeSecurityPassword for an empty credential, CodeSecurityRole for roles that do not exist or
// are too many, CodeForbidden if there are too many users. The error is that of the rows.
func (t *Table) CreateUser(name string, credential []byte, roles []string) (aero.ResultCode, error) {
	t.changing.Lock()
	defer t.changing.Unlock()
	switch {
	case !validName(name):
		return aero.CodeSecurityUser, nil
	case len(credential) == 0:
		return aero.CodeSecurityPassword, nil
	case t.user(name) != nil:
		return aero.CodeSecurityUserExists, nil
	case len(roles) > t.options.MaxUserRoles || !t.knownRoles(roles):
		return aero.CodeSecurityRole, nil
	case t.countUsers() >= t.options.MaxUsers:
		return aero.CodeForbidden, nil
	}
	user, err := newAccount(credential, unique(roles))
	if err != nil {
		return ok(err)
	}
	return ok(t.putUser(name, user))
}

// unique returns the names in order, without repetitions.
func unique(names []string) []string {
	sorted := slices.Clone(names)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// countUsers returns how many users there are.
func (t *Table) countUsers() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.users)
}

// DropUser removes a user and ends its sessions; one that is not there is no error, as on a real node. The last user that
// may manage users stays: CodeForbidden.
func (t *Table) DropUser(name string) (aero.ResultCode, error) {
	t.changing.Lock()
	defer t.changing.Unlock()
	if t.user(name) == nil {
		return aero.CodeOK, nil
	}
	if t.lastAdmin(name, nil) {
		return aero.CodeForbidden, nil
	}
	return ok(t.putUser(name, nil))
}

// lastAdmin reports whether nobody could manage users any more if a user had the given roles.
func (t *Table) lastAdmin(name string, roles []string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	wasAdmin := t.admins(t.users[name].Roles)
	if !wasAdmin || t.admins(roles) {
		return false
	}
	for other, user := range t.users {
		if other != name && t.admins(user.Roles) {
			return false
		}
	}
	return true
}

// admins reports whether one of the roles permits to manage users. mu is held.
func (t *Table) admins(roles []string) bool {
	for _, name := range roles {
		role := t.roles[name]
		if role != nil && slices.ContainsFunc(role.Privileges, func(p Privilege) bool { return p.Code == UserAdmin }) {
			return true
		}
	}
	return false
}

// SetPassword replaces a user's credential. Codes: CodeSecurityUser, CodeSecurityPassword for an empty one.
func (t *Table) SetPassword(name string, credential []byte) (aero.ResultCode, error) {
	t.changing.Lock()
	defer t.changing.Unlock()
	user := t.user(name)
	switch {
	case user == nil:
		return aero.CodeSecurityUser, nil
	case len(credential) == 0:
		return aero.CodeSecurityPassword, nil
	}
	if err := user.setCredential(credential); err != nil {
		return ok(err)
	}
	return ok(t.putUser(name, user))
}

// ChangePassword replaces a user's credential if the old one is right. Codes: those of SetPassword, and
// CodeSecurityCredential.
func (t *Table) ChangePassword(name string, old, credential []byte) (aero.ResultCode, error) {
	user := t.user(name)
	if user == nil {
		return aero.CodeSecurityUser, nil
	}
	if !user.matches(old) {
		return aero.CodeSecurityCredential, nil
	}
	return t.SetPassword(name, credential)
}

// GrantRoles gives a user roles. Codes: CodeSecurityUser, CodeSecurityRole.
func (t *Table) GrantRoles(name string, roles []string) (aero.ResultCode, error) {
	return t.changeRoles(name, roles, func(have []string) []string { return append(have, roles...) })
}

// RevokeRoles takes roles from a user. Codes: CodeSecurityUser, CodeSecurityRole, CodeForbidden if nobody could manage
// users any more.
func (t *Table) RevokeRoles(name string, roles []string) (aero.ResultCode, error) {
	return t.changeRoles(name, roles, func(have []string) []string {
		return slices.DeleteFunc(have, func(role string) bool { return slices.Contains(roles, role) })
	})
}

// changeRoles changes the roles of a user.
func (t *Table) changeRoles(name string, roles []string, change func([]string) []string) (aero.ResultCode, error) {
	t.changing.Lock()
	defer t.changing.Unlock()
	user := t.user(name)
	if user == nil {
		return aero.CodeSecurityUser, nil
	}
	if len(roles) == 0 || !t.knownRoles(roles) {
		return aero.CodeSecurityRole, nil
	}
	user.Roles = unique(change(user.Roles))
	if len(user.Roles) > t.options.MaxUserRoles {
		return aero.CodeSecurityRole, nil
	}
	if t.lastAdmin(name, user.Roles) {
		return aero.CodeForbidden, nil
	}
	return ok(t.putUser(name, user))
}

// Users describes all users, or the one of a name, by name.
func (t *Table) Users(only string) []User {
	t.mu.RLock()
	defer t.mu.RUnlock()
	var list []User
	for name, account := range t.users {
		if only != "" && name != only {
			continue
		}
		user := User{Name: name, Roles: slices.Clone(account.Roles)}
		for _, role := range account.Roles {
			if r := t.roles[role]; r != nil {
				user.ReadQuota += r.ReadQuota
				user.WriteQuota += r.WriteQuota
			}
		}
		if m := t.meters[name]; m != nil {
			user.ReadRate, user.WriteRate = m.read.rate(t.options.Now()), m.write.rate(t.options.Now())
			user.Connections = uint32(max(m.connections.Load(), 0))
		}
		list = append(list, user)
	}
	slices.SortFunc(list, func(a, b User) int { return strings.Compare(a.Name, b.Name) })
	return list
}
