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

// Consistency says what a read may see. Which values make a difference depends on how the namespace is configured.
type Consistency uint8

// The consistencies.
const (
	// ReadSession, in namespaces with strong consistency, never goes back behind what this client has seen; in others it
	// reads one copy. It is the default.
	ReadSession Consistency = iota
	// ReadAllCopies asks all copies where they may differ; in namespaces without strong consistency.
	ReadAllCopies
	// ReadLinear sees every write that was acknowledged before it began, and reads the master.
	ReadLinear
	// ReadAnyCopy may read copies that are behind.
	ReadAnyCopy
	// ReadUnavailable reads even what is outdated because other nodes cannot be reached.
	ReadUnavailable
)

// flags returns the switch of the command.
func (c Consistency) flags() aero.Flags {
	table := [...]aero.Flags{0, aero.FlagAllCopies, aero.FlagLinear, aero.FlagAnyCopy, aero.FlagUnavailable}
	if int(c) >= len(table) {
		return 0
	}
	return table[c]
}

// ReadPolicy says how a read is made. A nil policy, like a zero one, means the client's defaults.
type ReadPolicy struct {
	// Timing bounds the call; zero means Options.Timing.
	Timing Timing
	// Replica says which copy is read.
	Replica Replica
	// Consistency says what the read may see.
	Consistency Consistency
	// Hedge says whether a slow read is sent to another copy too; the zero value means Options.Hedge.
	Hedge Hedge
	// ReadTouchPercent renews the record's life if less than this share of it is left: 1 to 100, 0 for the server's
	// default, -1 for never.
	ReadTouchPercent int8
	// Filter is an expression that the record must satisfy, as Encode of package aero/expr gives it; nil for none.
	Filter []byte
	// Compress sends the request in compressed form if it is large, and asks for the answer in that form (Enterprise).
	Compress bool
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
	// MasterOnly acknowledges the write once the master has it; by default all copies do.
	MasterOnly bool
	// SendKey stores the user key with the record, so that scans return it.
	SendKey bool
	// DurableDelete leaves a tombstone where the write removes the record (Enterprise).
	DurableDelete bool
	// Filter is an encoded expression that the record must satisfy; nil for none.
	Filter []byte
	// Compress sends the request in compressed form if it is large (Enterprise).
	Compress bool
	// Transaction is what the write belongs to; nil for none. LockOnce refuses, with aero.CodeTransactionAlreadyLocked, a
	// write to a record that the transaction has written before.
	Transaction *Transaction
	LockOnce    aero.Once
}
