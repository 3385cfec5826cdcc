package btree

import (
	"errors"
	"fmt"
)

// Errors that an operation on a tree can end with. Package zerodb shows those that concern its callers under its
// own names.
var (
	// ErrNotFound: there is no such key.
	ErrNotFound = errors.New("zerodb: key not found")
	// ErrKeyExists: the key is there already, and the operation wanted it to be new.
	ErrKeyExists = errors.New("zerodb: key already exists")
	// ErrKeyOrder: a key that was to be appended is not above all others.
	ErrKeyOrder = errors.New("zerodb: key is not above those before it")
	// ErrBusy: a tree was changed while it was being loaded.
	ErrBusy = errors.New("zerodb: table was changed while it was being loaded")
	// ErrTooDeep: the tree would need more than MaxDepth levels.
	ErrTooDeep = errors.New("zerodb: tree has reached its greatest depth; use a larger page size")
)

// SizeError reports a key or a value that is longer than the format permits.
type SizeError struct {
	// What is "key" or "value".
	What string
	// Size is the length that was given, in bytes.
	Size uint64
	// Max is the greatest length that is possible, in bytes.
	Max uint64
}

// Error says what is too long and what would be possible.
func (e *SizeError) Error() string {
	return fmt.Sprintf("zerodb: %s of %d bytes is longer than the %d that this page size permits", e.What, e.Size, e.Max)
}
