package schema

import "errors"

// The failures of this package; errors.Is finds them.
var (
	// ErrTable says that a table of options is malformed.
	ErrTable = errors.New("config: malformed table of options")
	// ErrValue says that a text is no value of the option's type.
	ErrValue = errors.New("config: not a value of this option")
)
