// Package cli is the command line of aerolith: one file for each subcommand, each a constructor, an options struct and
// a plain function. It parses, calls internal/app or client, and prints; it decides nothing else.
//
// Results go to standard output, everything that a person only wants to watch goes to standard error. With --json,
// output is one JSON value per line. Exit codes stand in exit.go.
//
// Read root.go first.
package cli
