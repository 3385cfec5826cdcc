package pipeline

import "errors"

// What ends a request without an answer, beside its context and the network.
var (
	// ErrClosed says that the lane was closed.
	ErrClosed = errors.New("shared connections are closed")
	// ErrFull says that too many callers wait already.
	ErrFull = errors.New("too many callers wait for a shared connection")
	// ErrTimeout says that the deadline passed before the answer came.
	ErrTimeout = errors.New("no answer in time")
	// ErrStalled says that the connection was closed because nothing came over it for too long.
	ErrStalled = errors.New("shared connection makes no progress")
	// ErrReply says that the node sent what was not asked for.
	ErrReply = errors.New("unexpected reply")
)
