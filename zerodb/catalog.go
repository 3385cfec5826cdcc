package zerodb

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Layout of a catalog entry: what the catalog tree stores under a table's name. Little-endian; docs/format/catalog.md
// draws it.
const (
	entryVersion = 1

	entryOffsetVersion = 0  // u8
	entryOffsetFlags   = 1  // u8, 0
	entryOffsetDepth   = 4  // u32; the two bytes before are 0
	entryOffsetRoot    = 8  // u64 page, u64 birth
	entryOffsetCount   = 24 // u64
	entrySize          = 32
)

// entryKind is the kind of damage of a catalog entry that has not the form above.
const entryKind fault.Kind = "catalog entry"

// encodeEntry writes the state of a table for the catalog.
func encodeEntry(s btree.State) [entrySize]byte {
	var b [entrySize]byte
	b[entryOffsetVersion] = entryVersion
	binary.LittleEndian.PutUint32(b[entryOffsetDepth:], s.Depth)
	binary.LittleEndian.PutUint64(b[entryOffsetRoot:], uint64(s.Root.ID))
	binary.LittleEndian.PutUint64(b[entryOffsetRoot+8:], uint64(s.Root.Birth))
	binary.LittleEndian.PutUint64(b[entryOffsetCount:], s.Count)
	return b
}

// decodeEntry reads a table's state from the catalog. No table is younger than the catalog that lists it, whose root
// the errors name.
func decodeEntry(b []byte, catalog ids.PageRef) (btree.State, error) {
	if len(b) != entrySize {
		return btree.State{}, fault.New(catalog.ID, entryKind, 0, entrySize, uint64(len(b)))
	}
	if head := binary.LittleEndian.Uint32(b); head != entryVersion {
		return btree.State{}, fault.New(catalog.ID, entryKind, entryOffsetVersion, entryVersion, uint64(head))
	}
	s := btree.State{
		Root: ids.PageRef{
			ID:    ids.PageID(binary.LittleEndian.Uint64(b[entryOffsetRoot:])),
			Birth: ids.TxID(binary.LittleEndian.Uint64(b[entryOffsetRoot+8:])),
		},
		Depth: binary.LittleEndian.Uint32(b[entryOffsetDepth:]),
		Count: binary.LittleEndian.Uint64(b[entryOffsetCount:]),
	}
	if s.Root.Birth > catalog.Birth {
		return btree.State{}, fault.New(catalog.ID, fault.Birth, entryOffsetRoot, uint64(catalog.Birth), uint64(s.Root.Birth))
	}
	return s, s.Validate()
}
