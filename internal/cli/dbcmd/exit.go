package dbcmd

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb"
)

// The exit codes of the database tools. Scripts may rely on them; those below 6 are the program's own.
const (
	// exitFailed says that the work was not done, for a reason printed to standard error.
	exitFailed = 1
	// exitUsage says that the command line is wrong.
	exitUsage = 2
	// exitNotFound says that there is no such database, table, page or transaction.
	exitNotFound = 3
	// exitDamaged says that something is damaged: the database, a backup, an archive or an input.
	exitDamaged = 6
	// exitInUse says that another process has the database open and the work needs it alone.
	exitInUse = 7
)

// exitHelp explains the codes in the help of a command.
const exitHelp = `

Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no such database, table, page or transaction,
6 damage was found, 7 the database is open elsewhere.`

// Failure is an error with an exit code of its own.
type Failure struct {
	code  int
	cause error
}

// Error implements error.
func (f *Failure) Error() string { return f.cause.Error() }

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.cause }

// ExitCode returns what the process shall return to the shell.
func (f *Failure) ExitCode() int { return f.code }

// failure gives an error an exit code.
func failure(code int, format string, args ...any) error {
	return &Failure{code: code, cause: fmt.Errorf(format, args...)}
}

// classified gives an error of the engine its exit code; nil stays nil, and an error that has a code keeps it.
func classified(err error) error {
	var known *Failure
	code := exitFailed
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, zerodb.ErrLocked):
		code = exitInUse
	case errors.As(err, new(*zerodb.CorruptionError)), errors.Is(err, zerodb.ErrBackupDamaged):
		code = exitDamaged
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, zerodb.ErrTableNotFound):
		code = exitNotFound
	}
	return &Failure{code: code, cause: err}
}
