package dbcmd

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb"
)

// visibility knows up to which transaction readers of a database see it. The log of a database in use may have more: what is written but not
// yet durable, and would be gone after a power failure.
type visibility struct {
	path string
	// last is the newest transaction that was seen; limited is false where nothing can be lost any more, since nobody writes.
	last    uint64
	limited bool
	// mark is what was durable at the last look, blind why that was not possible.
	mark  zerodb.DurableMark
	blind error
}

// newVisibility looks whether somebody has the database in the folder open; path may be empty.
func newVisibility(path string) *visibility {
	v := &visibility{path: path}
	if path == "" {
		return v
	}
	i, err := zerodb.Inspect(path, zerodb.Options{})
	if err != nil {
		return v // there is no data file: only a log, which nobody writes
	}
	v.limited = i.InUse()
	_ = i.Close() // nothing was changed
	return v
}

// reaches reports whether readers see a transaction. It looks again when the last look was too long ago. Where nobody can look, everything counts as seen.
func (v *visibility) reaches(tx uint64) bool {
	if v.limited && v.blind == nil && tx > v.last {
		v.look()
	}
	return !v.limited || v.blind != nil || tx <= v.last
}

// covers reports whether a position is known to have been durable at the last look. Where nobody writes everything is durable.
func (v *visibility) covers(p zerodb.Position) bool {
	return !v.limited || v.blind == nil && v.mark.Covers(p)
}

// doubt is what is said of a transaction that covers does not vouch for.
func (v *visibility) doubt() string {
	if v.blind != nil {
		return "maybe not durable yet"
	}
	return "not durable yet"
}

// cannotTell is an error where it cannot be found out what is durable, and nil where that is known.
func (v *visibility) cannotTell() error {
	if v.limited && v.blind != nil {
		return fmt.Errorf("cannot tell what is durable: %w", v.blind)
	}
	return nil
}

// look opens the database for reading for a moment.
func (v *visibility) look() {
	db, err := zerodb.OpenReadOnly(v.path, zerodb.Options{})
	if err == nil {
		v.last = db.Stats().VisibleTx
		v.mark, err = db.Durable()
		_ = db.Close() // nothing was changed
	}
	v.blind = err
	if errors.Is(err, fs.ErrNotExist) {
		v.limited = false // the data file has gone: only a log is left, which nobody writes
	}
}
