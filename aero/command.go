package aero

import "time"

// Flags are the switches of a record command. They carry the meaning of the protocol's info bits; package wire
// knows where each of them lies in a message.
type Flags uint32

// The switches of a record command.
const (
	// FlagRead says that the command reads bins or metadata.
	FlagRead Flags = 1 << iota
	// FlagReadAllBins asks for every bin, beside what the operations ask for.
	FlagReadAllBins
	// FlagNoBinData asks for metadata only: generation, void time, existence.
	FlagNoBinData
	// FlagWrite says that the command may change the record.
	FlagWrite
	// FlagDelete removes the whole record.
	FlagDelete
	// FlagDurableDelete leaves a tombstone where a record is removed.
	FlagDurableDelete
	// FlagGenerationEqual applies the write only if the record's generation equals Command.Generation.
	FlagGenerationEqual
	// FlagGenerationGreater applies the write only if Command.Generation is greater than the record's.
	FlagGenerationGreater
	// FlagCreateOnly refuses the write if the record exists.
	FlagCreateOnly
	// FlagUpdateOnly refuses the write if the record does not exist.
	FlagUpdateOnly
	// FlagCreateOrReplace drops the bins that the write does not name; the record may be new.
	FlagCreateOrReplace
	// FlagReplaceOnly drops the bins that the write does not name; the record must exist.
	FlagReplaceOnly
	// FlagRespondAllOps wants one result for every operation, in the order of the request.
	FlagRespondAllOps
	// FlagAllCopies lets a read ask all copies of the record where they may differ (availability).
	FlagAllCopies
	// FlagLinear lets a read see every write that was acknowledged before (strong consistency).
	FlagLinear
	// FlagAnyCopy lets a read take any copy (strong consistency).
	FlagAnyCopy
	// FlagUnavailable lets a read take a copy that may be outdated because others cannot be reached (strong consistency).
	FlagUnavailable
	// FlagMasterOnly acknowledges a write once the master has it.
	FlagMasterOnly
	// FlagDropKey removes the user key that is stored with the record. Only functions ask for it.
	FlagDropKey
)

// The values of RecordCommand.TTLSeconds that do not count seconds.
const (
	// TTLDefault takes the default of the set or of the namespace.
	TTLDefault uint32 = 0
	// TTLNever lets the record live until it is deleted.
	TTLNever uint32 = 0xFFFFFFFF
	// TTLKeep changes the record without changing when it expires.
	TTLKeep uint32 = 0xFFFFFFFE
)

// OpType is what one operation does to one bin. The numbers are the protocol's.
type OpType uint8

// The operations of Aerospike 8.1.
const (
	OpRead             OpType = 1
	OpWrite            OpType = 2
	OpCDTRead          OpType = 3
	OpCDTModify        OpType = 4
	OpAdd              OpType = 5
	OpExpressionRead   OpType = 7
	OpExpressionModify OpType = 8
	OpAppend           OpType = 9
	OpPrepend          OpType = 10
	OpTouch            OpType = 11
	OpBitRead          OpType = 12
	OpBitModify        OpType = 13
	OpDelete           OpType = 14
	OpHLLRead          OpType = 15
	OpHLLModify        OpType = 16
)

// Operation is one step of a record command.
type Operation struct {
	// Type is what the step does.
	Type OpType
	// Bin names the bin; empty for steps on the whole record.
	Bin string
	// Value is the operand; ParticleNil where the step needs none.
	Value Particle
}

// RecordCommand is one command on one record: get, exists, put, touch, delete and operate are all of this form.
//
// Strings and byte slices may alias memory of whoever built the command. They stay unchanged until the command
// has completed; who keeps them longer copies them.
type RecordCommand struct {
	// Namespace and Set say where the record lives; Set may be empty.
	Namespace, Set string
	// Digest identifies the record within the namespace.
	Digest Digest
	// Key is the user key, if it travels with the command. A write stores it with the record.
	Key Particle
	// Flags are the command's switches.
	Flags Flags
	// Generation is what the generation flags compare with.
	Generation uint32
	// TTLSeconds is how long a written record shall live, or one of the TTL constants.
	TTLSeconds uint32
	// ReadTouchPercent asks a read to renew a record's life when less than this share of it, 1 to 100, is left;
	// 0 takes the set's or namespace's default and -1 never renews.
	ReadTouchPercent int8
	// Filter is an encoded expression that the record must satisfy; nil for none.
	Filter []byte
	// Transaction ties the command to a multi-record transaction; zero for none.
	Transaction Transaction
	// Timeout bounds the execution from the moment the command arrived; 0 takes the server's default.
	Timeout time.Duration
	// Operations are carried out in order.
	Operations []Operation
	// Function is applied to the record in place of operations; nil for none.
	Function *Function
}

