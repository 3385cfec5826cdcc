package typedjson

import "errors"

// What can be wrong with a text or value.
var (
	// ErrSyntax says that a text is not JSON, or not a value of this mapping.
	ErrSyntax = errors.New("malformed value")
	// ErrType says that a Go value has no form here.
	ErrType = errors.New("value has no JSON form")
)
