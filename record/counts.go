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
	// named says that the set must have a row even if it holds nothing, because a lock refers to it.
	named bool
}

// counts are the changes that a group makes, by set. They are written once, at the end of the group.
type counts struct {
	changes  map[uint16]countChange
	key, row []byte // memory that is used again
}

// reset forgets all changes.
func (c *counts) reset() {
	if c.changes == nil {
		c.changes = map[uint16]countChange{}
	}
	clear(c.changes)
}

// add notes changes.
func (c *counts) add(changes []countChange) {
	for _, change := range changes {
		sum := c.changes[change.set]
		sum.set = change.set
		sum.objects += change.objects
		sum.bytes += change.bytes
		sum.named = sum.named || change.named
		c.changes[change.set] = sum
	}
}

// store writes the changes to the rows of the sets, making rows for sets that have none yet.
func (c *counts) store(g *group, sets *setTable) error {
	for set, change := range c.changes {
		if change.objects == 0 && change.bytes == 0 && !change.named {
			continue
		}
		table, err := g.setsTable()
		if err != nil {
			return err
		}
		c.key = appendSetKey(c.key[:0], set)
		if err := c.readRow(table, set, sets); err != nil {
			return err
		}
		shiftSetRow(c.row, change.objects, change.bytes)
		if err := table.Put(c.key, c.row); err != nil {
			return err
		}
	}
	return nil
}

// readRow copies the row under key, or an empty one with the set's name if there is none.
func (c *counts) readRow(table *zerodb.Table, set uint16, sets *setTable) error {
	value, err := table.Get(c.key)
	if err == nil {
		c.row = append(c.row[:0], value...)
		return checkSetRow(c.key, c.row)
	}
	if !errors.Is(err, zerodb.ErrNotFound) {
		return err
	}
	name, ok := sets.name(set)
	if !ok {
		return fmt.Errorf("%w: set %d has no name", ErrFormat, set)
	}
	c.row = appendSetRow(c.row[:0], setRow{name: name})
	return nil
}