// Write is a command that writes, and where its answer goes.
type Write struct {
	Command *RecordCommand
	Result  *RecordResult
}

// RecordResult is the outcome of a RecordCommand, or one record of a batch or scan. A zero RecordResult is ready
// for use; Reset readies it for another command and keeps its memory.
type RecordResult struct {
	// Code is the outcome. The other fields count only as far as it allows.
	Code ResultCode
	// Digest identifies the record; set by batches and scans.
	Digest Digest
	// Set and Key are filled for scans, as far as they were stored.
	Set string
	// Key is the stored user key.
	Key Particle
	// Generation is the record's generation after the command.
	Generation uint32
	// IndexValue is where in the secondary index the record was found, for a later PartitionRange.AfterValue; only of
	// scans with an Index.
	IndexValue int64
	// VoidTime is when the record expires, in seconds since the protocol's epoch (2010-01-01T00:00:00Z); 0 is
	// never.
	VoidTime uint32
	// Version is the record's version, for commands of a multi-record transaction that have not written it; 0 for none.
	Version uint64
	// DeadlineSeconds is when a multi-record transaction expires, in seconds since the protocol's epoch; set for
	// commands on its monitor, 0 for others.
	DeadlineSeconds uint32
	// Bins are the values read, in the order that the command asked for.
	Bins []Bin
	// Memory backs what Bins and Key point to. Executors append to it and never shrink what is in use.
	Memory []byte
}

// Reset empties the result for another command. Memory that the result owns is kept and will be overwritten.
func (r *RecordResult) Reset() {
	*r = RecordResult{Bins: r.Bins[:0], Memory: r.Memory[:0]}
}

// BatchCommand is a list of record commands that travel together and succeed or fail one by one.
type BatchCommand struct {
	// Entries are the commands; a result names its entry by index in this list.
	Entries []RecordCommand
	// StopAtFailure ends the batch at the first entry whose code is neither ok nor "not found" nor "filtered".
	StopAtFailure bool
	// Timeout bounds the whole batch; 0 takes the server's default.
	Timeout time.Duration
}

// PartitionRange is the part of one partition that a scan still has to visit.
type PartitionRange struct {
	// ID is the partition, 0 to PartitionCount-1.
	ID PartitionID
	// After is the last digest already seen; nil starts at the beginning.
	After *Digest
	// AfterValue is the index value under which After was seen, RecordResult.IndexValue; only with ScanCommand.Index.
	AfterValue int64
}

// ScanCommand visits the records of a namespace, or of one of its sets, partition by partition.
type ScanCommand struct {
	// Namespace and Set say what to visit; an empty Set visits all sets.
	Namespace, Set string
	// Partitions are visited in this order.
	Partitions []PartitionRange
	// Index selects the records by a secondary index; nil visits them by digest.
	Index *IndexRange
	// Bins selects the bins to return; empty returns all. A record that has none of them is left out.
	Bins []string
	// Operations are reading operations whose results are returned in place of bins; empty for none.
	Operations []Operation
	// NoBinData returns metadata only.
	NoBinData bool
	// MaxRecords ends the scan after so many records; 0 is no limit.
	MaxRecords uint64
	// RecordsPerSecond limits the rate; 0 is no limit.
	RecordsPerSecond uint32
	// Filter is an encoded expression that records must satisfy; nil for none.
	Filter []byte
	// ID is the number under which operators see and abort the scan; 0 chooses one. No two that run have the same.
	ID uint64
	// Short says that the answer is expected to be small and wanted soon: operators do not see the scan, and it ends with
	// CodeTimeout after Timeout.
	Short bool
	// Timeout bounds a short scan; 0 takes the server's default.
	Timeout time.Duration
	// From says who asked, for operators.
	From string
	// SocketTimeout ends the scan when the client takes nothing for so long; 0 takes the server's default.
	SocketTimeout time.Duration
}
