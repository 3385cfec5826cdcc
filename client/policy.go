package client

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/route"
)

// Replica says which copy of a record is read.
type Replica uint8

// The choices of a replica.
const (
	// ReplicaDefault takes Options.Replica.
	ReplicaDefault Replica = iota
	// ReplicaSequence reads the master, and with each further attempt the next copy.
	ReplicaSequence
	// ReplicaMaster reads the master alone.
	ReplicaMaster
	// ReplicaAny reads all copies in turn.
	ReplicaAny
	// ReplicaPreferRack reads copies in Options.Racks before others.
	ReplicaPreferRack
	// ReplicaRoundRobin reads all copies in turn, like ReplicaAny.
	ReplicaRoundRobin
	// ReplicaLeastConnections reads the copy whose node has the fewest commands under way.
	ReplicaLeastConnections
	// ReplicaLatencyAware draws two copies and reads the one whose node answers sooner lately.
	ReplicaLatencyAware
)

// policy returns the choice as package route knows it; an unknown one is ReplicaSequence.
func (r Replica) policy() route.Policy {
	table := [...]route.Policy{
		route.Sequence, route.Sequence, route.Master, route.Any, route.PreferRack, route.RoundRobin, route.LeastConnections,
		route.LatencyAware,
	}
	if int(r) >= len(table) {
		return route.Sequence
	}
	return table[r]
}

// ReadPolicy says how a read is made. A nil policy, like a zero one, means the client's defaults.
type ReadPolicy struct {
	// Timing bounds the call; zero means Options.Timing.
	Timing Timing
	// Replica says which copy is read.
	Replica Replica
	// Hedge says whether a slow read is sent to another copy too; the zero value means Options.Hedge.
	Hedge Hedge
	// ReadTouchPercent renews the record's life if less than this share of it is left: 1 to 100, 0 for the server's
	// default, -1 for never.
	ReadTouchPercent int8
	// Filter is an encoded expression that the record must satisfy; nil for none.
	Filter []byte
	// Transaction is what the read belongs to; nil for none. It reads the master then.
	Transaction *Transaction
}

// Exists says what a write does depending on whether the record exists.
type Exists uint8

// What a write may require of the record.
const (
	// Upsert creates the record, or changes the bins that are named.
	Upsert Exists = iota
	// CreateOnly refuses the write if the record exists.
	CreateOnly
	// UpdateOnly refuses the write if the record does not exist.
	UpdateOnly
	// Replace creates the record, or replaces all its bins.
	Replace
	// ReplaceOnly replaces all bins, and refuses the write if the record does not exist.
	ReplaceOnly
)

// flags returns the switch of the command.
func (e Exists) flags() aero.Flags {
	table := [...]aero.Flags{0, aero.FlagCreateOnly, aero.FlagUpdateOnly, aero.FlagCreateOrReplace, aero.FlagReplaceOnly}
	if int(e) >= len(table) {
		return 0
	}
	return table[e]
}

// GenerationCheck says how a write compares WritePolicy.Generation with the record's generation.
type GenerationCheck uint8

// The comparisons.
const (
	// AnyGeneration does not compare.
	AnyGeneration GenerationCheck = iota
	// SameGeneration writes only if both are equal.
	SameGeneration
	// NewerGeneration writes only if the policy's is greater.
	NewerGeneration
)

// flags returns the switch of the command.
func (g GenerationCheck) flags() aero.Flags {
	switch g {
	case SameGeneration:
		return aero.FlagGenerationEqual
	case NewerGeneration:
		return aero.FlagGenerationGreater
	default:
		return 0
	}
}

// WritePolicy says how a write is made. A nil policy, like a zero one, means the client's defaults.
type WritePolicy struct {
	// Timing bounds the call; zero means Options.Timing.
	Timing Timing
	// Exists says what the write requires of the record.
	Exists Exists
	// GenerationCheck compares Generation with the record's.
	GenerationCheck GenerationCheck
	// Generation is what is compared.
	Generation uint32
	// TTLSeconds is how long the record shall live, or one of aero's TTL constants; 0 is the server's default.
	TTLSeconds uint32
	// SendKey stores the user key with the record, so that scans return it.
	SendKey bool
	// DurableDelete leaves a tombstone where the write removes the record (Enterprise).
	DurableDelete bool
	// Filter is an encoded expression that the record must satisfy; nil for none.
	Filter []byte
	// Transaction is what the write belongs to; nil for none. LockOnce refuses, with aero.CodeTransactionAlreadyLocked, a
	// write to a record that the transaction has written before.
	Transaction *Transaction
	LockOnce    aero.Once
}

// BatchPolicy says how a batch is made. A nil policy means the client's defaults.
type BatchPolicy struct {
	// Timing bounds the call; zero means Options.Timing.
	Timing Timing
	// Replica says which copies are read.
	Replica Replica
	// MaxEntriesPerRequest splits what goes to one node; 0 means 5,000, which servers accept.
	MaxEntriesPerRequest int
	// MaxConcurrentRequests is how many requests are in flight at once; 0 does not limit.
	MaxConcurrentRequests int
	// Filter is an encoded expression that records must satisfy whose entry has none; nil for none.
	Filter []byte
	// Transaction is what all entries belong to; nil for none. Reads go to masters then.
	Transaction *Transaction
}

// ScanPolicy says how a scan is made. A nil policy means the client's defaults.
type ScanPolicy struct {
	// Timing bounds the scan; zero means Options.ScanTiming. Retries count anew after progress.
	Timing Timing
	// Bins are the bins to return; none returns all.
	Bins []string
	// HeaderOnly returns records without bins.
	HeaderOnly bool
	// MaxRecords ends the scan after so many records; 0 does not.
	MaxRecords uint64
	// RecordsPerSecond limits the rate at each node; 0 does not.
	RecordsPerSecond uint32
	// MaxConcurrentNodes is how many nodes are asked at once; 0 asks all.
	MaxConcurrentNodes int
	// RequestsPerNode is how many requests walk through a node at once, each through a share of its partitions; 0 means 2.
	// Queries and walks with MaxRecords or RecordsPerSecond make one.
	RequestsPerNode int
	// FirstPartition and PartitionCount restrict the walk to a range of partitions; a count of 0 does not.
	FirstPartition, PartitionCount int
	// Cursor says where to begin, and is moved along; nil begins at the beginning.
	Cursor *Cursor
	// Filter is an encoded expression that records must satisfy; nil for none.
	Filter []byte
	// where is the range of a query.
	where *aero.IndexRange
}
