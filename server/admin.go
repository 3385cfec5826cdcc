package server

import (
	"strings"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/server/access"
	"github.com/aerolith/aerolith/wire"
)

// adminCommand is what is known of an administration command.
type adminCommand struct {
	// name is what the audit log calls it.
	name string
	// self lets a user do it to itself without being allowed to manage users.
	self bool
	// run carries it out. The error is trouble of the store.
	run func(*adminRequest) (aero.ResultCode, error)
}

// adminCommandsByNumber returns the table of the commands that need a login.
func adminCommandsByNumber() map[wire.AdminCommand]adminCommand {
	return map[wire.AdminCommand]adminCommand{
		wire.AdminCreateUser:       {"create-user", false, (*adminRequest).createUser},
		wire.AdminDropUser:         {"drop-user", false, (*adminRequest).dropUser},
		wire.AdminSetPassword:      {"set-password", false, (*adminRequest).setPassword},
		wire.AdminChangePassword:   {"change-password", true, (*adminRequest).changePassword},
		wire.AdminGrantRoles:       {"grant-roles", false, (*adminRequest).grantRoles},
		wire.AdminRevokeRoles:      {"revoke-roles", false, (*adminRequest).revokeRoles},
		wire.AdminQueryUsers:       {"query-users", true, (*adminRequest).queryUsers},
		wire.AdminCreateRole:       {"create-role", false, (*adminRequest).createRole},
		wire.AdminDropRole:         {"drop-role", false, (*adminRequest).dropRole},
		wire.AdminGrantPrivileges:  {"grant-privileges", false, (*adminRequest).grantPrivileges},
		wire.AdminRevokePrivileges: {"revoke-privileges", false, (*adminRequest).revokePrivileges},
		wire.AdminSetAllowed:       {"set-whitelist", false, (*adminRequest).setAllowed},
		wire.AdminSetQuotas:        {"set-quotas", false, (*adminRequest).setQuotas},
		wire.AdminQueryRoles:       {"query-roles", false, (*adminRequest).queryRoles},
	}
}

// adminRequest is an administration command under execution.
type adminRequest struct {
	session *session
	table   *access.Table
	fields  wire.AdminFields
	// streamed says that the answer was given by run.
	streamed bool
}

// answerAdmin answers an administration command.
func (c *session) answerAdmin(body []byte) error {
	head, err := wire.DecodeAdmin(body)
	if err != nil {
		return &protocolError{err}
	}
	c.settle()
	c.server.counters.admins.Add(1)
	if c.server.options.Access == nil {
		return c.replyAdmin(c.server.noSecurity())
	}
	fields, err := wire.DecodeAdminFields(body)
	if err != nil {
		return c.replyAdmin(aero.CodeSecurityField)
	}
	r := &adminRequest{session: c, table: c.server.options.Access, fields: fields}
	switch {
	case head.Scheme != 0:
		return c.replyAdmin(aero.CodeSecurityScheme)
	case head.Command == wire.AdminLogin:
		return r.login()
	case head.Command == wire.AdminAuthenticate:
		return r.authenticate()
	}
	command, known := c.server.admin[head.Command]
	if !known {
		return c.replyAdmin(aero.CodeSecurityCommand)
	}
	return r.carryOut(command)
}

// noSecurity is the answer of a node without users and roles.
func (s *Server) noSecurity() aero.ResultCode {
	if strings.Contains(s.options.Edition, "Enterprise") {
		return aero.CodeSecurityNotConfigured
	}
	return aero.CodeSecurityNotSupported
}

// replyAdmin answers with a code and nothing else.
func (c *session) replyAdmin(code aero.ResultCode) error {
	c.count(code)
	c.out.bytes = wire.AppendAdminReply(c.out.bytes, code)
	c.out.settle()
	return nil
}

// carryOut carries out a command that needs a login.
func (r *adminRequest) carryOut(command adminCommand) error {
	c := r.session
	code := c.permit(access.PermitUserAdmin, "", "")
	subject := r.fields.Text(wire.AdminFieldUser)
	if code == aero.CodeRoleViolation && command.self && subject == c.identity.User() {
		code = aero.CodeOK
	}
	if code == aero.CodeOK {
		var err error
		if code, err = command.run(r); err != nil {
			c.server.storeFailed(err)
			code = aero.CodeUnknown
		}
	}
	c.audit(command.name, subject+r.fields.Text(wire.AdminFieldRole), code)
	if r.streamed {
		return nil
	}
	return c.replyAdmin(code)
}

// createUser adds a user.
func (r *adminRequest) createUser() (aero.ResultCode, error) {
	roles, err := r.fields.Roles()
	if err != nil {
		return aero.CodeSecurityField, nil
	}
	return r.table.CreateUser(r.user(), r.fields.Bytes(wire.AdminFieldPassword), roles)
}

// user returns the name of the user that the command is about.
func (r *adminRequest) user() string { return r.fields.Text(wire.AdminFieldUser) }

// role returns the name of the role that the command is about.
func (r *adminRequest) role() string { return r.fields.Text(wire.AdminFieldRole) }

// dropUser removes a user.
func (r *adminRequest) dropUser() (aero.ResultCode, error) { return r.table.DropUser(r.user()) }

// setPassword replaces a user's credential.
func (r *adminRequest) setPassword() (aero.ResultCode, error) {
	return r.table.SetPassword(r.user(), r.fields.Bytes(wire.AdminFieldPassword))
}

// changePassword replaces a user's credential if the old one is right.
func (r *adminRequest) changePassword() (aero.ResultCode, error) {
	return r.table.ChangePassword(r.user(), r.fields.Bytes(wire.AdminFieldOldPassword), r.fields.Bytes(wire.AdminFieldPassword))
}

// grantRoles gives a user roles.
func (r *adminRequest) grantRoles() (aero.ResultCode, error) {
	roles, err := r.fields.Roles()
	if err != nil {
		return aero.CodeSecurityField, nil
	}
	return r.table.GrantRoles(r.user(), roles)
}

// revokeRoles takes roles from a user.
func (r *adminRequest) revokeRoles() (aero.ResultCode, error) {
	roles, err := r.fields.Roles()
	if err != nil {
		return aero.CodeSecurityField, nil
	}
	return r.table.RevokeRoles(r.user(), roles)
}
