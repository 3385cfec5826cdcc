package zerodb

import (
	"context"
	"errors"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// Repeating the log may take some pages more than its transactions took: they have changed leaves in their place, a replay copies them, with the pages above. A database that was filled to
// MaxDatabaseSize and killed could not be opened for that. So it is opened with a larger limit once, until it has been made shorter again.

// replayLack is what repeating the log has lacked.
type replayLack uint8

// The lacks: of what another opening may do without, or bring.
const (
	ofNothing replayLack = iota
	ofDisk
	ofLimit
)

// lack reports what an opening has failed for: repeating the log needs more than there is on the disk, or than MaxDatabaseSize, or it has needed more than that before the power failed, or the process was
// killed, until when the file had not been made shorter. Beside readers of an earlier life it cannot be made shorter: then it has to wait for their end.
func (o *opener) lack(err error) replayLack {
	var limit *LimitError
	switch {
	case o.replaying && errors.Is(err, ErrNoSpace):
		return ofDisk
	case !o.foreign && (o.replaying || o.loose) && errors.As(err, &limit) && limit.Option == "MaxDatabaseSize":
		return ofLimit
	}
	return ofNothing
}

// checkSize refuses a database of more pages than opts allow.
func (o *opener) checkSize(what string, pages ids.PageID) error {
	if pages <= pageLimit(o.opts) {
		return nil
	}
	return &LimitError{Limit: what, Value: int64(pages) * int64(o.opts.PageSize), Max: o.opts.MaxDatabaseSize, Option: "MaxDatabaseSize"}
}

// isLoose reports whether a database of so many pages can have become as large as that while the log was repeated, and has no more in use than opts allow.
func (o *opener) isLoose(pages ids.PageID, free []space.Run) bool {
	used := pages
	for _, r := range free {
		used -= ids.PageID(r.Count)
	}
	return pages <= outgrownShare*pageLimit(o.opts) && used <= pageLimit(o.opts)
}

// outgrownShare is how many times MaxDatabaseSize repeating the log may take.
const outgrownShare = 2

// openOutgrown opens a database whose log needs more than MaxDatabaseSize to be repeated, for which it was refused. Nothing is stored meanwhile but what was.
func openOutgrown(path string, opts Options, rebuilt *rebuiltSet, refused error) (*DB, error) {
	larger, limit := opts, opts.withDefaults().MaxDatabaseSize
	larger.MaxDatabaseSize = min(outgrownShare*limit, maxDatabase)
	larger.CompactFreePercent = 0 // nobody else shall be about it
	db, _, err := openOnce(path, larger, rebuilt, ordinarily)
	if err != nil {
		return nil, errors.Join(refused, err)
	}
	_, err = db.compactTo(context.Background(), CompactOptions{}, ids.PageID(limit/int64(db.opts.PageSize)))
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, errors.Join(refused, err)
	}
	db, _, err = openOnce(path, opts, nil, ordinarily)
	return db, err
}
