package record

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// countChange is a change of how many records a set has and how many bytes they take.
type countChange struct {
	set            uint16
	objects, bytes int64
}

// counts are the changes that a group makes, by set. They are written once, at the end of the group.
type counts map[uint16]countChange

// add notes changes.
func (c counts) add(changes []countChange) {
	for _, change := range changes {
		sum := c[change.set]
		sum.set = change.set
		sum.objects += change.objects
		sum.bytes += change.bytes
		c[change.set] = sum
	}
}

// store writes the changes to the rows of the sets, making rows for sets that have none yet.
func (c counts) store(table *zerodb.Table, sets *setTable) error {
	var key, row []byte
	for set, change := range c {
		if change.objects == 0 && change.bytes == 0 {
			continue
		}
		key = appendSetKey(key[:0], set)
		current, err := readSetRow(table, key, set, sets)
		if err != nil {
			return err
		}
		current.objects, current.bytes = shift(current.objects, change.objects), shift(current.bytes, change.bytes)
		row = appendSetRow(row[:0], current)
		if err := table.Put(key, row); err != nil {
			return err
		}
	}
	return nil
}

// readSetRow returns the row of a set, or an empty one with its name if there is none.
func readSetRow(table *zerodb.Table, key []byte, set uint16, sets *setTable) (setRow, error) {
	value, err := table.Get(key)
	if err == nil {
		_, row, err := decodeSetRow(key, value)
		return row, err
	}
	if !errors.Is(err, zerodb.ErrNotFound) {
		return setRow{}, err
	}
	name, ok := sets.name(set)
	if !ok {
		return setRow{}, fmt.Errorf("%w: set %d has no name", ErrFormat, set)
	}
	return setRow{name: name}, nil
}

// shift adds a change to a count, which does not go below 0.
func shift(value uint64, by int64) uint64 {
	if by < 0 && uint64(-by) > value {
		return 0
	}
	return value + uint64(by)
}
