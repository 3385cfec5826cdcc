package configcmd

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/aerolith/aerolith/config/problem"
)

// The exit codes of the configuration tools. Scripts may rely on them; those below 6 are the program's own, 6 and 7 those of the
// database tools.
const (
	// exitFailed says that the work was not done, for a reason printed to standard error.
	exitFailed = 1
	// exitUsage says that the command line is wrong.
	exitUsage = 2
	// exitNotFound says that there is no such file or option.
	exitNotFound = 3
	// exitInvalid says that a configuration is not valid.
	exitInvalid = 8
	// exitDiffers says that two configurations differ.
	exitDiffers = 9
)

// exitHelp explains the codes in the help of a command.
const exitHelp = `

Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no such file or option, 8 the configuration is not valid,
9 the configurations differ.`

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

// classified gives an error its exit code; nil stays nil, and an error that has a code keeps it.
func classified(err error) error {
	var known *Failure
	code := exitFailed
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, problem.ErrInvalid):
		code = exitInvalid
	case errors.Is(err, fs.ErrNotExist):
		code = exitNotFound
	}
	return &Failure{code: code, cause: err}
}
