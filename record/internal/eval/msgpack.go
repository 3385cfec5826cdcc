package eval

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
)

// The MessagePack markers that are told apart here. Markers below msgFixMap are small integers.
const (
	msgFixMap   = 0x80
	msgFixArray = 0x90
	msgFixStr   = 0xa0
	msgNil      = 0xc0
	msgNever    = 0xc1
	msgArray16  = 0xdc
	msgArray32  = 0xdd
	msgMap16    = 0xde
	msgMap32    = 0xdf
	msgNegative = 0xe0
)

// validCollection reports whether the value is exactly one well-formed MessagePack list or map, as its type says.
// Nesting needs no recursion: only how many elements are still to come is counted.
func validCollection(p aero.Particle) bool {
	b := p.Data
	if len(b) == 0 || !startsCollection(p.Type, b[0]) {
		return false
	}
	for pending := uint64(1); pending > 0; pending-- {
		size, children, ok := msgElement(b)
		if !ok || size > uint64(len(b)) {
			return false
		}
		b = b[size:]
		pending += children
		if pending > uint64(len(b))+1 { // every element takes a byte at least
			return false
		}
	}
	return len(b) == 0
}

// startsCollection reports whether a value of the type may begin with the marker.
func startsCollection(t aero.ParticleType, marker byte) bool {
	if t == aero.ParticleMap {
		return marker&0xf0 == msgFixMap || marker == msgMap16 || marker == msgMap32
	}
	return marker&0xf0 == msgFixArray || marker == msgArray16 || marker == msgArray32
}

// msgElement returns the size of the element at the start of b without its children, and how many children follow.
func msgElement(b []byte) (size, children uint64, ok bool) {
	if len(b) == 0 {
		return 0, 0, false
	}
	marker := b[0]
	switch {
	case marker < msgFixMap, marker >= msgNegative:
		return 1, 0, true
	case marker < msgFixArray:
		return 1, 2 * uint64(marker&0x0f), true
	case marker < msgFixStr:
		return 1, uint64(marker & 0x0f), true
	case marker < msgNil:
		return 1 + uint64(marker&0x1f), 0, true
	case marker == msgNever:
		return 0, 0, false
	}
	return msgLongElement(b, marker)
}

// msgForm describes how the size of an element follows from its marker.
type msgForm struct {
	lengthWidth int    // bytes of the length behind the marker
	extra       uint64 // bytes beside marker, length and content
	perLength   uint64 // content bytes per unit of length
	children    uint64 // children per unit of length
}

// msgLongElement is msgElement for the markers from msgNil to msgMap32.
func msgLongElement(b []byte, marker byte) (size, children uint64, ok bool) {
	form := msgForms()[marker-msgNil]
	length := uint64(0)
	if form.lengthWidth > 0 {
		if len(b) < 1+form.lengthWidth {
			return 0, 0, false
		}
		var wide [8]byte
		copy(wide[len(wide)-form.lengthWidth:], b[1:1+form.lengthWidth])
		length = binary.BigEndian.Uint64(wide[:])
	}
	return 1 + uint64(form.lengthWidth) + form.extra + length*form.perLength, length * form.children, true
}

// msgForms returns the forms of the markers from msgNil to msgMap32 in order.
func msgForms() [msgNegative - msgNil]msgForm {
	return [msgNegative - msgNil]msgForm{
		{},
		{},
		{},
		{}, // nil, never used, false, true
		{lengthWidth: 1, perLength: 1},
		{lengthWidth: 2, perLength: 1},
		{lengthWidth: 4, perLength: 1}, // bin
		{lengthWidth: 1, extra: 1, perLength: 1},
		{lengthWidth: 2, extra: 1, perLength: 1}, // ext
		{lengthWidth: 4, extra: 1, perLength: 1},
		{extra: 4},
		{extra: 8}, // float
		{extra: 1},
		{extra: 2},
		{extra: 4},
		{extra: 8}, // unsigned integers
		{extra: 1},
		{extra: 2},
		{extra: 4},
		{extra: 8}, // signed integers
		{extra: 2},
		{extra: 3},
		{extra: 5},
		{extra: 9},
		{extra: 17}, // fixext
		{lengthWidth: 1, perLength: 1},
		{lengthWidth: 2, perLength: 1},
		{lengthWidth: 4, perLength: 1}, // str
		{lengthWidth: 2, children: 1},
		{lengthWidth: 4, children: 1}, // array
		{lengthWidth: 2, children: 2},
		{lengthWidth: 4, children: 2}, // map
	}
}
