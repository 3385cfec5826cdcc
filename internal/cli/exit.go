package cli

import "github.com/aerolith/aerolith/internal/cli/tool"

// ExitCode is what the process returns to the shell.
type ExitCode = tool.ExitCode

// The exit codes of the program's own commands; package tool explains them, and has those of aerolith db and aerolith config.
const (
	ExitOK       = tool.OK
	ExitFailed   = tool.Failed
	ExitUsage    = tool.Usage
	ExitNotFound = tool.NotFound
	ExitPartial  = tool.Partial
	ExitInDoubt  = tool.InDoubt
)

// withExit gives the error an exit code; nil stays nil.
func withExit(code ExitCode, err error) error { return tool.WithExit(code, err) }
