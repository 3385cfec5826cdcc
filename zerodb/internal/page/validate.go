package page

import (
	"bytes"

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
	if len(n) <= smallClaims*claimBits {
		var claims [smallClaims]uint64
		return validateEntries(n, id, claims[:])
	}
	var claims [MaxSize / claimBits]uint64
	return validateEntries(n, id, claims[:])
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

// validateEntries checks every entry alone and beside its predecessor, and that they add up.
func validateEntries(n Node, id ids.PageID, claims claims) error {
	sum := n.garbage()
	for i := range n.Count() {
		size, err := validateCell(n, id, i)
		if err != nil {
			return err
		}
		offset, _ := n.slot(i)
		if !claims.take(offset, size) {
			return fault.New(id, fault.Overlap, n.slotAt(i), 0, uint64(offset))
		}
		if err := validateKey(n, id, i); err != nil {
			return err
		}
		sum += size
	}
	if want := len(n) - n.upper(); sum != want {
		return fault.New(id, fault.Space, offsetGarbage, uint64(want), uint64(sum))
	}
	return nil
}

// validateCell checks the bounds of cell i and its payload, and returns its size.
func validateCell(n Node, id ids.PageID, i int) (int, error) {
	offset, length := n.slot(i)
	at, payload := n.slotAt(i), offset+length
	fixed := refSize
	if n.Kind() == KindLeaf {
		fixed = valueWordSize
	}
	if offset < n.upper() || payload+fixed > len(n) {
		return 0, fault.New(id, fault.Bounds, at, uint64(n.upper()), uint64(offset))
	}
	if keySize := n.prefixSize() + length; keySize > MaxKeySize(len(n)) {
		return 0, fault.New(id, fault.KeySize, at, uint64(MaxKeySize(len(n))), uint64(keySize))
	}
	if n.Kind() == KindBranch {
		return length + refSize, validateChild(n, id, i)
	}
	return validateValue(n, id, i)
}

// validateChild checks the reference of entry i of a branch.
func validateChild(n Node, id ids.PageID, i int) error {
	offset, length := n.slot(i)
	child := n.Child(i)
	if !validRef(child, n.Birth()) || child.ID == id {
		return fault.New(id, fault.Reference, offset+length, uint64(n.Birth()), uint64(child.ID))
	}
	return nil
}

// validateValue checks the payload of entry i of a leaf and returns the size of its cell.
func validateValue(n Node, id ids.PageID, i int) (int, error) {
	offset, length := n.slot(i)
	at := offset + length
	word := order.Uint16(n[at:])
	size := valueWordSize + int(word&valueLengthMask)
	if end := at + size; end > len(n) {
		return 0, fault.New(id, fault.Bounds, at, uint64(len(n)), uint64(end))
	}
	if word&valueLargeFlag == 0 {
		if entry := slotSize + n.prefixSize() + length + size; entry > maxEntrySize(len(n)) {
			return 0, fault.New(id, fault.ValueSize, at, uint64(maxEntrySize(len(n))), uint64(entry))
		}
		return length + size, nil
	}
	if word != valueLargeFlag|runRefSize {
		return 0, fault.New(id, fault.ValueSize, at, valueLargeFlag|runRefSize, uint64(word))
	}
	run, valueLength := n.Run(i)
	if valueLength > MaxValueSize {
		return 0, fault.New(id, fault.ValueSize, at, MaxValueSize, valueLength)
	}
	if !validRef(run, n.Birth()) || run.ID == id {
		return 0, fault.New(id, fault.Reference, at, uint64(n.Birth()), uint64(run.ID))
	}
	return length + size, nil
}

// validateKey checks the head of entry i and that its key is above its predecessor's; a branch's first key must be
// empty and the others must not be.
func validateKey(n Node, id ids.PageID, i int) error {
	suffix, head := n.Suffix(i), slotHead(n.slots(), i)
	if want := headOf(suffix); want != head {
		return fault.New(id, fault.Head, n.slotAt(i), uint64(want), uint64(head))
	}
	first := 0
	if n.Kind() == KindBranch {
		first = 1
		if empty := len(suffix) == 0 && (i == 0 || n.prefixSize() == 0); empty != (i == 0) {
			return fault.New(id, fault.KeySize, n.slotAt(i), 0, uint64(len(suffix)))
		}
	}
	if i <= first {
		return nil
	}
	before := slotHead(n.slots(), i-1)
	if before > head || before == head && bytes.Compare(n.Suffix(i-1), suffix) >= 0 {
		return fault.New(id, fault.Order, n.slotAt(i), uint64(before), uint64(head))
	}
	return nil
}
