package page

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// Node is a leaf or branch page. Behind the header lie the prefix that all its keys share and a dense array of slots
// in key order; the cells (rest of the key, then payload) fill the page from its end downward. The methods rely on
// what Validate has checked or the edits keep up; indexes must lie in 0..Count()-1.
//
// The first key of a branch is always empty and takes no part in the prefix: it stands for minus infinity.
type Node []byte

// Kind returns KindLeaf or KindBranch.
func (n Node) Kind() Kind { return Kind(n[offsetKind]) }

// Count returns the number of entries.
func (n Node) Count() int { return int(order.Uint16(n[offsetCount:])) }

// setCount stores the number of entries.
func (n Node) setCount(count int) { order.PutUint16(n[offsetCount:], uint16(count)) }

// Ref returns the number and birth that the page says of itself.
func (n Node) Ref() ids.PageRef { return RefOf(n) }

// Birth returns the transaction in which this state of the page was written.
func (n Node) Birth() ids.TxID { return ids.TxID(order.Uint64(n[offsetBirth:])) }

// prefixSize returns the length of the common prefix.
func (n Node) prefixSize() int { return int(order.Uint16(n[offsetPrefix:])) }

// Prefix returns the bytes that all keys begin with, those of a branch's first entry excepted.
func (n Node) Prefix() []byte {
	end := HeaderSize + n.prefixSize()
	return n[HeaderSize:end:end]
}

// upper returns the offset of the lowest cell.
func (n Node) upper() int { return int(order.Uint32(n[offsetUpper:])) }

// setUpper stores the offset of the lowest cell.
func (n Node) setUpper(upper int) { order.PutUint32(n[offsetUpper:], uint32(upper)) }

// garbage returns the number of dead bytes among the cells.
func (n Node) garbage() int { return int(order.Uint16(n[offsetGarbage:])) }

// addGarbage counts more dead bytes.
func (n Node) addGarbage(size int) {
	order.PutUint16(n[offsetGarbage:], uint16(n.garbage()+size))
}

// slotAt returns the offset of slot i; that of slot Count() is where the slots end.
func (n Node) slotAt(i int) int { return HeaderSize + n.prefixSize() + i*slotSize }

// slots returns the whole array of slots.
func (n Node) slots() []byte { return n[n.slotAt(0):n.slotAt(n.Count())] }

// slot returns where cell i begins and how many bytes of it are key.
func (n Node) slot(i int) (offset, length int) {
	s := order.Uint64(n[n.slotAt(i):])
	return int(s >> slotOffsetShift & slotFieldMask), int(s >> slotLengthShift)
}

// word returns the value word of slot i: what its cell holds behind the key. In a branch it is 0.
func (n Node) word(i int) uint16 { return order.Uint16(n[n.slotAt(i)+slotWord:]) }

// setWord stores the value word of slot i.
func (n Node) setWord(i int, word uint16) { order.PutUint16(n[n.slotAt(i)+slotWord:], word) }

// putSlot stores slot i for a cell whose key, behind the prefix, is suffix.
func (n Node) putSlot(i, offset int, suffix []byte, word uint16) {
	s := uint64(headOf(suffix)) | uint64(offset)<<slotOffsetShift | uint64(len(suffix))<<slotLengthShift
	at := n.slotAt(i)
	order.PutUint64(n[at:], s)
	order.PutUint16(n[at+slotWord:], word)
}

// Suffix returns key i without the common prefix.
func (n Node) Suffix(i int) []byte {
	offset, length := n.slot(i)
	return n[offset : offset+length : offset+length]
}

// AppendKey appends the whole of key i to dst.
func (n Node) AppendKey(dst []byte, i int) []byte {
	if i == 0 && n.Kind() == KindBranch {
		return dst
	}
	dst = append(dst, n.Prefix()...)
	return append(dst, n.Suffix(i)...)
}

// body returns what follows key i in its cell: a leaf's value or the place of a large one, a branch's reference.
func (n Node) body(i int) []byte {
	offset, length := n.slot(i)
	start := offset + length
	end := start + refSize
	if n.Kind() == KindLeaf {
		end = start + int(n.word(i)&valueLengthMask)
	}
	return n[start:end:end]
}

// cellSize returns how many bytes cell i occupies.
func (n Node) cellSize(i int) int {
	_, length := n.slot(i)
	return length + len(n.body(i))
}

// EntrySize returns how many bytes entry i occupies, its slot included.
func (n Node) EntrySize(i int) int { return slotSize + n.cellSize(i) }

// Inline returns value i of a leaf without a copy, or false if it lies in a run of its own.
func (n Node) Inline(i int) ([]byte, bool) {
	offset, length := n.slot(i)
	start, word := offset+length, n.word(i)
	if word&valueLargeFlag != 0 {
		return nil, false
	}
	end := start + int(word)
	return n[start:end:end], true
}

// Run returns where the large value i of a leaf lies and its length, for entries of which Inline says false.
func (n Node) Run(i int) (ids.PageRef, uint64) {
	offset, length := n.slot(i)
	b := n[offset+length:]
	return getRef(b), order.Uint64(b[refSize:])
}

// Child returns reference i of a branch.
func (n Node) Child(i int) ids.PageRef {
	offset, length := n.slot(i)
	return getRef(n[offset+length:])
}

// contiguous returns the room between the slots and the lowest cell.
func (n Node) contiguous() int { return n.upper() - n.slotAt(n.Count()) }

// Used returns the bytes that the page's content takes, the header included and dead bytes not.
func (n Node) Used() int { return len(n) - n.contiguous() - n.garbage() }
