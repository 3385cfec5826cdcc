package page

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// headOf returns the first four bytes of a key behind the prefix as a number that compares as they do; a shorter key
// is filled up with zeros, so that equal heads leave the order open.
func headOf(suffix []byte) uint32 {
	if len(suffix) >= headSize {
		return binary.BigEndian.Uint32(suffix)
	}
	var head uint32
	for i, c := range suffix {
		head |= uint32(c) << (8 * (headSize - 1 - i))
	}
	return head
}

// CommonLength returns how many leading bytes a and b share.
func CommonLength(a, b []byte) int {
	limit, i := min(len(a), len(b)), 0
	for ; i+8 <= limit; i += 8 {
		if diff := order.Uint64(a[i:]) ^ order.Uint64(b[i:]); diff != 0 {
			return i + bits.TrailingZeros64(diff)/8
		}
	}
	for i < limit && a[i] == b[i] {
		i++
	}
	return i
}

// Search looks for a key in a leaf. It returns the index of the first entry that is not below the key, Count() if
// there is none, and whether that entry has this very key.
func (n Node) Search(key []byte) (int, bool) { return n.searchFrom(0, key) }

// ChildIndex returns the entry of a branch below which a key belongs: the last one whose separator is not above it.
func (n Node) ChildIndex(key []byte) int {
	i, found := n.searchFrom(1, key)
	if found {
		return i
	}
	return i - 1
}

// searchFrom finds the first entry from index first on that is not below the key. Keys before first are not looked
// at and need not have the prefix.
func (n Node) searchFrom(first int, key []byte) (int, bool) {
	header := (*[HeaderSize + prefixWord]byte)(n)
	count, size := int(order.Uint16(header[offsetCount:])), int(order.Uint16(header[offsetPrefix:]))
	if first >= count {
		return count, false
	}
	if size <= prefixWord && len(key) >= prefixWord {
		// What lies behind the prefix is shifted out.
		if (order.Uint64(key)^order.Uint64(header[HeaderSize:]))<<(8*(prefixWord-size)) != 0 {
			return n.outside(first, count, key)
		}
	} else if prefix := n.Prefix(); len(key) < size || string(key[:size]) != string(prefix) {
		return n.outside(first, count, key)
	}
	suffix := key[size:]
	head := headOf(suffix)
	start := HeaderSize + size
	slots := n[start : start+count*slotSize]
	i := firstHead(slots, first, count, head)
	if i == count || slotHead(slots, i) != head {
		return i, false
	}
	if string(n.Suffix(i)) == string(suffix) {
		return i, true
	}
	return n.searchEqualHeads(slots, i, head, suffix)
}

// prefixWord is up to how many bytes a prefix is compared in one step.
const prefixWord = 8

// outside returns what searchFrom finds for a key that does not have the prefix.
func (n Node) outside(first, count int, key []byte) (int, bool) {
	if bytes.Compare(key, n.Prefix()) < 0 {
		return first, false
	}
	return count, false
}

// slotHead returns the head in slot i.
func slotHead(slots []byte, i int) uint32 { return order.Uint32(slots[i*slotSize:]) }

// countedSlots is up to how many slots firstHead counts instead of halving. Counting looks at them all, but no look waits for another: on
// a page that is not in the processor's cache it waits for memory once, and not once for each line that halving jumps to.
const countedSlots = 16

// firstHead returns the first slot of low..high-1 whose head is not below the given one, or high. Halving goes by a branch on the
// heads, which a processor may guess, and then reads on; counting has no such branch.
func firstHead(slots []byte, low, high int, head uint32) int {
	size := high - low
	for size > countedSlots {
		half := size >> 1
		next := low + half
		if slotHead(slots, next-1) < head {
			low = next
		}
		size -= half
	}
	rest, below := slots[low*slotSize:(low+size)*slotSize], 0
	for ; len(rest) >= 4*slotSize; rest = rest[4*slotSize:] {
		s := (*[4 * slotSize]byte)(rest)
		below += under(s[:], head) + under(s[slotSize:], head) + under(s[2*slotSize:], head) + under(s[3*slotSize:], head)
	}
	for ; len(rest) >= slotSize; rest = rest[slotSize:] {
		below += under(rest, head)
	}
	return low + below
}

// under returns 1 if the head at the start of a slot is below the given one, else 0.
func under(slot []byte, head uint32) int {
	return int((uint64(order.Uint32(slot)) - uint64(head)) >> 63)
}

// searchEqualHeads goes on where heads cannot decide: among the slots from i on that have this head it finds the
// first whose key is not below the one sought.
func (n Node) searchEqualHeads(slots []byte, i int, head uint32, suffix []byte) (int, bool) {
	low, high := i, len(slots)/slotSize
	if i+1 == high || slotHead(slots, i+1) != head {
		high = i + 1
	} else if head != ^uint32(0) {
		high = firstHead(slots, i+1, high, head+1)
	}
	for low < high {
		middle := int(uint(low+high) >> 1)
		switch c := bytes.Compare(n.Suffix(middle), suffix); {
		case c == 0:
			return middle, true
		case c < 0:
			low = middle + 1
		default:
			high = middle
		}
	}
	return low, false
}
