package server

import (
	"context"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// Store executes commands. All methods may be called from many goroutines at once. What goes wrong with one command
// is its result's code; an error is trouble that has no code, after which the connection is closed.
type Store interface {
	IndexStore
	// Execute carries out one command and returns when its answer may be given.
	Execute(ctx context.Context, cmd *aero.RecordCommand, res *aero.RecordResult) error
	// Write carries out commands that write, in order, and returns when the answers to all of them may be given. A result
	// with aero.CodeTimeout leaves the write in doubt.
	Write(writes []aero.Write)
	// Batch carries out the entries and yields each result with its index. An error of yield ends it.
	Batch(ctx context.Context, cmd *aero.BatchCommand, yield func(index int, res *aero.RecordResult) error) error
	// Scan yields the records of the partitions and reports every finished partition. Both calls come from the
	// goroutine that called Scan; an error of either ends it.
	Scan(ctx context.Context, cmd *aero.ScanCommand, yield func(res *aero.RecordResult) error,
		partitionDone func(id aero.PartitionID, code aero.ResultCode) error) error
	// Truncate removes the records of a set, or of the namespace for an empty set, that were last changed before
	// the given time.
	Truncate(namespace, set string, before time.Time) error
	// Namespaces returns the names of the namespaces, in a fixed order. It is called often and must be cheap.
	Namespaces() []string
	// NamespaceStats describes a namespace as it is now; false if there is none of that name.
	NamespaceStats(namespace string) (NamespaceStats, bool)
	// PartitionObjects counts the records of a namespace by partition.
	PartitionObjects(namespace string) ([]uint64, error)
	// SetStats describes the sets of a namespace; empty if there is no such namespace.
	SetStats(namespace string) []SetStats
}

// NamespaceStats describes a namespace for info answers.
type NamespaceStats struct {
	// Objects is the number of records, Expired how many have gone because their time was over.
	Objects, Expired uint64
	// Tombstones is how many durable deletes are remembered.
	Tombstones uint64
	// DataBytes is what the records take in the data file, or in memory if there is none.
	DataBytes uint64
	// MaxRecordSize is the largest record allowed, in bytes.
	MaxRecordSize uint64
	// DefaultTTLSeconds is the life of records that ask for the default; 0 is for ever.
	DefaultTTLSeconds uint32
	// ExpiryPeriodSeconds is how often expired records are removed; 0 is never.
	ExpiryPeriodSeconds uint32
	// StopWrites says that the namespace takes no writes.
	StopWrites bool
	// Evicted is how many records were removed to make room, HighWaterBreached that there is too little room.
	Evicted           uint64
	HighWaterBreached bool
	// DataSize is the budget of the records in bytes; 0 is none. StopWritesPercent, EvictPercent and EvictTenthsPercent say
	// what happens at which share of it.
	DataSize                        uint64
	StopWritesPercent, EvictPercent uint8
	EvictTenthsPercent              uint16
	// Indexes is how many secondary indexes there are, IndexBytes what they take.
	Indexes, IndexBytes uint64
	// Persistent says that the namespace survives a restart.
	Persistent bool
	// Extra are further numbers worth showing, in order. Names and values must not contain '=', ':' or ';'.
	Extra []NamedValue
}

// NamedValue is a statistic that the store adds to info answers.
type NamedValue struct {
	// Name is the statistic's name.
	Name string
	// Value is its value.
	Value string
}

// SetStats describes a set for info answers.
type SetStats struct {
	// Name is the set's name.
	Name string
	// Objects is the number of records, Tombstones how many durable deletes are remembered.
	Objects, Tombstones uint64
	// DataBytes is what the records take.
	DataBytes uint64
	// Truncated is the time of the last truncation; zero if there was none.
	Truncated time.Time
	// Truncating says that records of a truncation are still being removed.
	Truncating bool
	// Indexes is how many secondary indexes the set has on values.
	Indexes uint64
	// Indexed says that there is an index of the set's records, IndexPopulating that it is being built.
	Indexed, IndexPopulating bool
	// DefaultTTLSeconds is the life of its records that ask for the default; 0 is the namespace's.
	DefaultTTLSeconds uint32
	// StopWritesCount and StopWritesSize are its limits; 0 is none.
	StopWritesCount, StopWritesSize uint64
	// DisableEviction says that its records are not removed to make room.
	DisableEviction bool
}
