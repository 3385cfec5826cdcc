package server

import (
	"strings"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/server/access"
	"github.com/aerolith/aerolith/wire"
)

// privileges returns the privileges in the command.
func (r *adminRequest) privileges() ([]access.Privilege, aero.ResultCode) {
	sent, err := r.fields.Privileges()
	if err != nil {
		return nil, aero.CodeSecurityField
	}
	privileges := make([]access.Privilege, len(sent))
	for i, p := range sent {
		privileges[i] = access.Privilege{Code: access.Code(p.Code), Namespace: p.Namespace, Set: p.Set}
	}
	return privileges, aero.CodeOK
}

// allowed returns the list of addresses in the command.
func (r *adminRequest) allowed() []string {
	text := r.fields.Text(wire.AdminFieldAllowed)
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// quotas returns the quotas in the command.
func (r *adminRequest) quotas() (read, write uint32, code aero.ResultCode) {
	read, errRead := r.fields.Uint32(wire.AdminFieldReadQuota)
	write, errWrite := r.fields.Uint32(wire.AdminFieldWriteQuota)
	if errRead != nil || errWrite != nil {
		return 0, 0, aero.CodeSecurityQuota
	}
	return read, write, aero.CodeOK
}

// createRole adds a role.
func (r *adminRequest) createRole() (aero.ResultCode, error) {
	privileges, code := r.privileges()
	if code != aero.CodeOK {
		return code, nil
	}
	read, write, code := r.quotas()
	if code != aero.CodeOK {
		return code, nil
	}
	return r.table.CreateRole(access.Role{
		Name: r.role(), Privileges: privileges, Allowed: r.allowed(), ReadQuota: read, WriteQuota: write,
	})
}

// dropRole removes a role.
func (r *adminRequest) dropRole() (aero.ResultCode, error) { return r.table.DropRole(r.role()) }

// grantPrivileges adds privileges to a role.
func (r *adminRequest) grantPrivileges() (aero.ResultCode, error) {
	privileges, code := r.privileges()
	if code != aero.CodeOK {
		return code, nil
	}
	return r.table.GrantPrivileges(r.role(), privileges)
}

// revokePrivileges takes privileges from a role.
func (r *adminRequest) revokePrivileges() (aero.ResultCode, error) {
	privileges, code := r.privileges()
	if code != aero.CodeOK {
		return code, nil
	}
	return r.table.RevokePrivileges(r.role(), privileges)
}

// setAllowed replaces the addresses from which a role can be used.
func (r *adminRequest) setAllowed() (aero.ResultCode, error) {
	return r.table.SetAllowed(r.role(), r.allowed())
}

// setQuotas replaces a role's quotas.
func (r *adminRequest) setQuotas() (aero.ResultCode, error) {
	read, write, code := r.quotas()
	if code != aero.CodeOK {
		return code, nil
	}
	return r.table.SetQuotas(r.role(), read, write)
}

// queryUsers answers with one user or all.
func (r *adminRequest) queryUsers() (aero.ResultCode, error) {
	users := r.table.Users(r.user())
	if len(users) == 0 && r.fields.Has(wire.AdminFieldUser) {
		return aero.CodeSecurityUser, nil
	}
	return r.stream(len(users), func(dst []byte, i int) []byte {
		u := &users[i]
		b := wire.BeginAdmin(dst, wire.AdminQueryUsers, aero.CodeOK)
		b.Add(wire.AdminFieldUser, []byte(u.Name))
		b.AddRoles(u.Roles)
		b.AddNumbers(wire.AdminFieldReadInfo, []uint32{u.ReadQuota, u.ReadRate, 0, 0})
		b.AddNumbers(wire.AdminFieldWriteInfo, []uint32{u.WriteQuota, u.WriteRate, 0, 0})
		b.AddUint32(wire.AdminFieldConnections, u.Connections)
		return b.Bytes
	})
}

// queryRoles answers with one role or all.
func (r *adminRequest) queryRoles() (aero.ResultCode, error) {
	roles := r.table.Roles(r.role())
	if len(roles) == 0 {
		return aero.CodeSecurityRole, nil
	}
	return r.stream(len(roles), func(dst []byte, i int) []byte {
		role := &roles[i]
		b := wire.BeginAdmin(dst, wire.AdminQueryRoles, aero.CodeOK)
		b.Add(wire.AdminFieldRole, []byte(role.Name))
		privileges := make([]wire.AdminPrivilege, len(role.Privileges))
		for i, p := range role.Privileges {
			privileges[i] = wire.AdminPrivilege{Code: uint8(p.Code), Namespace: p.Namespace, Set: p.Set}
		}
		b.AddPrivileges(privileges)
		if len(role.Allowed) > 0 {
			b.Add(wire.AdminFieldAllowed, []byte(strings.Join(role.Allowed, ",")))
		}
		if role.ReadQuota > 0 {
			b.AddUint32(wire.AdminFieldReadQuota, role.ReadQuota)
		}
		if role.WriteQuota > 0 {
			b.AddUint32(wire.AdminFieldWriteQuota, role.WriteQuota)
		}
		return b.Bytes
	})
}

// stream answers with a list: its elements in one frame, its end in another, as clients expect.
func (r *adminRequest) stream(count int, element func(dst []byte, i int) []byte) (aero.ResultCode, error) {
	c := r.session
	if count > 0 {
		out, start := wire.BeginFrame(c.out.bytes)
		for i := range count {
			out = element(out, i)
		}
		c.out.bytes = wire.EndFrame(out, start, wire.TypeAdmin)
	}
	c.count(aero.CodeOK)
	c.out.bytes = wire.AppendAdminReply(c.out.bytes, aero.CodeSecurityOKLast)
	c.out.settle()
	r.streamed = true
	return aero.CodeOK, nil
}
