// Package tool is what the groups of commands share: errors with exit codes, and the root of a group.
//
// Place in the map: below internal/cli, dbcmd and configcmd; it knows no command. Read exit.go first, then group.go.
package tool
