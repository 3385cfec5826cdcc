package backup

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// Format constants; docs/format/backup.md draws them.
const (
	// magic opens every backup.
	magic = "AEROBKUP"
	// Version is the version of the format that this code writes. It reads no other.
	Version = 1

	openingSize     = 16 // magic, u32 version, u32 0
	blockHeaderSize = 12 // u32 checksum, u32 length, u8 kind, 3 zeros
	// blockMax is the greatest length of a block's payload.
	blockMax = 1 << 20
	// blockFill is when a block of entries is written.
	blockFill = 256 << 10
	sumSize   = 32
	endSize   = 3*8 + sumSize
	// positionMax bounds the text of a log position, nameMax a table's name and options.
	positionMax = 1 << 10
	nameMax     = 64 << 10
)

// kind says what a block holds.
type kind uint8

// The kinds of blocks.
const (
	kindHead    kind = 1
	kindTable   kind = 2
	kindEntries kind = 3
	kindLarge   kind = 4 // an entry whose value goes on in blocks of kindMore
	kindMore    kind = 5
	kindEnd     kind = 6
)

// Head is what a backup says of the database that it was taken of.
type Head struct {
	// Identity is the database's UUID.
	Identity [16]byte
	// Tx is the transaction whose state it holds, WallTime when it was taken, in nanoseconds since 1970.
	Tx       uint64
	WallTime int64
	// PageSize is the database's page size.
	PageSize uint32
	// Tables and Entries tell how much follows.
	Tables, Entries uint64
	// Position is the text of the place in the log behind the state; empty for a database without a log.
	Position string
}

// Table introduces the entries of a table.
type Table struct {
	// Name is the table's name.
	Name string
	// Options are the table's options as the engine encodes them.
	Options []byte
	// Entries is how many follow.
	Entries uint64
}

// Totals is what the trailer states.
type Totals struct {
	Tables, Entries uint64
	// Bytes is the length of keys and values.
	Bytes uint64
	// Sum is the SHA-256 of the stream before the trailer.
	Sum [sumSize]byte
}

// ErrDamaged is what every error wraps that says that a stream is not a whole, intact backup.
var ErrDamaged = errors.New("zerodb: backup is damaged or incomplete")

// ErrVersion says that a backup has a version that this code does not know.
var ErrVersion = errors.New("zerodb: backup has an unknown format version: use the release that wrote it")

// damaged says what is wrong, and where in the stream.
func damaged(offset int64, problem string) error {
	return fmt.Errorf("%w: %s at byte %d of the uncompressed stream", ErrDamaged, problem, offset)
}

// order is the byte order of the numbers.
var order = binary.LittleEndian

// castagnoli returns the table of CRC-32C, one shared by the whole process.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }
