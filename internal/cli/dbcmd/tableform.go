package dbcmd

import (
	"errors"

	"github.com/aerolith/aerolith/internal/cli/dbcmd/mdbtext"
	"github.com/aerolith/aerolith/zerodb"
)

// describeTable says in a header of mdb_dump how a table is kept.
func describeTable(*mdbtext.Section, *zerodb.Table) {}

// describeJSON says in a line of JSON how a table is kept.
func describeJSON(*jsonEntry, *zerodb.Table) {}

// options returns the options of the table that a line describes.
func (e jsonEntry) options() zerodb.TableOptions { return zerodb.TableOptions{} }

// optionsOf returns the options of the table that a header describes.
func optionsOf(s mdbtext.Section) (zerodb.TableOptions, error) {
	if s.Duplicates || s.ReverseKey || s.IntegerKey {
		return zerodb.TableOptions{}, failure(exitFailed, "table %q has duplicates or another order of keys", s.Name)
	}
	return zerodb.TableOptions{}, nil
}

// store stores one entry.
func (l *loadRun) store(key, value []byte) error {
	if !l.keep {
		return l.into.Put(key, value)
	}
	err := l.into.PutNew(key, value)
	if errors.Is(err, zerodb.ErrKeyExists) {
		return nil
	}
	return err
}
