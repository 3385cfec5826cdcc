package journal

import (
	"errors"
	"fmt"
)

// ErrMalformed is what every FormatError wraps: the bytes are not a transaction's changes.
var ErrMalformed = errors.New("zerodb: malformed transaction in the log")

// FormatError says where and how bytes differ from what the format demands.
type FormatError struct {
	// Offset is the place in the transaction's bytes.
	Offset int
	// Problem says what is wrong there.
	Problem string
}

// Error names the place and the problem.
func (e *FormatError) Error() string {
	return fmt.Sprintf("%v: %s at byte %d", ErrMalformed, e.Problem, e.Offset)
}

// Unwrap returns ErrMalformed.
func (e *FormatError) Unwrap() error { return ErrMalformed }
