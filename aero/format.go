package aero

// The heads of MessagePack values. Aerospike uses a subset: strings, blobs and the like share the string heads and
// carry a particle type as their first byte.
const (
	packFixMap    = 0x80
	packFixList   = 0x90
	packFixString = 0xa0
	packNil       = 0xc0
	packFalse     = 0xc2
	packTrue      = 0xc3
	packBin8      = 0xc4
	packBin16     = 0xc5
	packBin32     = 0xc6
	packExt8      = 0xc7
	packExt16     = 0xc8
	packExt32     = 0xc9
	packFloat32   = 0xca
	packFloat64   = 0xcb
	packUint8     = 0xcc
	packUint16    = 0xcd
	packUint32    = 0xce
	packUint64    = 0xcf
	packInt8      = 0xd0
	packInt16     = 0xd1
	packInt32     = 0xd2
	packInt64     = 0xd3
	packFixExt1   = 0xd4
	packFixExt16  = 0xd8
	packString8   = 0xd9
	packString16  = 0xda
	packString32  = 0xdb
	packList16    = 0xdc
	packList32    = 0xdd
	packMap16     = 0xde
	packMap32     = 0xdf
	packNegative  = 0xe0
)

// countHeads are the three heads of lists, or of maps.
type countHeads struct {
	// short carries counts below 16 in its low bits; medium and long are followed by 2 and 4 bytes.
	short, medium, long byte
}

// The heads of the two kinds of collections.
var (
	listHeads = countHeads{packFixList, packList16, packList32}
	mapHeads  = countHeads{packFixMap, packMap16, packMap32}
)

// The layout of particles outside lists and maps.
const (
	// numberSize is the size of an integer or float.
	numberSize = 8
	// geoHeaderSize is what precedes the JSON text of a GeoJSON particle: flags, then the number of cells.
	geoHeaderSize = 3
	// geoCellSize is the size of one cell between header and text.
	geoCellSize = 8
)

// markerMask are the flags that a marker may carry, those included that only say how a result was made, such as 0x08
// for a map whose order must be kept. An extension with other bits is an element, not a marker.
const markerMask = 0x1f
