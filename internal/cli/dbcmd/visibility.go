package dbcmd

import (
	"github.com/aerolith/aerolith/zerodb"
)

// visibility knows up to which transaction readers of a database see it. The log of a database in use may have more: what is written but not
// yet durable, and would be gone after a power failure.
type visibility struct {
	path string
	// last is the newest transaction that was seen; limited is false where nothing can be lost any more, since nobody writes.
	last    uint64
	limited bool
	// mark is what was durable at the last look.
	mark zerodb.DurableMark
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

// reaches reports whether readers see a transaction. It looks again when the last look was too long ago.
func (v *visibility) reaches(tx uint64) bool {
	if v.limited && tx > v.last {
		v.look()
	}
	return !v.limited || tx <= v.last
}

// covers reports whether a position was durable at the last look. Where nobody writes everything counts as durable.
func (v *visibility) covers(p zerodb.Position) bool { return !v.limited || v.mark.Covers(p) }

// look opens the database for reading for a moment. Where that is not possible, everything counts as seen.
func (v *visibility) look() {
	db, err := zerodb.OpenReadOnly(v.path, zerodb.Options{})
	if err != nil {
		v.limited = false
		return
	}
	v.last = db.Stats().VisibleTx
	v.mark, err = db.Durable()
	v.limited = err == nil
	_ = db.Close() // nothing was changed
}
