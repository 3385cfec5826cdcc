package pager

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// SpaceError turns the account's refusal to make the file larger than sizeMax bytes into a *fault.LimitError, and leaves
// other errors as they are.
func SpaceError(err error, sizeMax int64) error {
	if !errors.Is(err, space.ErrFull) {
		return err
	}
	limit := &fault.LimitError{Limit: "database size", Value: sizeMax + 1, Max: sizeMax, Option: "MaxDatabaseSize"}
	return fmt.Errorf("%w: %w", limit, err)
}
