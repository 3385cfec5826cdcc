// Package configcmd is the command "aerolith config": validating, converting, comparing, explaining and making configurations. Each
// subcommand is one file with a constructor, an options struct and a plain function over the packages of config.
//
// Place in the map: internal/cli adds the command to its tree and says how to reach a node. The package imports config and nothing
// else of this module.
//
// What always holds: results go to standard output, problems to standard error, except where they are the result. Exit codes stand
// in exit.go and in each command's help. Secrets are references and stay so. Read command.go first.
package configcmd
