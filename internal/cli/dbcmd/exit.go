package dbcmd

import (
	"errors"
	"io/fs"
	"syscall"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// exitHelp explains the codes in the help of a command.
const exitHelp = `

Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no such database, table, page or transaction,
6 damage was found, 7 the database is open elsewhere.`

// exitCode returns the exit code of an error of the engine.
func exitCode(err error) tool.ExitCode {
	switch {
	case errors.Is(err, zerodb.ErrLocked):
		return tool.InUse
	case errors.As(err, new(*zerodb.CorruptionError)), errors.Is(err, zerodb.ErrBackupDamaged):
		return tool.Damaged
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, zerodb.ErrTableNotFound):
		return tool.NotFound
	}
	return tool.Failed
}

// classified gives an error of the engine its exit code; nil stays nil, and an error that has a code keeps it.
func classified(err error) error { return tool.Classified(err, exitCode) }
