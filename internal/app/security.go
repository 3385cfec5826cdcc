package app

import (
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server/access"
	"github.com/aerolith/aerolith/wire"
)

// The tables of the node's own database that hold users and roles.
const (
	tableUsers = "users"
	tableRoles = "roles"
)

// The user that the first start with security makes.
const (
	adminName = "admin"
	// adminDefaultPassword is what every Aerospike node starts with; it is accepted on loopback only.
	adminDefaultPassword = "admin"
)

// accessRows keeps users and roles in the node's own database.
type accessRows struct{ system *record.System }

// Users implements access.Rows.
func (r accessRows) Users() (map[string][]byte, error) { return r.all(tableUsers) }

// Roles implements access.Rows.
func (r accessRows) Roles() (map[string][]byte, error) { return r.all(tableRoles) }

// PutUser implements access.Rows.
func (r accessRows) PutUser(name string, row []byte) error { return r.put(tableUsers, name, row) }

// PutRole implements access.Rows.
func (r accessRows) PutRole(name string, row []byte) error { return r.put(tableRoles, name, row) }

// all returns the rows of a table.
func (r accessRows) all(table string) (map[string][]byte, error) {
	rows, err := r.system.Rows(table)
	if err != nil {
		return nil, err
	}
	byName := make(map[string][]byte, len(rows))
	for _, row := range rows {
		byName[string(row.Key)] = row.Value
	}
	return byName, nil
}

// put stores or removes a row.
func (r accessRows) put(table, name string, row []byte) error {
	return r.system.Apply(record.SystemChange{Table: table, Key: []byte(name), Value: row})
}

// openAccess returns users and roles, nil without security. The first start makes the user admin.
func (o Options) openAccess(store *record.Store, log *slog.Logger) (*access.Table, error) {
	if !o.Security {
		return nil, nil
	}
	table, err := access.New(accessRows{store.System()}, access.Options{})
	if err != nil {
		return nil, fmt.Errorf("--security: %w", err)
	}
	if !table.Empty() {
		return table, nil
	}
	credential, err := o.adminCredential(log)
	if err != nil {
		return nil, err
	}
	code, err := table.CreateUser(adminName, credential, []string{"user-admin", "sys-admin", "read-write-udf"})
	if err == nil && code != aero.CodeOK {
		err = code
	}
	if err != nil {
		return nil, fmt.Errorf("--security: make the user admin: %w", err)
	}
	return table, nil
}

// adminCredential returns the credential of the first user.
func (o Options) adminCredential(log *slog.Logger) (credential []byte, err error) {
	if o.AdminPassword.IsZero() {
		if !o.onlyLoopback() {
			return nil, errors.New("--security: the first start beyond loopback needs a password for the user admin: " +
				"give --admin-password")
		}
		log.Warn("--security: the user admin was made with the password that every Aerospike node starts with; change it")
		return wire.Credential(adminDefaultPassword)
	}
	return credentialOf(o.AdminPassword)
}

// onlyLoopback reports whether only this machine can reach the node.
func (o Options) onlyLoopback() bool {
	for _, address := range append(o.addresses(), o.secureAddresses()...) {
		if host, _, err := net.SplitHostPort(address); err != nil || !loopback(host) {
			return false
		}
	}
	return true
}
