package access

import (
	"cmp"
	"time"
)

// The longest names, in bytes.
const (
	maxName      = 63
	maxNamespace = 31
	maxSet       = 63
)

// Options bound a Table. Zero fields mean their defaults.
type Options struct {
	// SessionTTL is how long a session token can be used after its login.
	SessionTTL time.Duration
	// MaxUsers, MaxRoles and MaxSessions are how many there may be. A login beyond MaxSessions ends the oldest session.
	MaxUsers, MaxRoles, MaxSessions int
	// MaxPrivileges is how many privileges a role may have, MaxUserRoles how many roles a user, MaxAllowed how many
	// addresses a role's list.
	MaxPrivileges, MaxUserRoles, MaxAllowed int
	// Now is the clock; nil takes time.Now.
	Now func() time.Time
}

// withDefaults replaces every zero by its default, with its reason.
func (o Options) withDefaults() Options {
	const day = 24 * time.Hour
	o.SessionTTL = cmp.Or(o.SessionTTL, day)       // as of Aerospike
	o.MaxUsers = cmp.Or(o.MaxUsers, 10_000)        // some megabytes
	o.MaxRoles = cmp.Or(o.MaxRoles, 1000)          // more than anybody can oversee
	o.MaxSessions = cmp.Or(o.MaxSessions, 100_000) // 100 bytes each
	o.MaxPrivileges = cmp.Or(o.MaxPrivileges, 255) // what a message can count
	o.MaxUserRoles = cmp.Or(o.MaxUserRoles, 255)   // what a message can count
	o.MaxAllowed = cmp.Or(o.MaxAllowed, 255)       // the list is searched one by one
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}
