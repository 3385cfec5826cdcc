package page

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Insert puts an entry before entry i, in place. payload comes from one of the Append functions and must suit the
// page's kind; the key must belong at i. It returns false, with the page unchanged, when the key does not have the
// page's prefix or the room between slots and cells is too small: then an Assembly must lay the page out anew.
func (n Node) Insert(i int, key, payload []byte) bool {
	prefix := n.Prefix()
	if !bytes.HasPrefix(key, prefix) {
		return false
	}
	suffix := key[len(prefix):]
	word, body := n.takeApart(payload)
	size := len(suffix) + len(body)
	if size+slotSize > n.contiguous() {
		return false
	}
	offset := n.upper() - size
	copy(n[offset:], suffix)
	copy(n[offset+len(suffix):], body)
	n.setUpper(offset)

	count := n.Count()
	copy(n[n.slotAt(i+1):], n[n.slotAt(i):n.slotAt(count)])
	n.setCount(count + 1)
	n.putSlot(i, offset, suffix, word)
	return true
}

// InsertLast puts an entry with an inline value, as AppendInline would encode it, behind all others of a leaf, in place. FitsInline must permit it, and the key
// must be above all others. It returns false, with the page unchanged, where Insert would.
func (n Node) InsertLast(key, value []byte) bool {
	header := (*[HeaderSize]byte)(n)
	prefix := int(order.Uint16(header[offsetPrefix:]))
	if prefix > 0 && !bytes.HasPrefix(key, n[HeaderSize:HeaderSize+prefix]) {
		return false
	}
	suffix := key[prefix:]
	count, upper := int(order.Uint16(header[offsetCount:])), int(order.Uint32(header[offsetUpper:]))
	at := HeaderSize + prefix + count*slotSize
	offset := upper - len(suffix) - len(value)
	if offset < at+slotSize {
		return false
	}
	cell := n[offset:upper]
	copy(cell[copy(cell, suffix):], value)
	order.PutUint32(header[offsetUpper:], uint32(offset))
	order.PutUint16(header[offsetCount:], uint16(count+1))
	slot := n[at : at+slotSize]
	order.PutUint64(slot, uint64(headOf(suffix))|uint64(offset)<<slotOffsetShift|uint64(len(suffix))<<slotLengthShift)
	order.PutUint16(slot[slotWord:], uint16(len(value)))
	return true
}

// IsPacked reports whether laying a leaf out anew, together with a key that goes behind all of its own, would make no more room.
func (n Node) IsPacked(key []byte) bool {
	prefix := n.Prefix()
	if n.garbage() > 0 || !bytes.HasPrefix(key, prefix) {
		return false
	}
	common := len(prefix) + CommonLength(n.Suffix(0), key[len(prefix):])
	return common == len(prefix) || common < leafPrefixMin
}

// Holds reports whether Insert would find room for an entry.
func (n Node) Holds(key, payload []byte) bool {
	_, body := n.takeApart(payload)
	return bytes.HasPrefix(key, n.Prefix()) && len(key)-n.prefixSize()+len(body)+slotSize <= n.contiguous()
}

// ReplacePayload gives entry i another payload, in place. It returns false, with the page unchanged, when there is
// no room: then an Assembly must lay the page out anew.
func (n Node) ReplacePayload(i int, payload []byte) bool {
	word, body := n.takeApart(payload)
	old := n.body(i)
	if len(body) <= len(old) {
		copy(old, body)
		clear(old[len(body):])
		n.addGarbage(len(old) - len(body))
		n.setWord(i, word)
		return true
	}
	return n.moveCell(i, n.Suffix(i), word, body)
}

// moveCell writes cell i anew at the lowest free place and buries the old one. It returns false, with the page
// unchanged, when there is no room. suffix and body may lie in the old cell.
func (n Node) moveCell(i int, suffix []byte, word uint16, body []byte) bool {
	size := len(suffix) + len(body)
	if size > n.contiguous() {
		return false
	}
	offset := n.upper() - size
	copy(n[offset:], suffix)
	copy(n[offset+len(suffix):], body)
	n.setUpper(offset)
	n.bury(i)
	n.putSlot(i, offset, n[offset:offset+len(suffix)], word)
	return true
}

// bury zeroes cell i and counts it as garbage.
func (n Node) bury(i int) {
	offset, _ := n.slot(i)
	size := n.cellSize(i)
	clear(n[offset : offset+size])
	n.addGarbage(size)
}

// Rekey changes the key of entry i, not the first one, of a branch in place. The key must keep the order. It returns
// false, with the page unchanged, when the key does not have the page's prefix or there is no room.
func (n Node) Rekey(i int, key []byte) bool {
	prefix := n.Prefix()
	if !bytes.HasPrefix(key, prefix) {
		return false
	}
	return n.moveCell(i, key[len(prefix):], n.word(i), n.body(i))
}

// SetChild changes reference i of a branch.
func (n Node) SetChild(i int, child ids.PageRef) {
	b := n.body(i)
	order.PutUint64(b, uint64(child.ID))
	order.PutUint64(b[8:], uint64(child.Birth))
}

// Remove takes entry i out, in place. If it is the first of a branch, the next one loses its key and becomes first.
func (n Node) Remove(i int) {
	count := n.Count() - 1
	if count == 0 {
		Init(n, n.Kind(), n.Ref())
		return
	}
	n.bury(i)
	end := n.slotAt(count)
	copy(n[n.slotAt(i):], n[n.slotAt(i+1):n.slotAt(count+1)])
	clear(n[end : end+slotSize])
	n.setCount(count)
	if i == 0 && n.Kind() == KindBranch {
		n.dropFirstKey()
	}
}

// dropFirstKey makes the key of a branch's first entry empty.
func (n Node) dropFirstKey() {
	offset, length := n.slot(0)
	clear(n[offset : offset+length])
	n.addGarbage(length)
	n.putSlot(0, offset+length, nil, 0)
}
