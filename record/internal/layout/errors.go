package layout

import (
	"errors"
	"fmt"
)

// ErrMalformed is wrapped by every error about bytes that are no stored record or no table key.
var ErrMalformed = errors.New("record/layout: malformed stored record")

// FormatError says where stored bytes break the format. It wraps ErrMalformed.
type FormatError struct {
	// What names the part that is wrong.
	What string
	// Offset is where the part begins.
	Offset int
}

// Error names the part and its place.
func (e *FormatError) Error() string {
	return fmt.Sprintf("%v: bad %s at offset %d", ErrMalformed, e.What, e.Offset)
}

// Unwrap returns ErrMalformed.
func (e *FormatError) Unwrap() error { return ErrMalformed }

// malformed builds the error for the part at the offset.
func malformed(what string, offset int) error { return &FormatError{What: what, Offset: offset} }
