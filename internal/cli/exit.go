package cli

import "errors"

// ExitCode is what the process returns to the shell.
type ExitCode int

// The exit codes. Scripts may rely on them.
const (
	// ExitOK says that everything that was asked for was done.
	ExitOK ExitCode = 0
	// ExitFailed says that it was not, for a reason printed to standard error.
	ExitFailed ExitCode = 1
	// ExitUsage says that the command line is wrong; nothing was done.
	ExitUsage ExitCode = 2
	// ExitNotFound says that the record asked for does not exist.
	ExitNotFound ExitCode = 3
	// ExitPartial says that a part was refused: see the summary.
	ExitPartial ExitCode = 4
	// ExitInDoubt says that a write may or may not have happened.
	ExitInDoubt ExitCode = 5
	// The tools of aerolith db add 6, damage was found, and 7, the database is open elsewhere: see package dbcmd.
)

// exitError gives an error an exit code of its own.
type exitError struct {
	code  ExitCode
	cause error
}

// Error implements error.
func (e *exitError) Error() string { return e.cause.Error() }

// Unwrap returns the cause.
func (e *exitError) Unwrap() error { return e.cause }

// withExit gives the error an exit code; nil stays nil.
func withExit(code ExitCode, err error) error {
	if err == nil {
		return nil
	}
	return &exitError{code: code, cause: err}
}

// exitCodeOf returns the exit code that an error asks for, or ExitFailed.
func exitCodeOf(err error) ExitCode {
	var e *exitError
	if errors.As(err, &e) {
		return e.code
	}
	var tool interface{ ExitCode() int }
	if errors.As(err, &tool) {
		return ExitCode(tool.ExitCode())
	}
	return ExitFailed
}
