package reload

import (
	"context"
	"errors"
	"slices"
)

// Undo gathers what takes changes back, for a Part that makes several.
type Undo []func() error

// All takes everything back, the last first, and returns what failed of it. It is what Apply may return.
func (u Undo) All(context.Context) error {
	var failed []error
	for _, one := range slices.Backward(u) {
		failed = append(failed, one())
	}
	return errors.Join(failed...)
}
