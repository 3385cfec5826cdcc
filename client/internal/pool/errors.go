package pool

import "errors"

// What keeps a caller from getting a connection, beside its context and the network.
var (
	// ErrClosed says that the pool is closed.
	ErrClosed = errors.New("connections are closed")
	// ErrFull says that too many callers wait already.
	ErrFull = errors.New("too many callers wait for a connection")
	// ErrTimeout says that the deadline passed before a connection was free.
	ErrTimeout = errors.New("no connection became free in time")
	// ErrReply says that the node's answer is not what was asked for.
	ErrReply = errors.New("unexpected reply")
)
