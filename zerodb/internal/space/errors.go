package space

import (
	"errors"
	"fmt"
)

var (
	// ErrFull says that an allocation would take the data file beyond its greatest size.
	ErrFull = errors.New("zerodb: data file has reached its greatest size")
	// ErrRange says that a run is empty or does not lie between the meta pages and the high-water mark.
	ErrRange = errors.New("zerodb: run of pages is out of range")
	// ErrOverlap says that a page was made free twice.
	ErrOverlap = errors.New("zerodb: page is already free")
	// ErrOrder says that transaction numbers contradict each other: a page freed before it was born, or frees that do
	// not arrive in the order of their transactions.
	ErrOrder = errors.New("zerodb: transactions of freed pages are out of order")
	// ErrTooMany says that more retired runs are waiting than the manager can number.
	ErrTooMany = errors.New("zerodb: too many retired page runs")
	// ErrFormat says that a persisted free set does not have the form that its format demands.
	ErrFormat = errors.New("zerodb: malformed free-space page")
)

// runError wraps kind with the run at fault.
func runError(kind error, r Run) error {
	return fmt.Errorf("%w: pages %d+%d", kind, r.Start, r.Count)
}
