package lua

import (
	"errors"
	"fmt"
)

// ErrNoFunction says that a module has no function of the name.
var ErrNoFunction = errors.New("lua: function not found")

// ErrValue says that a Lua value cannot leave the sandbox: a table, a function or something like it.
var ErrValue = errors.New("lua: value cannot be stored or returned: use list() or map()")

// CompileError says why a source is no Lua program.
type CompileError struct {
	// File is the module's name.
	File string
	// Line is where, from 1; 0 if unknown.
	Line int
	// Message says what is wrong there.
	Message string
}

// Error returns place and reason.
func (e *CompileError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message) }

// RunError says why a function failed.
type RunError struct {
	// Message is what the function was ended with, place included.
	Message string
}

// Error returns the message.
func (e *RunError) Error() string { return e.Message }

// LimitError says that a call wanted more than Limits allow, or that its time was over.
type LimitError struct {
	// Limit is what was used up: "instructions", "memory" or "time".
	Limit string
	// Allowed is how much there was; 0 for time.
	Allowed int64
}

// Error names the limit.
func (e *LimitError) Error() string {
	if e.Allowed == 0 {
		return "limit reached: " + e.Limit
	}
	return fmt.Sprintf("limit reached: %s (%d)", e.Limit, e.Allowed)
}
