// Package dbcmd is the command "aerolith db": an operator's tools for the files of a database. Each subcommand is one file with a
// constructor, an options struct and a plain function over the public API of package zerodb; it parses, calls and prints.
//
// Place in the map: internal/cli adds the command to its tree. The package imports zerodb and nothing else of this module.
//
// What always holds: results go to standard output, progress and what only a person wants to see to standard error. With --json
// every line of output is one JSON value. Exit codes stand in exit.go and in each command's help. Keys and values are shown only
// where the operator asked for them. Read command.go first.
package dbcmd
