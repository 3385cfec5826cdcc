package record

import (
	"time"

	"github.com/aerolith/aerolith/zerodb"
)

// Storage says where a namespace lives.
type Storage uint8

const (
	// StorageFile keeps the namespace in a folder; it survives the process. It is the default.
	StorageFile Storage = iota
	// StorageMemory keeps the namespace in memory only.
	StorageMemory
)

// NamespaceOptions are the settings of one namespace. Zero fields mean their defaults.
type NamespaceOptions struct {
	// Name is the namespace's name, 1 to 31 letters, digits, '-' and '_', beginning with a letter or digit. It is
	// the name of the folder too.
	Name string
	// Storage says where the records live.
	Storage Storage
	// DefaultTTLSeconds is the life of records whose writer asks for the default, at most ten years; 0 is for ever.
	DefaultTTLSeconds uint32
	// MaxRecordSize is the largest record in bytes, from 64 to 8 MiB, counted as an Aerospike server counts.
	MaxRecordSize int
	// ReadTouchPercent renews a record that is read when less than this share of its life is left, 1 to 100, unless
	// the reader says otherwise; 0 never does.
	ReadTouchPercent uint8
	// DataSize is the budget of the stored records in bytes, as NamespaceStats.DataBytes counts them; 0 is no budget.
	DataSize uint64
	// StopWritesPercent refuses writes, but for deletes, with aero.CodeOutOfSpace while the records take this share of
	// DataSize or more, 1 to 100; 0 never does.
	StopWritesPercent uint8
	// EvictPercent removes records that would expire, those first that would expire first, while the records take more than
	// this share of DataSize, 1 to 100; 0 never does.
	EvictPercent uint8
	// EvictTenthsPercent is how many of the records that would expire are removed at a time, in tenths of a percent, 1 to
	// 1000.
	EvictTenthsPercent uint16
}

// Options say how a store is opened. Zero fields mean their defaults; Namespaces must be given.
type Options struct {
	// Engine says how each namespace's database is opened. Its clock is replaced by Now.
	Engine zerodb.Options
	// Namespaces are the namespaces of the store.
	Namespaces []NamespaceOptions

	// QueueLength is how many writes of a namespace may wait for their turn; further ones block their callers.
	QueueLength int
	// MaxGroupCommands is how many writes at most share one transaction.
	MaxGroupCommands int
	// MaxGroupBytes ends a group of writes once they have stored so many bytes.
	MaxGroupBytes int
	// MaxGroupsInFlight is how many groups may be committed but not yet durable. While that many are, further writes
	// gather in the queue, which makes groups larger.
	MaxGroupsInFlight int
	// DefaultTimeout bounds the wait of writes that ask for no bound of their own. A write whose time is over when its
	// turn comes is answered with aero.CodeTimeout and has no effect.
	DefaultTimeout time.Duration

	// MaxResultBytes bounds the values that one command answers with, in bytes; beyond it the code is "too big".
	MaxResultBytes int
	// BatchWindow is how many writes of a batch are under way at the same time.
	BatchWindow int
	// ScanChunkRecords and ScanChunkBytes bound what a scan reads in one read transaction, in records visited and in
	// bytes. Between two chunks the scan holds no snapshot.
	ScanChunkRecords, ScanChunkBytes int

	// MaxBackgroundJobs is how many jobs of a namespace may run in the background; further ones are refused.
	MaxBackgroundJobs int
	// MaxDoneJobs is how many jobs that have ended are remembered.
	MaxDoneJobs int
	// BackgroundRate is how many records a second a job in the background works on, unless it asks for fewer.
	BackgroundRate uint32

	// ExpiryInterval is how often expired records are looked for, to give back their space; a negative value switches
	// that off, and with it the looking for old tombstones. Reads never show them in any case.
	ExpiryInterval time.Duration
	// IndexSurveyInterval is how often secondary indexes are looked through for how their entries are spread; a negative value
	// does so only once they are built.
	IndexSurveyInterval time.Duration
	// CleanStep is how many expired or truncated records are removed in one step between other writes.
	CleanStep int

	// MaxSets is how many sets a namespace may have, at most 65535.
	MaxSets int
	// MaxBinNames is how many bin names a namespace keeps in memory to return them without allocating.
	MaxBinNames int

	// Enterprise offers what an Aerospike cluster has in its Enterprise edition only: multi-record transactions and
	// durable deletes. Without it they are answered with aero.CodeEnterpriseOnly; locks of transactions that are left
	// from a time with it are kept to until they expire.
	Enterprise bool
	// Functions bounds functions in Lua.
	Functions FunctionOptions

	// Now is the clock. Default: time.Now.
	Now func() time.Time
	// Events receives what happens in the background; nil means nobody listens.
	Events EventListener
}
