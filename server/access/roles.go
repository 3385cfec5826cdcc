package access

import (
	"slices"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// CreateRole adds a role. Codes: CodeSecurityRole for a name that cannot be one, CodeSecurityRoleExists,
// CodeSecurityPrivilege for privileges that do not exist or are too many, CodeSecurityAllowlist, CodeForbidden if there
// are too many roles.
func (t *Table) CreateRole(role Role) (aero.ResultCode, error) {
	t.changing.Lock()
	defer t.changing.Unlock()
	switch {
	case !validName(role.Name):
		return aero.CodeSecurityRole, nil
	case t.role(role.Name) != nil:
		return aero.CodeSecurityRoleExists, nil
	case t.countRoles() >= t.options.MaxRoles:
		return aero.CodeForbidden, nil
	}
	return t.store(&role)
}

// countRoles returns how many roles there are.
func (t *Table) countRoles() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.roles)
}

// store checks a role and stores it. changing is held.
func (t *Table) store(role *Role) (aero.ResultCode, error) {
	if len(role.Privileges) > t.options.MaxPrivileges {
		return aero.CodeSecurityPrivilege, nil
	}
	for _, p := range role.Privileges {
		if !p.valid() {
			return aero.CodeSecurityPrivilege, nil
		}
	}
	if len(role.Allowed) > t.options.MaxAllowed {
		return aero.CodeSecurityAllowlist, nil
	}
	if _, code := networks(role.Allowed); code != aero.CodeOK {
		return code, nil
	}
	return ok(t.putRole(role, ""))
}

// changeRole changes a role that is not predefined. Codes: CodeSecurityRole, those of CreateRole.
func (t *Table) changeRole(name string, change func(*Role) aero.ResultCode) (aero.ResultCode, error) {
	t.changing.Lock()
	defer t.changing.Unlock()
	role := t.role(name)
	if role == nil || predefined(name) {
		return aero.CodeSecurityRole, nil
	}
	if code := change(role); code != aero.CodeOK {
		return code, nil
	}
	return t.store(role)
}

// DropRole removes a role that is not predefined, also from its users. Code: CodeSecurityRole.
func (t *Table) DropRole(name string) (aero.ResultCode, error) {
	t.changing.Lock()
	defer t.changing.Unlock()
	if t.role(name) == nil || predefined(name) {
		return aero.CodeSecurityRole, nil
	}
	// Users first: if that is all that can be stored, nobody has the role any more.
	for _, user := range t.Users("") {
		if !slices.Contains(user.Roles, name) {
			continue
		}
		account := t.user(user.Name)
		account.Roles = slices.DeleteFunc(account.Roles, func(role string) bool { return role == name })
		if err := t.putUser(user.Name, account); err != nil {
			return ok(err)
		}
	}
	return ok(t.putRole(nil, name))
}

// GrantPrivileges adds privileges to a role. Codes: CodeSecurityRole, CodeSecurityPrivilege.
func (t *Table) GrantPrivileges(name string, privileges []Privilege) (aero.ResultCode, error) {
	return t.changeRole(name, func(role *Role) aero.ResultCode {
		for _, p := range privileges {
			if !slices.Contains(role.Privileges, p) {
				role.Privileges = append(role.Privileges, p)
			}
		}
		return condition(len(privileges) > 0, aero.CodeSecurityPrivilege)
	})
}

// RevokePrivileges takes privileges from a role. Codes: CodeSecurityRole, CodeSecurityPrivilege.
func (t *Table) RevokePrivileges(name string, privileges []Privilege) (aero.ResultCode, error) {
	return t.changeRole(name, func(role *Role) aero.ResultCode {
		role.Privileges = slices.DeleteFunc(role.Privileges, func(p Privilege) bool { return slices.Contains(privileges, p) })
		return condition(len(privileges) > 0, aero.CodeSecurityPrivilege)
	})
}

// condition returns CodeOK if something holds, else the code.
func condition(holds bool, code aero.ResultCode) aero.ResultCode {
	if holds {
		return aero.CodeOK
	}
	return code
}

// SetAllowed replaces the addresses from which a role can be used. Codes: CodeSecurityRole, CodeSecurityAllowlist.
func (t *Table) SetAllowed(name string, allowed []string) (aero.ResultCode, error) {
	return t.changeRole(name, func(role *Role) aero.ResultCode {
		role.Allowed = allowed
		return aero.CodeOK
	})
}

// SetQuotas replaces a role's quotas. Code: CodeSecurityRole.
func (t *Table) SetQuotas(name string, read, write uint32) (aero.ResultCode, error) {
	return t.changeRole(name, func(role *Role) aero.ResultCode {
		role.ReadQuota, role.WriteQuota = read, write
		return aero.CodeOK
	})
}

// Roles describes all roles, or the one of a name, by name.
func (t *Table) Roles(only string) []Role {
	t.mu.RLock()
	defer t.mu.RUnlock()
	var list []Role
	for name, role := range t.roles {
		if only == "" || name == only {
			list = append(list, *role)
		}
	}
	slices.SortFunc(list, func(a, b Role) int { return strings.Compare(a.Name, b.Name) })
	return list
}
