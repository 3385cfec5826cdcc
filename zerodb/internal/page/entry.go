package page

import (
	"math"
	"slices"
)

// Entry tells where key and value of one entry of a leaf lie, so that a cursor that has taken a page apart need not
// touch it again to step on.
type Entry struct {
	// KeyStart and KeyEnd bound the key: in the page without the common prefix, or in the buffer of AppendKeys.
	KeyStart, KeyEnd uint32
	// valueStart and valueEnd bound an inline value in the page; valueEnd is large where the value lies in a run.
	valueStart, valueEnd uint32
}

// large marks an entry whose value lies in a run of its own.
const large = math.MaxUint32

// Inline returns the value of the entry, without reading the page that the entry was taken from, or false if it lies in
// a run of its own.
func (e Entry) Inline(n Node) ([]byte, bool) {
	if e.valueEnd == large {
		return nil, false
	}
	return n[e.valueStart:e.valueEnd:e.valueEnd], true
}

// Entries takes apart as many entries of a leaf as dst has room for, from entry first on; all of them must exist.
func (n Node) Entries(dst []Entry, first int) {
	at := n.slotAt(first)
	slots := n[at : at+len(dst)*slotSize]
	for i := range dst {
		slot := (*[slotSize]byte)(slots)
		slots = slots[slotSize:]
		s, word := order.Uint64(slot[:]), uint32(order.Uint16(slot[slotWord:]))
		start := uint32(s >> slotOffsetShift & slotFieldMask)
		end := start + uint32(s>>slotLengthShift)
		// No branch: the flag, repeated in all bits, makes the end large.
		dst[i] = Entry{KeyStart: start, KeyEnd: end, valueStart: end, valueEnd: (end + word) | -(word >> valueLargeShift)}
	}
}

// AppendKeys appends the whole keys of entries of a leaf to dst and makes the entries say where in dst they lie. dst must
// stay below 4 GiB.
func (n Node) AppendKeys(dst []byte, entries []Entry) []byte {
	prefix, need := n.prefixSize(), 0
	for i := range entries {
		need += prefix + int(entries[i].KeyEnd-entries[i].KeyStart)
	}
	at := len(dst)
	dst = slices.Grow(dst, need+copyStep)
	room := dst[:cap(dst)]
	for i := range entries {
		e := &entries[i]
		start := at
		at += n.copyTo(room[at:], HeaderSize, prefix)
		at += n.copyTo(room[at:], int(e.KeyStart), int(e.KeyEnd-e.KeyStart))
		e.KeyStart, e.KeyEnd = uint32(start), uint32(at)
	}
	return room[:at]
}

// copyStep is how many bytes copyTo moves at once.
const copyStep = 8

// copyTo copies size bytes of the page from an offset to dst and returns size. It may write up to a step more, for which
// dst must have room: keys are short, and a few steps take less time than a call of copy.
func (n Node) copyTo(dst []byte, from, size int) int {
	if size > 4*copyStep || from+size+copyStep > len(n) {
		return copy(dst, n[from:from+size])
	}
	for i := 0; i < size; i += copyStep {
		order.PutUint64(dst[i:], order.Uint64(n[from+i:]))
	}
	return size
}
