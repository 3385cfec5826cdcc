package wire

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// Sentinels for bytes that cannot be understood and for commands that cannot be expressed.
var (
	// ErrVersion says that a frame does not begin with the protocol's version: the peer speaks something else.
	ErrVersion = errors.New("wire: not the Aerospike protocol")
	// ErrFrameType says that a frame is of an unknown type.
	ErrFrameType = errors.New("wire: unknown frame type")
	// ErrFrameTooLarge says that a frame is longer than the limit.
	ErrFrameTooLarge = errors.New("wire: frame larger than the limit")
	// ErrMalformed says that lengths or counts in a frame contradict each other or the protocol.
	ErrMalformed = errors.New("wire: malformed frame")
	// ErrUnsupported says that a request is understood but asks for what is not supported.
	ErrUnsupported = errors.New("wire: unsupported request")
	// ErrName says that the name of a namespace, set or bin is too long.
	ErrName = errors.New("wire: name too long")
	// ErrTooMany says that a command has more parts than a message can count.
	ErrTooMany = errors.New("wire: too many parts for one message")
	// ErrUnfit says that a value of a command lies outside what the message can carry.
	ErrUnfit = errors.New("wire: value does not fit into the message")
)

// RequestError refuses a request, and carries what a server answers.
type RequestError struct {
	// Code is the result code to answer with.
	Code aero.ResultCode
	// Reason says what is wrong or not supported.
	Reason string
	// Err is ErrMalformed or ErrUnsupported.
	Err error
}

// Error returns the reason and the code.
func (e *RequestError) Error() string {
	return fmt.Sprintf("%v: %s (answered with code %d)", e.Err, e.Reason, e.Code)
}

// Unwrap returns ErrMalformed or ErrUnsupported.
func (e *RequestError) Unwrap() error {
	return e.Err
}

// Is reports whether target is the result code of the answer.
func (e *RequestError) Is(target error) bool {
	code, ok := target.(aero.ResultCode)
	return ok && code == e.Code
}

// malformed returns the refusal of a request that cannot be understood.
func malformed(reason string) error {
	return &RequestError{Code: aero.CodeParameter, Reason: reason, Err: ErrMalformed}
}

// unsupported returns the refusal of a request that asks for what is not there.
func unsupported(code aero.ResultCode, feature string) error {
	return &RequestError{Code: code, Reason: feature, Err: ErrUnsupported}
}

// CodeOf returns the result code with which a server answers a request that failed to decode, and whether err is of
// that kind.
func CodeOf(err error) (aero.ResultCode, bool) {
	var refusal *RequestError
	if errors.As(err, &refusal) {
		return refusal.Code, true
	}
	return aero.CodeOK, false
}

// malformedReply returns ErrMalformed with what is wrong in a reply.
func malformedReply(format string, args ...any) error {
	return fmt.Errorf("reply with "+format+": %w", append(args, ErrMalformed)...)
}
