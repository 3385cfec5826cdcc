package bits

import "encoding/binary"

// A word is what range operations work on at a time; its highest bit is the first one.
const (
	bytesPerWord = 8
	bitsPerWord  = bytesPerWord * bitsPerByte
)

// window returns the 64 bits from the one at position, with zeros for those outside the bytes.
func window(b []byte, position int) uint64 {
	i, shift := position>>3, position&(bitsPerByte-1)
	w := loadWord(b, i) << shift
	if shift > 0 && i+bytesPerWord >= 0 && i+bytesPerWord < len(b) {
		w |= uint64(b[i+bytesPerWord] >> (bitsPerByte - shift))
	}
	return w
}

// loadWord returns the eight bytes from i on, with zeros for those outside.
func loadWord(b []byte, i int) uint64 {
	if i >= 0 && i <= len(b)-bytesPerWord {
		return binary.BigEndian.Uint64(b[i:])
	}
	var w [bytesPerWord]byte
	if i > -bytesPerWord && i < len(b) {
		copy(w[max(0, -i):], b[max(0, i):])
	}
	return binary.BigEndian.Uint64(w[:])
}

// storeWord sets the bytes from i on, as many of the eight as there are.
func storeWord(b []byte, i int, w uint64) {
	if i <= len(b)-bytesPerWord {
		binary.BigEndian.PutUint64(b[i:], w)
		return
	}
	var bytes [bytesPerWord]byte
	binary.BigEndian.PutUint64(bytes[:], w)
	copy(b[i:], bytes[:])
}
