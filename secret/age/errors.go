package age

import "errors"

// The failures of a file; errors.Is finds them in what this package returns.
var (
	// ErrWrongIdentity says that none of the identities opens the file.
	ErrWrongIdentity = errors.New("age: no identity opens the file")
	// ErrDamaged says that the file is not what this package writes, or was changed.
	ErrDamaged = errors.New("age: damaged or not a secrets file")
	// ErrVersion says that a newer version wrote the file.
	ErrVersion = errors.New("age: unknown version of the secrets file")
	// ErrNoRecipient says that nobody was named who could open the file.
	ErrNoRecipient = errors.New("age: no recipient")
	// ErrChanged says that the file was changed by somebody else since it was read.
	ErrChanged = errors.New("age: the file was changed meanwhile: try again")
)
