package zerodb

import (
	"errors"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// DataFileSparse tells that the data file lacks blocks below its length, as a sparse copy does: what commits and checkpoints write there
// needs room on the disk.
type DataFileSparse struct {
	// Bytes is how many bytes it lacks, or lacked.
	Bytes int64
	// Err is nil when they have been reserved. With ErrNoSpace each transaction that changes something fails with that error until there is room for all
	// of them. With errors.ErrUnsupported the file system cannot reserve them: a full disk may stop the database, although nothing is lost then.
	Err error
}

// isEvent marks DataFileSparse as an Event.
func (DataFileSparse) isEvent() {}

// fillHoles makes sure that the data file has all its blocks, as R4 demands before anything is committed. Where there is no room for them, that is left to the
// next who reserves pages. The caller holds the writer lock.
func (db *DB) fillHoles() error {
	lacking, err := db.pager.Holes()
	if err != nil || lacking == 0 {
		db.w.sparse = false
		return err
	}
	err = spaceError(db.pager.FillHoles())
	full := errors.Is(err, vfs.ErrNoSpace)
	if err != nil && !full && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if err == nil {
		left, err := db.pager.Holes()
		if err != nil {
			return err
		}
		lacking -= left // a file system that compresses has fewer blocks for ever
	}
	if lacking > 0 && !(full && db.w.sparse) {
		db.emit(DataFileSparse{Bytes: lacking, Err: err})
	}
	db.w.sparse = full
	return nil
}
