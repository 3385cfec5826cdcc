package client

import (
	"context"
	"fmt"
	"strings"

	"github.com/aerolith/aerolith/wire"
)

// User is a user of a cluster, as an answer has it.
type User struct {
	// Name is the user's name.
	Name string
	// Roles are what the user was given.
	Roles []string
	// Connections counts the user's open connections to the node that answered.
	Connections uint32
}

// Role is a named list of privileges.
type Role struct {
	// Name is the role's name.
	Name string
	// Privileges are what it allows.
	Privileges []Privilege
	// Allowed are the addresses and networks from which its bearers may connect; empty allows all.
	Allowed []string
	// ReadQuota and WriteQuota limit records a second; 0 does not.
	ReadQuota, WriteQuota uint32
}

// PrivilegeCode numbers what a privilege allows.
type PrivilegeCode uint8

// The privileges. Those from PrivilegeRead on may be limited to a namespace or set.
const (
	PrivilegeUserAdmin    PrivilegeCode = 0
	PrivilegeSysAdmin     PrivilegeCode = 1
	PrivilegeDataAdmin    PrivilegeCode = 2
	PrivilegeUDFAdmin     PrivilegeCode = 3
	PrivilegeSIndexAdmin  PrivilegeCode = 4
	PrivilegeRead         PrivilegeCode = 10
	PrivilegeReadWrite    PrivilegeCode = 11
	PrivilegeReadWriteUDF PrivilegeCode = 12
	PrivilegeWrite        PrivilegeCode = 13
	PrivilegeTruncate     PrivilegeCode = 14
)

// Privilege allows something, everywhere or in a namespace or set.
type Privilege struct {
	// Code is what is allowed.
	Code PrivilegeCode
	// Namespace and Set limit it; empty do not.
	Namespace, Set string
}

// CreateUser adds a user with roles.
//
// Errors are of type *Error, with aero.CodeSecurityUserExists and its siblings as causes.
func (c *Client) CreateUser(ctx context.Context, user, password string, roles ...string) error {
	credential, err := wire.Credential(password)
	if err != nil {
		return &Error{Op: "create user", Err: err}
	}
	return c.administer(ctx, "create user", wire.AdminCreateUser, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldUser, []byte(user))
		b.Add(wire.AdminFieldPassword, credential)
		b.AddRoles(roles)
	})
}

// CreatePKIUser creates a user who logs in with the certificate of a TLS connection. Errors are those of CreateUser.
func (c *Client) CreatePKIUser(ctx context.Context, user string, roles ...string) error {
	// What servers take for the password of a user who has none.
	const none = "nopassword"
	return c.CreateUser(ctx, user, none, roles...)
}

// DropUser removes a user. Errors are those of CreateUser.
func (c *Client) DropUser(ctx context.Context, user string) error {
	return c.administer(ctx, "drop user", wire.AdminDropUser, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldUser, []byte(user))
	})
}

// SetPassword gives a user another password. Errors are those of CreateUser.
func (c *Client) SetPassword(ctx context.Context, user, password string) error {
	credential, err := wire.Credential(password)
	if err != nil {
		return &Error{Op: "set password", Err: err}
	}
	return c.administer(ctx, "set password", wire.AdminSetPassword, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldUser, []byte(user))
		b.Add(wire.AdminFieldPassword, credential)
	})
}

// ChangePassword gives a user another password who knows the old one. Errors are those of CreateUser.
func (c *Client) ChangePassword(ctx context.Context, user, old, password string) error {
	before, err := wire.Credential(old)
	if err != nil {
		return &Error{Op: "change password", Err: err}
	}
	after, err := wire.Credential(password)
	if err != nil {
		return &Error{Op: "change password", Err: err}
	}
	return c.administer(ctx, "change password", wire.AdminChangePassword, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldUser, []byte(user))
		b.Add(wire.AdminFieldOldPassword, before)
		b.Add(wire.AdminFieldPassword, after)
	})
}

// GrantRoles gives roles to a user. Errors are those of CreateUser.
func (c *Client) GrantRoles(ctx context.Context, user string, roles ...string) error {
	return c.changeRoles(ctx, "grant roles", wire.AdminGrantRoles, user, roles)
}

// RevokeRoles takes roles from a user. Errors are those of CreateUser.
func (c *Client) RevokeRoles(ctx context.Context, user string, roles ...string) error {
	return c.changeRoles(ctx, "revoke roles", wire.AdminRevokeRoles, user, roles)
}

// changeRoles grants or revokes roles.
func (c *Client) changeRoles(ctx context.Context, op string, command wire.AdminCommand, user string, roles []string) error {
	return c.administer(ctx, op, command, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldUser, []byte(user))
		b.AddRoles(roles)
	})
}

