package aero

import (
	"errors"
	"fmt"
	"strconv"
)

// Sentinels for values that cannot be encoded or decoded.
var (
	// ErrUnsupportedValue says that a Go value has no form in a record.
	ErrUnsupportedValue = errors.New("aero: value of this Go type cannot be stored")
	// ErrMalformedValue says that stored or received bytes are not a value of their particle type.
	ErrMalformedValue = errors.New("aero: malformed value")
	// ErrTooDeep says that lists and maps are nested deeper than MaxValueDepth.
	ErrTooDeep = errors.New("aero: value nested too deeply")
	// ErrUnsupportedKey says that a Go value cannot be a user key: only integers, strings and byte slices can.
	ErrUnsupportedKey = errors.New("aero: only integers, strings and byte slices can be keys")
)

// Error is a command's failure: what the server said, or what kept the command from being answered.
type Error struct {
	// Code is the server's answer; CodeOK if there was none.
	Code ResultCode
	// InDoubt says that a write may have happened nevertheless.
	InDoubt bool
	// Node names the server, if one was involved.
	Node string
	// Message says what was tried and what to do; it may be empty.
	Message string
	// Err is the cause, if there is one beneath the code.
	Err error
}

// Error describes the failure: message, code, node, cause and doubt, as far as they are known.
func (e *Error) Error() string {
	text := "aero: "
	switch {
	case e.Message != "" && e.Code != CodeOK:
		text += e.Message + ": " + e.Code.String() + " (code " + strconv.Itoa(int(e.Code)) + ")"
	case e.Message != "":
		text += e.Message
	default:
		text += e.Code.String() + " (code " + strconv.Itoa(int(e.Code)) + ")"
	}
	if e.Node != "" {
		text += " from " + e.Node
	}
	if e.Err != nil {
		text += fmt.Sprintf(": %v", e.Err)
	}
	if e.InDoubt {
		text += "; the write may have happened"
	}
	return text
}

// Is reports whether target is the error's result code, so that errors.Is(err, CodeNotFound) works.
func (e *Error) Is(target error) bool {
	code, ok := target.(ResultCode)
	return ok && code != CodeOK && code == e.Code
}

// Unwrap returns the cause, or nil.
func (e *Error) Unwrap() error {
	return e.Err
}

// Retryable reports whether the same command may be sent again without running twice.
func (e *Error) Retryable() bool {
	return !e.InDoubt && e.Code.Class() == ClassTransient
}

// CodeOf returns the result code in an error chain, and whether there is one.
func CodeOf(err error) (ResultCode, bool) {
	if e, ok := errors.AsType[*Error](err); ok && e.Code != CodeOK {
		return e.Code, true
	}
	return errors.AsType[ResultCode](err)
}
