package page

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// entries is the state of one check of all entries of a leaf or branch, whose header has been checked. It keeps what
// the accessors would look up again for each entry.
type entries struct {
	node   Node
	id     ids.PageID
	slots  []byte
	prefix int
	upper  int
	birth  ids.TxID
}

// entry is one slot taken apart.
type entry struct {
	index, offset, length int
	head                  uint32
	word                  uint16
}

// at returns slot i taken apart.
func (e *entries) at(i int) entry {
	s := order.Uint64(e.slots[i*slotSize:])
	return entry{
		index:  i,
		head:   uint32(s),
		offset: int(s >> slotOffsetShift & slotFieldMask),
		length: int(s >> slotLengthShift),
		word:   order.Uint16(e.slots[i*slotSize+slotWord:]),
	}
}

// fault describes a contradiction in the slot of an entry.
func (e *entries) fault(kind fault.Kind, x entry, want, got uint64) error {
	return fault.New(e.id, kind, e.node.slotAt(x.index), want, got)
}

// validate checks every entry alone and beside its predecessor, and that their sizes add up. claimed has a bit for
// every byte of the page, all clear.
func (e *entries) validate(claimed claims) error {
	if e.node.Kind() == KindLeaf && e.isPlain(claimed) {
		return nil
	}
	clear(claimed)
	return e.validateEach(claimed)
}

// isPlain reports whether a leaf without large values is as it must be. It makes the same checks as validateEach, all of an entry at once, and leaves it to
// that to say what is wrong.
func (e *entries) isPlain(claimed claims) bool {
	n, upper := e.node, e.upper
	keyMax, entryMax := MaxKeySize(len(n))-e.prefix, maxEntrySize(len(n))-e.prefix-slotSize
	sum, tight := n.garbage(), n.garbage() == 0
	var before []byte
	var headBefore uint32
	for slots := e.slots; len(slots) >= slotSize; slots = slots[slotSize:] {
		s, word := order.Uint64(slots), int(order.Uint16(slots[slotWord:]))
		offset, length, head := int(s>>slotOffsetShift&slotFieldMask), int(s>>slotLengthShift), uint32(s)
		size := length + word
		if word&valueLargeFlag != 0 || offset < upper || offset+size > len(n) || length > keyMax || size > entryMax {
			return false
		}
		if tight {
			claimed.flip(offset)
			claimed.flip(offset + size)
		} else if !claimed.take(offset, size) {
			return false
		}
		suffix := n[offset : offset+length]
		if headOf(suffix) != head || head <= headBefore && before != nil && (head < headBefore || bytes.Compare(before, suffix) >= 0) {
			return false
		}
		before, headBefore = suffix, head
		sum += size
	}
	return sum == len(n)-upper && (!tight || claimed.joins(upper, len(n)))
}

// validateEach is validate in the words that a fault is reported in.
func (e *entries) validateEach(claimed claims) error {
	check, first := e.leafCell, 0
	if e.node.Kind() == KindBranch {
		check, first = e.branchCell, 1
	}
	sum := e.node.garbage()
	var before []byte
	for i := range len(e.slots) / slotSize {
		x := e.at(i)
		size, err := check(x)
		if err != nil {
			return err
		}
		if !claimed.take(x.offset, size) {
			return e.fault(fault.Overlap, x, 0, uint64(x.offset))
		}
		suffix := e.node[x.offset : x.offset+x.length]
		if want := headOf(suffix); want != x.head {
			return e.fault(fault.Head, x, uint64(want), uint64(x.head))
		}
		if i > first && !above(before, suffix, slotHead(e.slots, i-1), x.head) {
			return e.fault(fault.Order, x, uint64(slotHead(e.slots, i-1)), uint64(x.head))
		}
		before = suffix
		sum += size
	}
	if want := len(e.node) - e.upper; sum != want {
		return fault.New(e.id, fault.Space, offsetGarbage, uint64(want), uint64(sum))
	}
	return nil
}

// above reports whether a suffix is above its predecessor, given the heads of both.
func above(before, suffix []byte, headBefore, head uint32) bool {
	return headBefore < head || headBefore == head && bytes.Compare(before, suffix) < 0
}

// cellKey checks that the key and what follows it in a cell lie in the area of cells, and that the key
// is not too long.
func (e *entries) cellKey(x entry, body int) error {
	if x.offset < e.upper || x.offset+x.length+body > len(e.node) {
		return e.fault(fault.Bounds, x, uint64(e.upper), uint64(x.offset))
	}
	if size, limit := e.prefix+x.length, MaxKeySize(len(e.node)); size > limit {
		return e.fault(fault.KeySize, x, uint64(limit), uint64(size))
	}
	return nil
}

// branchCell checks the key's length and the reference of one entry of a branch, and returns the size of its cell.
func (e *entries) branchCell(x entry) (int, error) {
	if err := e.cellKey(x, refSize); err != nil {
		return 0, err
	}
	if empty := x.length == 0 && (x.index == 0 || e.prefix == 0); empty != (x.index == 0) {
		return 0, e.fault(fault.KeySize, x, 0, uint64(x.length))
	}
	if x.word != 0 {
		return 0, e.fault(fault.ValueSize, x, 0, uint64(x.word))
	}
	at := x.offset + x.length
	if child := getRef(e.node[at:]); !validRef(child, e.birth) || child.ID == e.id {
		return 0, fault.New(e.id, fault.Reference, at, uint64(e.birth), uint64(child.ID))
	}
	return x.length + refSize, nil
}

// leafCell checks the key's length and the payload of one entry of a leaf, and returns the size of its cell.
func (e *entries) leafCell(x entry) (int, error) {
	size := int(x.word & valueLengthMask)
	if err := e.cellKey(x, size); err != nil {
		return 0, err
	}
	if x.word&valueLargeFlag != 0 {
		return x.length + size, e.runRef(x)
	}
	if total, limit := slotSize+e.prefix+x.length+size, maxEntrySize(len(e.node)); total > limit {
		return 0, e.fault(fault.ValueSize, x, uint64(limit), uint64(total))
	}
	return x.length + size, nil
}

// runRef checks where the large value of an entry is said to lie.
func (e *entries) runRef(x entry) error {
	if x.word != valueLargeFlag|runRefSize {
		return e.fault(fault.ValueSize, x, valueLargeFlag|runRefSize, uint64(x.word))
	}
	at := x.offset + x.length
	b := e.node[at:]
	if length := order.Uint64(b[refSize:]); length > MaxValueSize {
		return fault.New(e.id, fault.ValueSize, at, MaxValueSize, length)
	}
	if ref := getRef(b); !validRef(ref, e.birth) || ref.ID == e.id {
		return fault.New(e.id, fault.Reference, at, uint64(e.birth), uint64(ref.ID))
	}
	return nil
}
