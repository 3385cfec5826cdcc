package msgpack

// The heads of values. Aerospike uses a subset of MessagePack: strings, blobs and the like share the string heads and carry
// a particle type as their first byte.
const (
	FixMap    = 0x80
	FixList   = 0x90
	FixString = 0xa0
	Nil       = 0xc0
	Reserved  = 0xc1
	False     = 0xc2
	True      = 0xc3
	Bin8      = 0xc4
	Bin16     = 0xc5
	Bin32     = 0xc6
	Ext8      = 0xc7
	Ext16     = 0xc8
	Ext32     = 0xc9
	Float32   = 0xca
	Float64   = 0xcb
	Uint8     = 0xcc
	Uint16    = 0xcd
	Uint32    = 0xce
	Uint64    = 0xcf
	Int8      = 0xd0
	Int16     = 0xd1
	Int32     = 0xd2
	Int64     = 0xd3
	FixExt1   = 0xd4
	FixExt2   = 0xd5
	FixExt16  = 0xd8
	String8   = 0xd9
	String16  = 0xda
	String32  = 0xdb
	List16    = 0xdc
	List32    = 0xdd
	Map16     = 0xde
	Map32     = 0xdf
	Negative  = 0xe0
)

// CountHeads are the three heads of lists, or of maps.
type CountHeads struct {
	// Short carries counts below 16 in its low bits; Medium and Long are followed by 2 and 4 bytes.
	Short, Medium, Long byte
}

// ListHeads returns the heads of lists.
func ListHeads() CountHeads { return CountHeads{Short: FixList, Medium: List16, Long: List32} }

// MapHeads returns the heads of maps.
func MapHeads() CountHeads { return CountHeads{Short: FixMap, Medium: Map16, Long: Map32} }

// The limits of what fits into a head.
const (
	fixIntegerMin  = -32
	fixStringSizes = 32
	fixCounts      = 16
)
