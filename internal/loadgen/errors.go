package loadgen

import "errors"

var (
	// ErrOptions says that options are out of range or do not fit each other.
	ErrOptions = errors.New("loadgen: options")
	// ErrObject says that a description of objects cannot be read.
	ErrObject = errors.New("loadgen: description of objects")
	// ErrGone says that too many requests in a row failed: the server is gone, or refuses everything.
	ErrGone = errors.New("loadgen: too many failures in a row")
)
