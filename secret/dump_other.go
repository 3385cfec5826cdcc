//go:build !unix

package secret

import (
	"errors"
	"fmt"
)

// ForbidDumps fails with errors.ErrUnsupported: this system's dumps are switched off elsewhere.
func ForbidDumps() error { return fmt.Errorf("secret: forbid core dumps: %w", errors.ErrUnsupported) }
