package journal

import "encoding/binary"

// Versions of the encoding: of a transaction in one piece, and of one in several, whose pieces are numbered.
const (
	version       = 1
	versionPieces = 2
)

// maxPart is the greatest number of a piece.
const maxPart = 1<<24 - 1

// The header's layout. docs/format/journal.md draws it.
const (
	offsetVersion  = 0 // u8, then u24: number of the piece, 0 in version 1
	offsetCount    = 4 // u32: number of operations, naming a table included, modulo 2^32
	offsetWallTime = 8 // i64: nanoseconds since 1970
	offsetPrevious = 16
	headerSize     = 24
)

// Kind says what an operation does.
type Kind uint8

// The kinds of operations. 0 is none, so that zeros are never an operation.
const (
	// NameTable gives the next number, from 0 on, to the table called Key, which may or may not exist.
	NameTable Kind = 1
	// CreateTable creates the table; Value has its options, encoded by the engine.
	CreateTable Kind = 2
	// DropTable deletes the table and all that it holds.
	DropTable Kind = 3
	// ClearTable deletes all that the table holds.
	ClearTable Kind = 4
	// Put stores Value under Key, whether Key existed or not.
	Put Kind = 5
	// Delete removes Key, with all of its values where the table has duplicates.
	Delete Kind = 6
	// DeleteRange removes the keys from Key on and below Value; an empty one leaves that side open.
	DeleteRange Kind = 7
	// DeletePair removes Value from those of Key, in a table with duplicates.
	DeletePair Kind = 8
	// RenameTable gives the table the name Value, which no table has.
	RenameTable Kind = 9
)

// shape says which fields follow an operation's kind.
type shape uint8

const (
	shapeName     shape = iota + 1 // length and bytes of the name
	shapeTable                     // table number
	shapeKey                       // table number, length and bytes of the key
	shapeValue                     // table number, length and bytes of the value
	shapeKeyValue                  // table number, both lengths, then both
)

// shapes gives the fields of every kind. A later kind is one more line; an unknown kind ends decoding with an error, since its
// effect cannot be left out.
var shapes = [...]shape{
	NameTable:   shapeName,
	CreateTable: shapeValue,
	DropTable:   shapeTable,
	ClearTable:  shapeTable,
	Put:         shapeKeyValue,
	Delete:      shapeKey,
	DeleteRange: shapeKeyValue,
	DeletePair:  shapeKeyValue,
	RenameTable: shapeValue,
}

// order is the byte order of everything on disk.
var order = binary.LittleEndian
