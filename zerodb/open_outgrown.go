package zerodb

import (
	"context"
	"errors"
)

// Repeating the log may take some pages more than its transactions took: they have changed leaves in their place, a replay copies them, with the pages above. A database that was filled to
// MaxDatabaseSize and killed could not be opened for that. So it is opened with a larger limit once, until it has been made shorter again.

// outgrown reports whether an opening has failed because repeating the log needs more than MaxDatabaseSize.
func (o *opener) outgrown(err error) bool {
	var limit *LimitError
	return o.replaying && errors.As(err, &limit) && limit.Option == "MaxDatabaseSize"
}

// openOutgrown opens a database whose log needs more than MaxDatabaseSize to be repeated, for which it was refused. Nothing is stored meanwhile but what was.
func openOutgrown(path string, opts Options, rebuilt *rebuiltSet, refused error) (*DB, error) {
	larger := opts
	larger.MaxDatabaseSize = min(2*opts.withDefaults().MaxDatabaseSize, maxDatabase)
	db, _, err := openOnce(path, larger, rebuilt)
	if err != nil {
		return nil, errors.Join(refused, err)
	}
	_, err = db.Compact(context.Background(), CompactOptions{})
	if errors.Is(err, ErrCompacting) {
		err = nil // the database is about it by itself, and closing does the rest
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, errors.Join(refused, err)
	}
	db, _, err = openOnce(path, opts, nil)
	return db, err
}
