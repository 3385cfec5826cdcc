package meta

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

const (
	// magic tells a database file from any other.
	magic = "Aerolith"
	// FormatVersion is the version of the whole data file that this code writes. It reads no other.
	FormatVersion = 2
	// knownFeatures are the feature bits that this code understands; it refuses a file with others.
	knownFeatures = 0
	// flagClean says that the database was closed after this checkpoint and nothing in the log follows it.
	flagClean = 1 << 0
	// maxPages bounds the high-water mark, so that offsets in the file stay below 2^63 bytes.
	maxPages = 1 << 47
)

// Offsets in a meta page, behind the header that all pages share. docs/format/meta.md draws them.
const (
	offsetKind      = 4 // u8 kind; the flags and the count behind it are 0
	offsetNumber    = 8
	offsetBirth     = 16 // the checkpoint's transaction
	offsetMagic     = page.OffsetBody
	offsetVersion   = offsetMagic + len(magic)
	offsetPageSize  = offsetVersion + 4
	offsetFeatures  = offsetPageSize + 4
	offsetUUID      = offsetFeatures + 8
	offsetCatalog   = offsetUUID + 16 // reference: number, birth
	offsetEntries   = offsetCatalog + 16
	offsetDepth     = offsetEntries + 8
	offsetFlags     = offsetDepth + 4
	offsetFree      = offsetFlags + 4 // reference
	offsetHighWater = offsetFree + 16
	offsetLSN       = offsetHighWater + 8
	offsetSegment   = offsetLSN + 8
	offsetChain     = offsetSegment + 8
	offsetReserved  = offsetChain + 4
	offsetWallTime  = offsetReserved + 4
	offsetFieldsEnd = offsetWallTime + 8
)

// Kinds of damage that only meta pages have.
const (
	// Magic says that the page does not begin as a meta page does.
	Magic fault.Kind = "magic number"
	// Contradiction says that the two meta pages cannot belong to one database, or claim the same transaction with
	// different content.
	Contradiction fault.Kind = "contradiction between the meta pages"
)

// order is the byte order of everything on disk.
var order = binary.LittleEndian
