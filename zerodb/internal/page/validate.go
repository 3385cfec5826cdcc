package page

import (
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Validate checks that b can be the page that ref names, in a database of the given page size, so that afterwards no
// accessor and no edit can leave it, even if somebody forged the bytes together with their checksum: kind, number,
// birth; for leaf and branch pages also the bounds of each slot and cell, that no two cells overlap, that the space
// adds up, the limits of keys and values, the order of the keys, and that each reference may occur in a page of this
// birth. Of meta, large and free-space pages it checks the header only: their owners check the rest. It does not
// look at the checksum.
//
// It fails with fault.CorruptionError.
func Validate(b []byte, ref ids.PageRef, pageSize int) error {
	if len(b) != pageSize || !ValidSize(pageSize) {
		return fault.New(ref.ID, fault.Size, 0, uint64(pageSize), uint64(len(b)))
	}
	if err := validateHeader(b, ref); err != nil {
		return err
	}
	switch KindOf(b) {
	case KindLeaf, KindBranch:
		return validateNode(Node(b), ref.ID)
	default:
		return nil
	}
}

// validateNode checks the body of a leaf or branch.
func validateNode(n Node, id ids.PageID) error {
	if err := validateAreas(n, id); err != nil {
		return err
	}
	e := entries{node: n, id: id, slots: n.slots(), prefix: n.prefixSize(), upper: n.upper(), birth: n.Birth()}
	switch {
	case len(n) == MinSize:
		var claimed [leastClaims]uint64
		return e.validate(claimed[:])
	case len(n) <= 4*MinSize:
		var claimed [smallClaims]uint64
		return e.validate(claimed[:])
	}
	var claimed [allClaims]uint64
	return e.validate(claimed[:])
}

// validateAreas checks the fields of the header by which slots and cells are found.
func validateAreas(n Node, id ids.PageID) error {
	if n.Count() == 0 {
		return fault.New(id, fault.Count, offsetCount, 1, 0)
	}
	if limit := MaxKeySize(len(n)); n.prefixSize() > limit {
		return fault.New(id, fault.Prefix, offsetPrefix, uint64(limit), uint64(n.prefixSize()))
	}
	upper := uint64(order.Uint32(n[offsetUpper:]))
	if end := uint64(n.slotAt(n.Count())); upper < end || upper > uint64(len(n)) {
		return fault.New(id, fault.Bounds, offsetUpper, end, upper)
	}
	return nil
}
