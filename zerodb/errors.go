package zerodb

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// When a database is opened.
var (
	// ErrLocked says that another process, or another DB of this one, has the database open for writing, or has been opening it for
	// longer than Options.OpenTimeout. A lock ends with its process: there is no file to remove.
	ErrLocked = errors.New("zerodb: database is locked by another writer")
	// ErrNeedsRecovery says that the database was not closed cleanly and OpenReadOnly cannot recover it: it does so in memory only, up
	// to Options.MaxOverlayBytes.
	ErrNeedsRecovery = errors.New("zerodb: database needs recovery: open it for writing once")
	// ErrNotShared says that the file system cannot share memory between processes, which OpenReadOnly needs.
	ErrNotShared = errors.New("zerodb: this file system cannot share memory between processes")
	// ErrReadOnlyDisk says that the file system is mounted for reading only, where Open cannot work. OpenReadOnly, Inspect and Salvage do; for anything else copy the
	// folder.
	ErrReadOnlyDisk = errors.New("zerodb: file system is mounted for reading only: read, inspect or salvage the database there, or open a copy of its folder")
	// ErrReplaced says that somebody has moved, replaced or removed the files of a database while this process had it open. Close it and open it again. Who
	// writes stops, so that nothing is done to what bears the name now.
	ErrReplaced = errors.New("zerodb: database files were replaced while they were open: open the database again")
	// ErrNotMendable says that Mend found damage that it cannot put right without a guess: restore a backup, or salvage.
	ErrNotMendable = errors.New("zerodb: damage that cannot be mended: restore a backup, or salvage what is left")
	// ErrDataMissing says that a log lies where its data file should be, but the data file is gone.
	ErrDataMissing = errors.New("zerodb: log without a data file: restore the data file or remove the folder")
)

// While a database is used.
var (
	// ErrClosed says that the database was closed.
	ErrClosed = errors.New("zerodb: database is closed")
	// ErrStopped says that a failed write or sync has stopped the database for writes. Reads go on. The error wraps
	// the cause; reopening the database recovers it.
	ErrStopped = errors.New("zerodb: database stopped writing after a failure: close it and open it again")
	// ErrCompacting says that Compact is under way already.
	ErrCompacting = errors.New("zerodb: the database is being compacted already")
	// ErrCommitUnknown says that a commit was under way when writing failed or waiting was given up: after the next
	// opening the transaction is there completely or not at all.
	ErrCommitUnknown = errors.New("zerodb: outcome of the commit is unknown")
	// ErrNoSpace says that the disk or the quota is full. The transaction had no effect.
	ErrNoSpace = errors.New("zerodb: no space left for the transaction")
)

// While history is read.
var (
	// ErrPositionGone says that the log does not reach back to a position any more: read the whole state and go on from a new
	// position, or keep more log (options LogKeepBytes, LogHoldBytes, ArchivePath).
	ErrPositionGone = errors.New("zerodb: log does not reach back to this position any more")
	// ErrPositionForeign says that a position is not one of this database, or of a history that it has lost: its files were
	// replaced by older ones.
	ErrPositionForeign = errors.New("zerodb: position belongs to another history")
	// ErrNoLog says that there is no history to tell: a database in memory keeps none, a backup of one leads to none, and that of a
	// database that was opened by OpenReadOnly is read with ReadHistory.
	ErrNoLog = errors.New("zerodb: no log: a database in memory has none, and beside a writer ReadHistory reads it")
)

