package catalog

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// RemainsName is the key of the catalog's entry for the tree of remains: trees of tables that were dropped or cleared and whose pages are yet
// to be freed. No table has it, since names are not empty.
const RemainsName = ""

// Layout of an entry of the tree of remains: an entry of the catalog with a count of 0, then for each level how far the freeing
// has come. Its key is a number of eight bytes, most significant first.
const (
	// RemainsKeySize is the length of a key of the tree of remains.
	RemainsKeySize = 8
	nextSize       = 2
)

// AppendRemains appends an entry of the tree of remains.
func AppendRemains(dst []byte, m btree.Remains) []byte {
	var b [Size]byte
	b[offsetVersion] = version
	encodeState(b[:], btree.State{Root: m.Root, Depth: m.Depth})
	dst = append(dst, b[:]...)
	for _, next := range m.Next[:m.Depth] {
		dst = binary.LittleEndian.AppendUint16(dst, next)
	}
	return dst
}

// DecodeRemains reads an entry of the tree of remains with the given root. It fails with *fault.CorruptionError, which names that
// root.
func DecodeRemains(b []byte, root ids.PageRef) (btree.Remains, error) {
	if len(b) < Size {
		return btree.Remains{}, fault.New(root.ID, Malformed, 0, Size, uint64(len(b)))
	}
	head, count := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint64(b[offsetCount:])
	m := btree.Remains{
		Root: ids.PageRef{
			ID:    ids.PageID(binary.LittleEndian.Uint64(b[offsetRoot:])),
			Birth: ids.TxID(binary.LittleEndian.Uint64(b[offsetRoot+8:])),
		},
		Depth: binary.LittleEndian.Uint32(b[offsetDepth:]),
	}
	if err := m.Validate(); err != nil {
		return btree.Remains{}, err
	}
	if want := Size + nextSize*int(m.Depth); head != version || count != 0 || len(b) != want {
		return btree.Remains{}, fault.New(root.ID, Malformed, 0, uint64(want), uint64(len(b)))
	}
	if m.Root.Birth > root.Birth {
		return btree.Remains{}, fault.New(root.ID, fault.Birth, offsetRoot, uint64(root.Birth), uint64(m.Root.Birth))
	}
	for i := range int(m.Depth) {
		m.Next[i] = binary.LittleEndian.Uint16(b[Size+nextSize*i:])
	}
	return m, nil
}
