package zerodb

import (
	"io"
	"io/fs"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Options says how a database is opened. The zero value of every field means its default, so Options{} is the same
// as DefaultOptions(). Validate checks the fields and their relations; Open calls it. Both ends of a range may be used.
type Options struct {
	// FS is the file system that holds the database. Default: the one of the operating system.
	FS vfs.FS
	// Create says what Open does where no database exists, or where one does. Default: CreateIfMissing.
	Create CreateMode
	// AllowGroupAccess accepts a folder and files that the group may read or write, as on volumes in Kubernetes. What
	// the database creates is for the owner alone in any case, and access for the world is always refused.
	AllowGroupAccess bool

	// Recovery says what Open does about damage. Default: RecoverStrictly.
	Recovery RecoveryMode
	// PageSize is the size of a page in bytes, a power of two from 4 KiB to 64 KiB; default 4 KiB. It is chosen at creation; an
	// existing database keeps its own, and a value here that differs from it is an error.
	PageSize int
	// Durability says when a commit counts as done. Default: DurabilityAlways.
	Durability Durability
	// SyncInterval is how often the log is made durable with DurabilityInterval, from 1 ms to 1 h; default 100 ms.
	SyncInterval time.Duration
	// Checksums says how often pages are verified when they are read. Default: ChecksumOnce.
	Checksums ChecksumMode
	// Access says what the slices are that reads return. Default: AccessDirect.
	Access AccessMode

	// LogSegmentSize is the size in bytes of one log file, from 64 KiB to 1 GiB in steps of 4 KiB; default 16 MiB. The first ones of
	// an opening may be smaller.
	LogSegmentSize int64
	// CheckpointLogBytes starts a checkpoint once so many bytes have been logged since the last one; default 64 MiB, or
	// LogSegmentSize where that is more. It must be at least LogSegmentSize, since log is given back by whole segments.
	CheckpointLogBytes int64
	// CheckpointInterval starts a checkpoint when the last one is so old and something was committed since, from 1 ms on; default 5 min.
	// A negative value switches the clock off.
	CheckpointInterval time.Duration
	// CheckpointHeldPercent starts a checkpoint beside a long reader when pages that only checkpoints keep from reuse, and that readers
	// and checkpoints together keep more than is live, have become so many percent of what is live, from 1 to 100; default 10. At
	// twice as many the next write transaction waits for that checkpoint, which bounds the file. A negative value leaves both out.
	CheckpointHeldPercent int

	// ArchivePath is a folder in which the log is kept for ever: each segment is copied there, durably, before it is given up. With
	// a full backup it makes restoring to any transaction possible, and positions of Watch never run out. The database makes a
	// folder named by its identity in it. Empty, the default, means that the log goes only as far back as checkpoints and the
	// options below need.
	ArchivePath string
	// LogKeepBytes is how much log is kept at least for History and Watch, beyond what checkpoints need, from 0, the default, to 1 TiB.
	LogKeepBytes int64
	// LogHoldBytes is how far a Watch may lie behind before the log that it needs is given up all the same and it
	// ends with ErrPositionGone (unless there is an archive), from 64 KiB to 1 TiB; default 256 MiB.
	LogHoldBytes int64

	// MaxDatabaseSize limits the data file in bytes, from 1 MiB to 128 TiB, and not below MaxValueSize; default 1 TiB, which is
	// address space only. A transaction that needs more fails with a *LimitError. An opening that has to repeat the log may take up to twice as much until it has compacted the file,
	// also where the power failed meanwhile: a file of at most that size, of which no more than MaxDatabaseSize is in use, is compacted by the opening.
	MaxDatabaseSize int64
	// GrowthStep is the least number of bytes by which the data file grows, from PageSize to 1 GiB; default 1 MiB.
	GrowthStep int64
	// MaxTxBytes limits the memory in bytes that one write transaction holds: changed pages, undo images and journal, from 64 KiB
	// to 1 TiB; default 256 MiB, or four times MaxValueSize where that is more. It must be at least four times MaxValueSize, because
	// a value stands in the pages and in the journal, and counts for no less than 16 pages. A transaction that needs more fails with a *LimitError, which with
	// MaxDirtyPages only a single operation can.
	MaxTxBytes int64
	// MaxDirtyPages is how many pages one write transaction holds in memory between two operations, from 1 to 4294967296;
	// default 10000. It counts for no more than a quarter of MaxTxBytes. Beyond it they are written to free pages of the data file,
	// and the journal to the log, before the commit, so that a transaction may be larger than memory. A negative value switches this
	// off, as it is for a database in memory.
	MaxDirtyPages int
	// MaxUnwrittenBytes limits the memory in bytes for pages of committed transactions, all of them in the log, that are not in the
	// data file yet, up to 1 TiB; default 256 MiB. Most are changed again before a checkpoint needs them there. From five eighths of the limit on they
	// are written in the background, above it at the end of a commit. Changes that no reader has come to yet can take as much again. A negative value writes the pages of each commit at once.
	MaxUnwrittenBytes int64
	// MaxKeySize limits keys, and names of tables, in bytes, from 1 to what fits the page: a quarter of PageSize less 42, which is
	// 982 with pages of 4 KiB. Default: 1024, or what fits the page where that is less. Where PageSize is 0 it counts as 4 KiB, also if
	// an existing database has larger pages: say PageSize to store longer keys.
	MaxKeySize int
	// MaxValueSize limits values in bytes, from 1 to 512 MiB; default 64 MiB.
	MaxValueSize int
	// MaxTables limits the number of tables, from 1 to 1048576; default 10000.
	MaxTables int
	// MaxReaders limits the read transactions of this process that are open at the same time, from 1 to 1048576; default 4096.
	// With OpenReadOnly it counts for no more than 255.
	MaxReaders int
	// CompactFreePercent compacts in the background after a checkpoint when more than so many percent of the file, and at least
	// 1 MiB, are free; from 1 to 90, while 0, the default, is never. See Compact.
	CompactFreePercent int
	// MaxCloseMoveBytes limits what Close moves, in bytes, from the end of the data file into free space before it, to make the file
	// shorter, where more than 30 percent of it and at least 4 MiB are free; up to 1 TiB, default 128 MiB. A negative value leaves the
	// file as it is. See Compact for doing so at any time.
	MaxCloseMoveBytes int64
	// MaxReaderAge is how long a read transaction may see something that is no longer the newest; 0, the default, means for
	// ever. It is looked at each ReaderCheckInterval. The process that writes decides, for all processes.
	MaxReaderAge time.Duration
	// OldReaders says what happens to a read transaction beyond MaxReaderAge. Default: WarnOldReaders.
	OldReaders OldReaders
	// ReaderCheckInterval is how often readers are looked at: their ages, and whether their processes are alive; from
	// 1 ms to 1 h, default 1 s.
	ReaderCheckInterval time.Duration
	// MaxReaderProcesses limits the other processes that have the database open for reading, from 1 to 1024; default 64. Each may
	// have up to 255 read transactions open. Who opens the database when no other process has it open sets the limit.
	MaxReaderProcesses int
	// OpenTimeout is how long an opening waits for one under way in another process, from 1 ms to 1 h; default 10 s. After it the
	// opening fails with ErrLocked; see OpenReadOnly for what else that may wait for.
	OpenTimeout time.Duration
	// CloseTimeout is how long Close waits for read transactions that nobody ends, up to 24 h; default 1 min. A negative value
	// means for ever.
	CloseTimeout time.Duration
	// MaxOverlayBytes limits the memory in bytes in which OpenReadOnly repeats what a killed writer left in the log, up to 1 TiB;
	// default 256 MiB. A database that needs more fails with ErrNeedsRecovery, any such database where it is negative.
	MaxOverlayBytes int64
	// MaxSavepoints limits how deep savepoints nest, from 1 to 1024; default 64.
	MaxSavepoints int
	// MaxPendingCommits limits the commits that are published to the next writer but not yet durable, from 1 to 1048576; default
	// 4096. At the limit a commit waits for the log before it takes its turn.
	MaxPendingCommits int

	// Now is the clock: for the times that are recorded in the files, for ages of readers, and for how long things took. Default: time.Now.
	Now func() time.Time
	// Random gives the bytes of identities and epochs. Default: crypto/rand.
	Random io.Reader
	// Events receives what happens inside the database; nil, the default, means nobody listens.
	Events EventListener
	// Observer is told of each write transaction and each sync; nil, the default, means nobody is.
	Observer Observer
}

// CreateMode says what Open does about a database that is missing or present.
type CreateMode uint8

const (
	// CreateIfMissing opens the database or makes a new one. It is the default.
	CreateIfMissing CreateMode = iota
	// CreateNever fails with an error that wraps fs.ErrNotExist where there is no database.
	CreateNever
	// CreateNew fails with an error that wraps fs.ErrExist where there is one.
	CreateNew
)

// Durability says when a commit counts as done.
type Durability uint8

const (
	// DurabilityAlways returns from a commit, and shows it to readers, once the log is on the disk: nothing that was
	// acknowledged is ever lost. It is the default.
	DurabilityAlways Durability = iota
	// DurabilityInterval returns at once and makes the log durable every SyncInterval: a power failure loses at most
	// that time's commits, a crash of the process none.
	DurabilityInterval
	// DurabilityNone leaves durability to checkpoints and Close. What is found after a power failure is consistent
	// but may be old.
	DurabilityNone
)

// ChecksumMode says how often pages are verified.
type ChecksumMode uint8

const (
	// ChecksumOnce verifies each state of a page when this process reads it for the first time. It is the default.
	ChecksumOnce ChecksumMode = iota
	// ChecksumAlways verifies a page at each read.
	ChecksumAlways
	// ChecksumOff never compares checksums; structure is checked all the same, once for each state of a page.
	ChecksumOff
)

// Permissions of what the database creates.
const (
	filePermission   fs.FileMode = 0o600
	folderPermission fs.FileMode = 0o700
)