// While a transaction is used.
var (
	// ErrReadOnly says that a write was asked of a read transaction, or of a database opened by OpenReadOnly.
	ErrReadOnly = errors.New("zerodb: transaction is read-only")
	// ErrNotReadOnly says that Reset was called on a write transaction, which can only be committed or rolled back.
	ErrNotReadOnly = errors.New("zerodb: transaction is not read-only")
	// ErrTxClosed says that a transaction, or a table or cursor of it, was used after its end.
	ErrTxClosed = errors.New("zerodb: transaction has ended")
	// ErrReaderEnded says that a read transaction was ended because it was older than Options.MaxReaderAge. Its slices must not
	// be used any more.
	ErrReaderEnded = errors.New("zerodb: read transaction was older than MaxReaderAge and has been ended")
	// ErrTxFailed says that an earlier failure, which it wraps, left the transaction unusable: it, or the innermost Savepoint, can only
	// be rolled back.
	ErrTxFailed = errors.New("zerodb: transaction failed earlier and can only be rolled back")
	// ErrManaged says that Commit, CommitAsync, Rollback or Reset was called inside View, Update, Savepoint or the sequence of a Load: return from the
	// function instead, with an error to roll back.
	ErrManaged = errors.New("zerodb: transaction is ended by the function that runs it")
	// ErrNotFound says that a table has no such key.
	ErrNotFound = btree.ErrNotFound
	// ErrKeyExists says that PutNew found the key present.
	ErrKeyExists = btree.ErrKeyExists
	// ErrKeyOrder says that Append or Load was given a key that is not above those before it.
	ErrKeyOrder = btree.ErrKeyOrder
	// ErrBusy says that a table was changed by the sequence that was loaded into it, or that the sequence has taken back a savepoint.
	ErrBusy = btree.ErrBusy
	// ErrNoDuplicates says that a table whose keys have one value each was used as one with duplicates.
	ErrNoDuplicates = errors.New("zerodb: table has no duplicates: create it with TableOptions.Duplicates")
	// ErrDuplicates says that an operation needs keys with one value each.
	ErrDuplicates = errors.New("zerodb: not possible in a table with duplicates")
	// ErrNoPrefix says that the keys of a table are numbers, which have no prefixes.
	ErrNoPrefix = errors.New("zerodb: keys of this order have no prefixes")
	// ErrKeyEmpty says that a key or a table name has no bytes.
	ErrKeyEmpty = errors.New("zerodb: key is empty")
	// ErrTableNotFound says that the database has no such table.
	ErrTableNotFound = errors.New("zerodb: table not found")
	// ErrTableExists says that RenameTable was given the name of another table.
	ErrTableExists = errors.New("zerodb: table exists already")
	// ErrTableDropped says that a table was used after DropTable or RenameTable, or after the savepoint that created it was undone.
	ErrTableDropped = errors.New("zerodb: table was dropped or renamed in this transaction")
)

// CorruptionError tells which page, or which other part of the files, is damaged and how. It is never returned for
// a caller's mistake.
//
// Its fields: Page, the number of the page, 0 where the log is damaged; Kind, what is wrong, in words, which begin with "log: " then;
// Offset, where in the page or in the file of the log, in bytes; Want and Got, the number that should be there, or the bound that is
// overstepped, and the one that is.
type CorruptionError = fault.CorruptionError

// VersionError says that a data file is of a form that this release does not know. Nothing is damaged: use the release that wrote it.
// *LogVersionError says the same of a log, ErrBackupVersion of a backup.
//
// Its fields: Version, that of the file's form; Features, unknown ones of a known version, one bit each.
type VersionError = meta.VersionError

// LogVersionError says that a file of the log is of a form that this release does not know. Nothing is damaged: use the release that wrote it.
//
// Its fields: Segment, the number of the file; Version, that of its form.
type LogVersionError = wal.VersionError

// LimitError says that a limit of Options was reached: it names the limit, the value that was asked for, the greatest
// that is allowed, and the option to change.
//
// Its fields: Limit, in words; Value and Max, in the unit of the option; Option, the field of Options.
type LimitError = fault.LimitError

// PermissionError says that others than the owner may use the database's files, which Open refuses.
type PermissionError struct {
	// Path is the file or folder, Mode its permissions.
	Path string
	Mode fs.FileMode
	// Option names the field of Options that would accept it; empty when nothing would.
	Option string
}

// Error tells the file, its mode and what to do.
func (e *PermissionError) Error() string {
	if e.Option == "" {
		return fmt.Sprintf("zerodb: %s has mode %v: everybody can use it; take the access of others away", e.Path, e.Mode)
	}
	return fmt.Sprintf("zerodb: %s has mode %v: the group can use it; take that away or set option %s", e.Path, e.Mode, e.Option)
}
