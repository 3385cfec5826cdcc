package catalog

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Layout of a catalog entry: what the catalog tree stores under a table's name. Little-endian; docs/format/catalog.md
// draws it.
const (
	version = 1

	offsetVersion = 0  // u8
	offsetDepth   = 4  // u32; the three bytes before are 0
	offsetRoot    = 8  // u64 page, u64 birth
	offsetCount   = 24 // u64
)

// Size is the length of an entry in bytes.
const Size = 32

// Malformed is the kind of damage of a catalog entry that has not the form above.
const Malformed fault.Kind = "catalog entry"

// Encode writes the state of a table for the catalog.
func Encode(s btree.State) [Size]byte {
	var b [Size]byte
	b[offsetVersion] = version
	binary.LittleEndian.PutUint32(b[offsetDepth:], s.Depth)
	binary.LittleEndian.PutUint64(b[offsetRoot:], uint64(s.Root.ID))
	binary.LittleEndian.PutUint64(b[offsetRoot+8:], uint64(s.Root.Birth))
	binary.LittleEndian.PutUint64(b[offsetCount:], s.Count)
	return b
}

// Decode reads a table's state from the catalog with the given root. No table is younger than the catalog that lists
// it. It fails with *fault.CorruptionError, which names the catalog's root.
func Decode(b []byte, catalog ids.PageRef) (btree.State, error) {
	if len(b) != Size {
		return btree.State{}, fault.New(catalog.ID, Malformed, 0, Size, uint64(len(b)))
	}
	if head := binary.LittleEndian.Uint32(b); head != version {
		return btree.State{}, fault.New(catalog.ID, Malformed, offsetVersion, version, uint64(head))
	}
	s := btree.State{
		Root: ids.PageRef{
			ID:    ids.PageID(binary.LittleEndian.Uint64(b[offsetRoot:])),
			Birth: ids.TxID(binary.LittleEndian.Uint64(b[offsetRoot+8:])),
		},
		Depth: binary.LittleEndian.Uint32(b[offsetDepth:]),
		Count: binary.LittleEndian.Uint64(b[offsetCount:]),
	}
	if s.Root.Birth > catalog.Birth {
		return btree.State{}, fault.New(catalog.ID, fault.Birth, offsetRoot, uint64(catalog.Birth), uint64(s.Root.Birth))
	}
	return s, s.Validate()
}
