package page

import (
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Init makes b an empty page of the kind under the given reference; all other bytes become zero. For leaf and branch
// pages b is then an empty Node. b must be as long as a page, at least HeaderSize.
func Init(b []byte, kind Kind, ref ids.PageRef) {
	clear(b)
	b[offsetKind] = byte(kind)
	SetRef(b, ref)
	if kind == KindLeaf || kind == KindBranch {
		order.PutUint32(b[offsetUpper:], uint32(len(b)))
	}
}

// SetRef gives a page a new number and birth, as a copy on write needs.
func SetRef(b []byte, ref ids.PageRef) {
	order.PutUint64(b[offsetNumber:], uint64(ref.ID))
	order.PutUint64(b[offsetBirth:], uint64(ref.Birth))
}

// RefOf returns the number and birth that a page says of itself. b holds at least HeaderSize bytes.
func RefOf(b []byte) ids.PageRef {
	return ids.PageRef{
		ID:    ids.PageID(order.Uint64(b[offsetNumber:])),
		Birth: ids.TxID(order.Uint64(b[offsetBirth:])),
	}
}

// KindOf returns the kind that a page says it is of. b holds at least HeaderSize bytes.
func KindOf(b []byte) Kind { return Kind(b[offsetKind]) }

// validateHeader checks the fields that all kinds share against the reference by which the page was reached.
func validateHeader(b []byte, ref ids.PageRef) error {
	if kind := KindOf(b); kind < KindMeta || kind > KindFree {
		return fault.New(ref.ID, fault.PageKind, offsetKind, uint64(KindLeaf), uint64(kind))
	}
	if b[offsetFlags] != 0 {
		return fault.New(ref.ID, fault.Flags, offsetFlags, 0, uint64(b[offsetFlags]))
	}
	got := RefOf(b)
	if got.ID != ref.ID {
		return fault.New(ref.ID, fault.PageNumber, offsetNumber, uint64(ref.ID), uint64(got.ID))
	}
	if got.Birth != ref.Birth {
		return fault.New(ref.ID, fault.Birth, offsetBirth, uint64(ref.Birth), uint64(got.Birth))
	}
	return nil
}

// validRef reports whether a reference found in a page of the given birth can be one: a page that a tree may own,
// born no later than the page that refers to it.
func validRef(ref ids.PageRef, birth ids.TxID) bool {
	return ref.ID >= FirstID && ref.ID < maxID && ref.Birth != 0 && ref.Birth <= birth
}

// getRef decodes a reference.
func getRef(b []byte) ids.PageRef {
	return ids.PageRef{ID: ids.PageID(order.Uint64(b)), Birth: ids.TxID(order.Uint64(b[8:]))}
}

// appendRef encodes a reference.
func appendRef(dst []byte, ref ids.PageRef) []byte {
	dst = order.AppendUint64(dst, uint64(ref.ID))
	return order.AppendUint64(dst, uint64(ref.Birth))
}