// CreateRole adds a role. Errors are those of CreateUser.
func (c *Client) CreateRole(ctx context.Context, role Role) error {
	return c.administer(ctx, "create role", wire.AdminCreateRole, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldRole, []byte(role.Name))
		b.AddPrivileges(toWire(role.Privileges))
		if len(role.Allowed) > 0 {
			b.Add(wire.AdminFieldAllowed, []byte(strings.Join(role.Allowed, ",")))
		}
		if role.ReadQuota > 0 {
			b.AddUint32(wire.AdminFieldReadQuota, role.ReadQuota)
		}
		if role.WriteQuota > 0 {
			b.AddUint32(wire.AdminFieldWriteQuota, role.WriteQuota)
		}
	})
}

// toWire turns privileges into those of messages.
func toWire(privileges []Privilege) []wire.AdminPrivilege {
	all := make([]wire.AdminPrivilege, len(privileges))
	for i, p := range privileges {
		all[i] = wire.AdminPrivilege{Code: uint8(p.Code), Namespace: p.Namespace, Set: p.Set}
	}
	return all
}

// DropRole removes a role. Errors are those of CreateUser.
func (c *Client) DropRole(ctx context.Context, role string) error {
	return c.administer(ctx, "drop role", wire.AdminDropRole, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldRole, []byte(role))
	})
}

// GrantPrivileges adds privileges to a role. Errors are those of CreateUser.
func (c *Client) GrantPrivileges(ctx context.Context, role string, privileges ...Privilege) error {
	return c.administer(ctx, "grant privileges", wire.AdminGrantPrivileges, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldRole, []byte(role))
		b.AddPrivileges(toWire(privileges))
	})
}

// RevokePrivileges takes privileges from a role. Errors are those of CreateUser.
func (c *Client) RevokePrivileges(ctx context.Context, role string, privileges ...Privilege) error {
	return c.administer(ctx, "revoke privileges", wire.AdminRevokePrivileges, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldRole, []byte(role))
		b.AddPrivileges(toWire(privileges))
	})
}

// SetQuotas limits what the bearers of a role may do, in records a second; 0 does not. Errors are those of CreateUser.
func (c *Client) SetQuotas(ctx context.Context, role string, read, write uint32) error {
	return c.administer(ctx, "set quotas", wire.AdminSetQuotas, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldRole, []byte(role))
		b.AddUint32(wire.AdminFieldReadQuota, read)
		b.AddUint32(wire.AdminFieldWriteQuota, write)
	})
}

// SetAllowed says from which addresses and networks the bearers of a role may connect; none allows all. Errors are those
// of CreateUser.
func (c *Client) SetAllowed(ctx context.Context, role string, addresses ...string) error {
	return c.administer(ctx, "set allowed", wire.AdminSetAllowed, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldRole, []byte(role))
		if len(addresses) > 0 {
			b.Add(wire.AdminFieldAllowed, []byte(strings.Join(addresses, ",")))
		}
	})
}

// Users returns the user of that name, or all users if the name is empty. Errors are those of CreateUser.
func (c *Client) Users(ctx context.Context, name string) ([]User, error) {
	var users []User
	build := func(b *wire.AdminBuilder) {
		if name != "" {
			b.Add(wire.AdminFieldUser, []byte(name))
		}
	}
	err := c.inquire(ctx, "users", wire.AdminQueryUsers, build, func(f *wire.AdminFields) error {
		roles, err := f.Roles()
		if err != nil {
			return err
		}
		connections, err := f.Uint32(wire.AdminFieldConnections)
		users = append(users, User{Name: f.Text(wire.AdminFieldUser), Roles: roles, Connections: connections})
		return err
	})
	return users, err
}

// Roles returns the role of that name, or all roles if the name is empty. Errors are those of CreateUser.
func (c *Client) Roles(ctx context.Context, name string) ([]Role, error) {
	var roles []Role
	build := func(b *wire.AdminBuilder) {
		if name != "" {
			b.Add(wire.AdminFieldRole, []byte(name))
		}
	}
	err := c.inquire(ctx, "roles", wire.AdminQueryRoles, build, func(f *wire.AdminFields) error {
		role, err := roleOf(f)
		roles = append(roles, role)
		return err
	})
	return roles, err
}

// roleOf reads a role out of an answer.
func roleOf(f *wire.AdminFields) (Role, error) {
	role := Role{Name: f.Text(wire.AdminFieldRole)}
	privileges, err := f.Privileges()
	if err != nil {
		return role, fmt.Errorf("role %q: %w", role.Name, err)
	}
	for _, p := range privileges {
		role.Privileges = append(role.Privileges, Privilege{Code: PrivilegeCode(p.Code), Namespace: p.Namespace, Set: p.Set})
	}
	if text := f.Text(wire.AdminFieldAllowed); text != "" {
		role.Allowed = strings.Split(text, ",")
	}
	if role.ReadQuota, err = f.Uint32(wire.AdminFieldReadQuota); err != nil {
		return role, err
	}
	role.WriteQuota, err = f.Uint32(wire.AdminFieldWriteQuota)
	return role, err
}
