package layout

import "github.com/aerolith/aerolith/aero"

// Version is the first byte of every stored record.
const Version = 1

// The limits of a stored record. They are the protocol's and part of the format.
const (
	// MaxNameLength is the longest bin name in bytes.
	MaxNameLength = 15
	// MaxBins is how many bins a record may have.
	MaxBins = 0x7FFF
	// MaxValueLength is the longest value or key in bytes that the format can express.
	MaxValueLength = 1<<32 - 1
)

// Offsets of the fixed part of a stored record. Numbers are little-endian.
const (
	offsetVersion    = 0
	offsetFlags      = 1
	offsetGeneration = 2
	offsetVoidTime   = 4
	offsetLastUpdate = 8
	offsetSetID      = 16
	offsetBinCount   = 18
	fixedSize        = 20
)

// flagKey says that the user key follows the fixed part. All other flag bits must be zero.
const flagKey = 1 << 0

// Sizes of the table keys.
const (
	// RecordKeySize is the length of a key of the table records: partition, then digest.
	RecordKeySize = partitionSize + aero.DigestSize
	// ExpiryKeySize is the length of a key of the table expiry: void time, then digest.
	ExpiryKeySize = voidTimeSize + aero.DigestSize
	// PartitionPrefixSize is the length of what all keys of one partition have in common.
	PartitionPrefixSize = partitionSize

	partitionSize = 2
	voidTimeSize  = 4
)
