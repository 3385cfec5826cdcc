package proof

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// movedName is what the table is called that gets another name again and again.
func movedName(next *draft) string {
	for i := range 2 {
		if name := fmt.Sprint("moved ", i); next.content[name] != nil {
			return name
		}
	}
	return ""
}

// fillMoved makes the table that gets other names.
func (r *crashRun) fillMoved(tx *zerodb.Tx, next *draft) error {
	const name = "moved 0"
	if movedName(next) != "" {
		return nil
	}
	table, err := tx.CreateTable(name, zerodb.TableOptions{})
	next.create(name)
	for i := 0; i < 4 && err == nil; i++ {
		err = putBoth(table, next, name, fmt.Sprint(i), "first")
	}
	return err
}

// putBoth stores an entry in a table and in the model.
func putBoth(table *zerodb.Table, next *draft, name, key, value string) error {
	next.put(name, key, value)
	return table.Put([]byte(key), []byte(value))
}

// replaceMoved replaces a value of the table, in its leaf's place where the engine can.
func (r *crashRun) replaceMoved(tx *zerodb.Tx, next *draft) error {
	name := movedName(next)
	table, err := tx.Table(name)
	if err != nil {
		return err
	}
	return putBoth(table, next, name, fmt.Sprint(r.random.IntN(4)), randomBytes(r.random, 20))
}

// moveTable gives the table its other name, sometimes within a savepoint, and after one that is taken back.
func (r *crashRun) moveTable(tx *zerodb.Tx, next *draft) error {
	name, to := movedName(next), "moved 0"
	if name == to {
		to = "moved 1"
	}
	undone := tx.Savepoint(func() error { return errors.Join(tx.RenameTable(name, "moved away"), errUndo) })
	if err := unless(undone, errUndo); err != nil {
		return err
	}
	next.rename(name, to)
	if r.random.IntN(2) == 0 {
		return tx.RenameTable(name, to)
	}
	return tx.Savepoint(func() error { return tx.RenameTable(name, to) })
}
