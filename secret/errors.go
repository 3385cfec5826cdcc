package secret

import (
	"errors"
	"fmt"
)

// The reasons why a secret cannot be had; errors.Is finds them in what Resolver and the providers return.
var (
	// ErrNotFound says that the place that a reference names holds no secret.
	ErrNotFound = errors.New("secret: not found")
	// ErrNotReference says that a text is no reference. The text is not repeated: it may be a secret.
	ErrNotReference = errors.New("secret: not a reference")
	// ErrNoProvider says that no provider serves the scheme of a reference.
	ErrNoProvider = errors.New("secret: no provider for this scheme")
	// ErrTooLarge says that what a reference names exceeds the limit of a secret.
	ErrTooLarge = errors.New("secret: too large")
	// ErrExposed says that a file with a secret may be read or changed by users who should not.
	ErrExposed = errors.New("secret: file is exposed")
	// ErrWiped says that a value was used after it had been wiped.
	ErrWiped = errors.New("secret: value was wiped")
	// ErrName says that a text is not a name of a secret.
	ErrName = errors.New("secret: malformed name")
)

// ResolveError says which reference could not be resolved, and why.
type ResolveError struct {
	// Reference is what was asked for. It names a place, never the secret.
	Reference Reference
	// Err is the reason.
	Err error
}

// Error implements error.
func (e *ResolveError) Error() string { return fmt.Sprintf("resolve %s: %v", e.Reference, e.Err) }

// Unwrap returns the reason.
func (e *ResolveError) Unwrap() error { return e.Err }
