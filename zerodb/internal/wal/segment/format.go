package segment

import "hash/crc32"

// Format constants. They are the file format: changing one of them means a new Version.
const (
	// Version is the format version that headers carry; OldestVersion is the least that is read. Version 2 added the files that continue
	// the last segment, which a reader of version 1 would pass over, version 3 the mark of a segment that was cut.
	Version       = 3
	OldestVersion = 1
	// HeaderSize is how many bytes the header occupies. The fields need far fewer, but a block of its own means
	// that writing a frame never rewrites a disk sector that holds the header.
	HeaderSize = 4096
	// FrameHeaderSize is the length of what precedes a frame's payload.
	FrameHeaderSize = 48
	// Alignment is what every frame's start and length are a multiple of.
	Alignment = 8
	// MinRoom is the fewest bytes at the end of a segment in which a frame may start. A shorter rest is padding
	// that nobody reads.
	MinRoom = FrameHeaderSize + 2*Alignment
	// MaxFrameSize bounds a whole frame, so that a reader needs a window of that size and no more.
	MaxFrameSize = 64 << 10
	// MaxPiece is the most payload bytes that one frame carries.
	MaxPiece = MaxFrameSize - FrameHeaderSize
	// SizeUnit is what a segment's size is a multiple of.
	SizeUnit = 4096
	// MinSize is the least size of a segment: the header and one unit of frames.
	MinSize = HeaderSize + SizeUnit
	// MaxSize is the greatest size of a segment.
	MaxSize = 1 << 30
)

// magic opens every segment file.
const magic = "AEROLOG\x00"

// Offsets of the header's fields.
const (
	headerMagicAt    = 0
	headerVersionAt  = 8
	headerSumAt      = 12
	headerIdentityAt = 16
	headerSequenceAt = 32
	headerEpochAt    = 40
	headerFirstAt    = 48
	headerLengthAt   = 56
	headerChainAt    = 64
	headerReservedAt = 68
	headerFieldsEnd  = 72
)

// Where the mark of a cut segment stands in the header's block, and the offsets of its fields.
const (
	// CutAt is the beginning of a sector, so that writing the mark leaves the header alone.
	CutAt = 512

	cutSumAt      = 0
	cutReservedAt = 4
	cutEpochAt    = 8
	cutSequenceAt = 16
	cutLengthAt   = 24
	cutSize       = 32
)

// Offsets of a frame's fields.
const (
	frameSumAt      = 0
	frameHeadSumAt  = 4
	framePrevAt     = 8
	frameLengthAt   = 12
	frameEpochAt    = 16
	frameDurableAt  = 24
	frameTxAt       = 32
	frameSequenceAt = 40
	frameTypeAt     = 44
	frameFlagsAt    = 45
	frameReservedAt = 46
)

// Flags say which part of its record a frame carries.
type Flags uint8

// The flags of a frame. A record that fits into one frame has both.
const (
	// First marks the frame that begins a record.
	First Flags = 1 << iota
	// Last marks the frame that ends a record.
	Last

	knownFlags = First | Last
)

// castagnoli returns the table of CRC-32C, which processors compute in hardware. crc32.MakeTable hands out one
// shared table, so the call costs a load.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// Origin returns the chain value that the log of a database starts from, so that logs of two databases differ
// from their first frame.
func Origin(identity [16]byte) uint32 { return crc32.Checksum(identity[:], castagnoli()) }

// align rounds a payload length up to Alignment.
func align(n int) int { return (n + Alignment - 1) &^ (Alignment - 1) }
