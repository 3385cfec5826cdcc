package vault

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/aerolith/aerolith/secret"
)

// The reasons why Vault does not deliver; errors.Is finds them in what Load returns, beside secret.ErrNotFound and
// secret.ErrTooLarge.
var (
	// ErrOptions says that the options cannot work.
	ErrOptions = errors.New("vault: bad option")
	// ErrPath says that a reference does not name a secret of the KV engine, version 2.
	ErrPath = errors.New("vault: bad path")
	// ErrForbidden says that Vault knows the token but does not let it read the path, or does not know the token any more.
	ErrForbidden = errors.New("vault: forbidden")
	// ErrLogin says that Vault does not accept the credentials.
	ErrLogin = errors.New("vault: login refused")
	// ErrSealed says that Vault is sealed, or not ready for another reason of its own. It is worth trying again.
	ErrSealed = errors.New("vault: sealed or not ready")
	// ErrUnavailable says that Vault cannot be reached, is overloaded or failed. It is worth trying again.
	ErrUnavailable = errors.New("vault: unavailable")
	// ErrReply says that what answers is not Vault, or not one that this package understands.
	ErrReply = errors.New("vault: reply not understood")
)

// StatusError is a reply with a status that reports a failure.
type StatusError struct {
	// Status is the HTTP status.
	Status int
	// Err is what it means: one of the errors of this package, or secret.ErrNotFound.
	Err error
	// Hint says what to do.
	Hint string
}

// Error implements error.
func (e *StatusError) Error() string {
	return fmt.Sprintf("%v (HTTP status %d): %s", e.Err, e.Status, e.Hint)
}

// Unwrap returns what the status means.
func (e *StatusError) Unwrap() error { return e.Err }

// statusError returns the meaning of a status, nil for success.
func statusError(status int) error {
	known, found := map[int]StatusError{
		http.StatusBadRequest:         {Err: ErrReply, Hint: "is the path one of the KV engine, version 2, and the mount right?"},
		http.StatusForbidden:          {Err: ErrForbidden, Hint: "check that the token is valid and that its policy allows to read the path"},
		http.StatusNotFound:           {Err: secret.ErrNotFound, Hint: "check path, mount and namespace; MOUNT/data/PATH is the form of the KV engine, version 2"},
		http.StatusPreconditionFailed: {Err: ErrUnavailable, Hint: "the node has not caught up yet; try again"},
		http.StatusTooManyRequests:    {Err: ErrUnavailable, Hint: "a quota is used up; try later"},
		http.StatusServiceUnavailable: {Err: ErrSealed, Hint: "unseal it, or wait until it is ready"},
	}[status]
	switch {
	case status == http.StatusOK || status == http.StatusNoContent:
		return nil
	case found:
		known.Status = status
		return &known
	case status >= 300 && status < 400:
		return &StatusError{Status: status, Err: ErrReply, Hint: "redirections are not followed, because the token would go with them; name the active node or the load balancer"}
	case status >= 500:
		return &StatusError{Status: status, Err: ErrUnavailable, Hint: "see Vault's log"}
	}
	return &StatusError{Status: status, Err: ErrReply, Hint: "is this the address of Vault?"}
}

// transient reports whether a failure may be over soon.
func transient(err error) bool { return errors.Is(err, ErrUnavailable) || errors.Is(err, ErrSealed) }
