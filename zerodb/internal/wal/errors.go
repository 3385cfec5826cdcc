package wal

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

var (
	// ErrStopped says that an earlier write or sync failed, so the log accepts nothing any more. It wraps that
	// failure. Only opening the database again helps.
	ErrStopped = errors.New("zerodb/wal: log stopped after a failed write or sync; reopen the database")
	// ErrClosed says that the log was closed.
	ErrClosed = errors.New("zerodb/wal: log is closed")
	// ErrNotReserved says that a record needs more room than was reserved. Nothing was written.
	ErrNotReserved = errors.New("zerodb/wal: record needs more room than Reserve was asked for")
	// ErrRecordTooLarge says that a record exceeds Options.MaxRecordBytes.
	ErrRecordTooLarge = errors.New("zerodb/wal: record exceeds MaxRecordBytes")
	// ErrDormant says that something was to be appended to a log that nobody has woken.
	ErrDormant = errors.New("zerodb/wal: the log is dormant")
	// ErrNotWritten says that somebody waits for a position that the log has not reached.
	ErrNotWritten = errors.New("zerodb/wal: position has not been written")
	// ErrExists says that Create found a log that holds records.
	ErrExists = errors.New("zerodb/wal: folder already holds a log")
	// errUntold says that who is told of syncs has not come back.
	errUntold = errors.New("zerodb/wal: who is told of a sync has ended its goroutine")
	// ErrBadOption says that an option lies outside its range.
	ErrBadOption = errors.New("zerodb/wal: invalid option")
)

// VersionError says that a segment is intact but of a form that this code does not know.
type VersionError struct {
	// Segment is its sequence number, Version that of its form.
	Segment, Version uint64
}

// Error says what the segment has and what this code knows.
func (e *VersionError) Error() string {
	return fmt.Sprintf("zerodb/wal: segment %016x has format version %d; this release reads up to version %d: use the one that wrote it",
		e.Segment, e.Version, segment.Version)
}

// Damage names what a CorruptionError found.
type Damage string

// The kinds of damage.
const (
	// DamageMissing is a segment that is not there although the log needs it.
	DamageMissing Damage = "segment is missing"
	// DamageLength is a file whose length is not the one that its header states.
	DamageLength Damage = "file length differs from header"
	// DamageHeader is a header that does not verify, or is of another database or segment.
	DamageHeader Damage = "bad segment header"
	// DamageLink is a segment that does not continue its predecessor.
	DamageLink Damage = "segment does not continue its predecessor"
	// DamageFrame is a bad frame that had been durable, as a later frame or segment proves.
	DamageFrame Damage = "bad frame before the durable end"
	// DamageOrder is a frame that verifies but cannot follow the ones before it.
	DamageOrder Damage = "frame out of order"
	// DamagePosition is a start position that is not one of the segment that it names.
	DamagePosition Damage = "start position lies outside its segment"
)

// CorruptionError says that the log was damaged after it had been durable, and where. It is never returned for
// what a crash alone can leave behind.
type CorruptionError struct {
	// Segment is the sequence number of the damaged file.
	Segment uint64
	// Offset is where in that file the damage begins.
	Offset int64
	// LSN is the log position there, 0 when it is not known.
	LSN ids.LSN
	// Damage is the kind of damage.
	Damage Damage
	// Field is the part of the header or frame that was wrong, if one was.
	Field string
	// Want is the value or bound that was expected.
	Want uint64
	// Got is what was found.
	Got uint64
}

// Error names the file, the place and the finding.
func (e *CorruptionError) Error() string {
	where := fmt.Sprintf("zerodb/wal: segment %016x is damaged at offset %d (position %d): %s",
		e.Segment, e.Offset, e.LSN, e.Damage)
	if e.Field == "" {
		return where + "; restore the database from a backup"
	}
	return fmt.Sprintf("%s: %s is %#x, expected %#x; restore the database from a backup",
		where, e.Field, e.Got, e.Want)
}
