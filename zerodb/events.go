package zerodb

import "time"

// EventListener receives events. Its method is called from the goroutine that caused the event, sometimes with the
// writer lock held: it must return soon and must not use the database. Events carry no keys and no values. A panic in it goes on in that goroutine, which may be one of the
// database's; from Grown it becomes the error of what needed the room.
type EventListener interface {
	// Event receives one of the event types of this package.
	Event(Event)
}

// Event is one of RecoveryDone, RecoveryAction, DataFileSparse, LogGap, CheckpointDone, CheckpointFailed, Grown, Shrunk, Compacted, Stopped,
// ReaderOld, ReaderEnded and ReaderCheckFailed. docs/ops/events-and-errors.md says what to do about each.
type Event interface{ isEvent() }

// RecoveryDone tells that Open has brought the database to its last commit, and what it found.
type RecoveryDone struct {
	// Clean says that the database had been closed in order.
	Clean bool
	// Transactions is how many logged transactions were replayed, LastTx the number of the last one.
	Transactions uint64
	LastTx       uint64
}

// CheckpointDone tells that a checkpoint has become durable.
type CheckpointDone struct {
	// Tx is the checkpoint's transaction number, Pages the length of the data file in pages.
	Tx, Pages uint64
	// Took is how long it worked, beside the writers.
	Took time.Duration
}

// CheckpointFailed tells that a checkpoint could not be taken. The database goes on and tries again later, unless it has
// stopped.
type CheckpointFailed struct {
	// Err is the reason.
	Err error
}

// Stopped tells that the database takes no more writes.
type Stopped struct {
	// Cause is the failed write or sync.
	Cause error
}

// Grown tells that the data file has grown.
type Grown struct {
	// Bytes is its new size.
	Bytes int64
}

// Shrunk tells that the data file was cut.
type Shrunk struct {
	// Bytes is its new size.
	Bytes int64
}

// Compacted tells that Compact has come to its end.
type Compacted struct{ CompactReport }

// isEvent marks Shrunk as an Event.
func (Shrunk) isEvent() {}

// isEvent marks Compacted as an Event.
func (Compacted) isEvent() {}

// ReaderOld tells, once, that a read transaction is older than Options.MaxReaderAge.
type ReaderOld struct{ ReaderInfo }

// ReaderEnded tells that a read transaction older than Options.MaxReaderAge was asked to end; see EndOldReaders.
type ReaderEnded struct{ ReaderInfo }

// ReaderCheckFailed tells that the readers could not be looked at. It is tried again later.
type ReaderCheckFailed struct {
	// Err is the reason.
	Err error
}

// isEvent marks ReaderOld as an Event.
func (ReaderOld) isEvent() {}

// isEvent marks ReaderEnded as an Event.
func (ReaderEnded) isEvent() {}

// isEvent marks ReaderCheckFailed as an Event.
func (ReaderCheckFailed) isEvent() {}

// isEvent marks RecoveryDone as an Event.
func (RecoveryDone) isEvent() {}

// isEvent marks CheckpointDone as an Event.
func (CheckpointDone) isEvent() {}

// isEvent marks CheckpointFailed as an Event.
func (CheckpointFailed) isEvent() {}

// isEvent marks Stopped as an Event.
func (Stopped) isEvent() {}

// isEvent marks Grown as an Event.
func (Grown) isEvent() {}
