package tool

import (
	"errors"
	"fmt"
)

// ExitCode is what the process returns to the shell. Scripts may rely on them.
type ExitCode int

// The exit codes.
const (
	// OK says that everything that was asked for was done.
	OK ExitCode = 0
	// Failed says that it was not, for a reason printed to standard error.
	Failed ExitCode = 1
	// Usage says that the command line is wrong; nothing was done.
	Usage ExitCode = 2
	// NotFound says that what was asked for does not exist: a record, a file, a table, an option, a secret.
	NotFound ExitCode = 3
	// Partial says that a part was refused: see the summary.
	Partial ExitCode = 4
	// InDoubt says that a write may or may not have happened.
	InDoubt ExitCode = 5
	// Damaged says that something is damaged: a database, a backup, an archive or an input.
	Damaged ExitCode = 6
	// InUse says that another process has the database open and the work needs it alone.
	InUse ExitCode = 7
	// Invalid says that a configuration is not valid.
	Invalid ExitCode = 8
	// Differs says that two configurations differ.
	Differs ExitCode = 9
)

// Failure is an error with an exit code of its own.
type Failure struct {
	code  ExitCode
	cause error
}

// Error implements error.
func (f *Failure) Error() string { return f.cause.Error() }

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.cause }

// WithExit gives an error an exit code; nil stays nil.
func WithExit(code ExitCode, err error) error {
	if err == nil {
		return nil
	}
	return &Failure{code: code, cause: err}
}

// Failuref makes an error with an exit code, as fmt.Errorf makes one.
func Failuref(code ExitCode, format string, args ...any) error {
	return &Failure{code: code, cause: fmt.Errorf(format, args...)}
}

// ExitOf returns the exit code that an error asks for: OK for nil, Failed for one that asks for none.
func ExitOf(err error) ExitCode {
	var f *Failure
	switch {
	case err == nil:
		return OK
	case errors.As(err, &f):
		return f.code
	}
	return Failed
}

// Classified gives an error the code that a function finds for it, unless it has one; nil stays nil.
func Classified(err error, code func(error) ExitCode) error {
	if err == nil || errors.As(err, new(*Failure)) {
		return err
	}
	return WithExit(code(err), err)
}
