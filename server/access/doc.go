// Package access says who may do what: users with hashed credentials, roles with privileges, lists of allowed
// addresses, quotas, and the sessions of those who have logged in. It speaks no protocol and opens no files: rows come
// from a Rows and go there.
//
// What holds:
//   - A credential is kept as a salted hash only, and no secret is part of any error or row but that hash.
//   - A change is stored before it takes effect; all that was read under the old state ends with the next check.
//   - Whoever has logged in holds an *Identity; Permit and Spend on it are cheap and lock nothing that changes hold.
//   - Names, lists, users, roles and sessions are bounded.
//
// Lock order: Table.changing, then Table.mu.
//
// Read table.go first, then identity.go.
package access
