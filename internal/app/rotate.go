package app

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/secret"
	"github.com/aerolith/aerolith/wire"
)

// ErrRotation says that a new password of the user admin was not taken.
var ErrRotation = errors.New("app: the password of the user admin was not replaced")

// RotatePassword gives the user admin a new password, if it still has the old one: a password that somebody has set by other means
// stays. Without security there is nothing to do. Connections that have logged in stay. The error is ErrRotation.
func (n *Node) RotatePassword(old, next secret.Value) error {
	if n.access == nil {
		return nil
	}
	before, err := credentialOf(old)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRotation, err)
	}
	after, err := credentialOf(next)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRotation, err)
	}
	code, err := n.access.ChangePassword(adminName, before, after)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrRotation, err)
	case code == aero.CodeSecurityCredential:
		return fmt.Errorf("%w: it was changed by other means", ErrRotation)
	case code != aero.CodeOK:
		return fmt.Errorf("%w: %w", ErrRotation, code)
	}
	return nil
}

// credentialOf returns what the protocol makes of a password.
func credentialOf(password secret.Value) (credential []byte, err error) {
	err = password.Use(func(plain []byte) error {
		credential, err = wire.CredentialOf(plain)
		return err
	})
	return credential, err
}
