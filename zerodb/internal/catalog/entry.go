package catalog

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
)

// Layout of a catalog entry: what the catalog tree stores under a table's name. Little-endian; docs/format/catalog.md
// draws it.
const (
	version = 1
	// versionForm is the version of an entry of a table whose form is not the plain one.
	versionForm = 2

	offsetVersion = 0  // u8
	offsetOrder   = 1  // u8, then flags
	offsetDepth   = 4  // u32; the byte before is 0
	offsetRoot    = 8  // u64 page, u64 birth
	offsetCount   = 24 // u64

	// OptionsSize is the length of encoded options other than the plain ones.
	OptionsSize = 2
	// flagDuplicates says that the table has duplicates.
	flagDuplicates = 1
)

// Size is the length of an entry in bytes.
const Size = 32

// Malformed is the kind of damage of a catalog entry that has not the form above.
const Malformed fault.Kind = "catalog entry"

// Entry is what the catalog knows of a table.
type Entry struct {
	// State is where its tree is.
	State btree.State
	// Form is how it keeps its keys.
	Form keyform.Form
}

// Encode writes an entry for the catalog.
func Encode(e Entry) [Size]byte {
	var b [Size]byte
	b[offsetVersion] = version
	if !e.Form.Plain() {
		b[offsetVersion] = versionForm
		copy(b[offsetOrder:], EncodeForm(e.Form))
	}
	encodeState(b[:], e.State)
	return b
}

// encodeState writes where a tree is.
func encodeState(b []byte, s btree.State) {
	binary.LittleEndian.PutUint32(b[offsetDepth:], s.Depth)
	binary.LittleEndian.PutUint64(b[offsetRoot:], uint64(s.Root.ID))
	binary.LittleEndian.PutUint64(b[offsetRoot+8:], uint64(s.Root.Birth))
	binary.LittleEndian.PutUint64(b[offsetCount:], s.Count)
}

// EncodeForm writes a form as the options of a new table in the log: nothing for the plain one.
func EncodeForm(f keyform.Form) []byte {
	if f.Plain() {
		return nil
	}
	b := []byte{byte(f.Order), 0}
	if f.Duplicates {
		b[1] = flagDuplicates
	}
	return b
}

// DecodeForm reads what EncodeForm has written. It reports false when that cannot be.
func DecodeForm(b []byte) (keyform.Form, bool) {
	if len(b) == 0 {
		return keyform.Form{}, true
	}
	if len(b) != OptionsSize {
		return keyform.Form{}, false
	}
	f := keyform.Form{Order: keyform.Order(b[0]), Duplicates: b[1]&flagDuplicates != 0}
	return f, f.Order.Valid() && b[1]&^flagDuplicates == 0 && !f.Plain()
}

// Decode reads an entry of the catalog with the given root. No table is younger than the catalog that lists it. It fails with
// *fault.CorruptionError, which names the catalog's root.
func Decode(b []byte, catalog ids.PageRef) (Entry, error) {
	if len(b) != Size {
		return Entry{}, fault.New(catalog.ID, Malformed, 0, Size, uint64(len(b)))
	}
	head, options := binary.LittleEndian.Uint32(b), []byte(nil)
	if b[offsetVersion] == versionForm && b[offsetOrder+OptionsSize] == 0 {
		head, options = version, b[offsetOrder:offsetOrder+OptionsSize]
	}
	form, ok := DecodeForm(options)
	if head != version || !ok {
		return Entry{}, fault.New(catalog.ID, Malformed, offsetVersion, version, uint64(binary.LittleEndian.Uint32(b)))
	}
	s, err := decodeState(b, catalog)
	return Entry{State: s, Form: form}, err
}

// decodeState reads where a tree is.
func decodeState(b []byte, catalog ids.PageRef) (btree.State, error) {
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
