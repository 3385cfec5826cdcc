package server

import (
	"errors"
	"fmt"
)

// ErrClosed is returned by Serve after Shutdown was called.
var ErrClosed = errors.New("server: closed")

// ErrNoListener is returned by Serve when it is given nothing to listen on.
var ErrNoListener = errors.New("server: no listener given")

// ErrServing is returned by Serve when it was called before: one call serves all listeners.
var ErrServing = errors.New("server: Serve was called before")

// ErrShutdownForced is returned by Shutdown when connections had to be cut because they did not drain in time.
var ErrShutdownForced = errors.New("server: connections were cut because they did not drain in time")

// The reasons for which a session ends its connection. They travel in events only.
var (
	errIdle         = errors.New("server: connection was idle for too long")
	errFrameTooSlow = errors.New("server: request did not arrive completely in time")
	errDraining     = errors.New("server: shutting down")
	errStore        = errors.New("server: store failed")
	errNoRoom       = errors.New("server: no room for a request in the buffers of all connections")
	errLogins       = errors.New("server: too many logins failed on a connection")
	errTruncated    = errors.New("server: connection ended in the middle of a request")
)

// OptionError says that an option is outside of its range or contradicts another one.
type OptionError struct {
	// Option is the name of the field of Options.
	Option string
	// Problem says what is wrong and what would be right.
	Problem string
}

// Error describes the option and its problem.
func (e *OptionError) Error() string {
	return fmt.Sprintf("server: option %s: %s", e.Option, e.Problem)
}

// PanicError is a panic in the handling of a request, which is a defect of this program. The connection that met
// it is closed; the server goes on.
type PanicError struct {
	// Value is what was passed to panic.
	Value any
	// Stack is the stack of the goroutine that panicked.
	Stack []byte
}

// Error describes the panic without its stack.
func (e *PanicError) Error() string {
	return fmt.Sprintf("server: defect met while handling a request: %v", e.Value)
}
