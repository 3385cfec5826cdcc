package hll

import (
	"encoding/binary"
	mathbits "math/bits"
)

// sketch is the bytes of a HyperLogLog value that fit together.
type sketch []byte

// Valid reports whether the bytes are a sketch: no unknown flags, bits within the limits, exactly as many registers.
func Valid(b []byte) bool {
	if len(b) < headerSize || b[flagsAt] != 0 {
		return false
	}
	s := shape{index: int(b[indexBitsAt]), minhash: int(b[minhashBitsAt])}
	return s.valid() && len(b) == s.size()
}

// shape is what a sketch is made of: 2 to the power of index registers, each with a rank and minhash bits.
type shape struct {
	index, minhash int
}

// valid reports whether a sketch may have the shape.
func (s shape) valid() bool {
	return validIndex(s.index) && validMinhash(s.minhash) && s.index+s.minhash <= maxHashBits
}

// validIndex reports whether a sketch may have so many index bits.
func validIndex(n int) bool { return n >= minIndexBits && n <= maxIndexBits }

// validMinhash reports whether a sketch may have so many bits of minimum hash.
func validMinhash(n int) bool { return n == 0 || n >= minMinhashBits && n <= maxMinhashBits }

// registers returns how many registers a sketch has.
func (s shape) registers() int { return 1 << s.index }

// registerBits returns the width of a register.
func (s shape) registerBits() int { return rankBits + s.minhash }

// size returns the size of a sketch in bytes. Registers always fill whole bytes.
func (s shape) size() int { return headerSize + s.registerBits()<<s.index/8 }

// start makes an empty sketch of the memory, whose size is the shape's.
func (s shape) start(memory []byte) sketch {
	clear(memory)
	memory[indexBitsAt], memory[minhashBitsAt] = byte(s.index), byte(s.minhash)
	return memory
}

// shape returns what the sketch is made of.
func (k sketch) shape() shape {
	return shape{index: int(k[indexBitsAt]), minhash: int(k[minhashBitsAt])}
}

// count returns the cached count; 0 if there is none.
func (k sketch) count() uint64 { return binary.LittleEndian.Uint64(k[countAt:]) }

// setCount caches a count.
func (k sketch) setCount(n uint64) { binary.LittleEndian.PutUint64(k[countAt:], n) }

// registers gives access to the registers of a sketch.
type registers struct {
	bytes []byte
	shape
}

// registers returns the registers of the sketch.
func (k sketch) registers() registers { return registers{bytes: k[headerSize:], shape: k.shape()} }

// word finds the 8 bytes in which register i lies and how far it has to be shifted there.
func (r *registers) word(i int) (at int, shift uint) {
	first := r.registerBits() * i
	at = min(first/8, len(r.bytes)-8)
	return at, uint(64 - r.registerBits() - (first - 8*at))
}

// get returns register i.
func (r *registers) get(i int) uint64 {
	at, shift := r.word(i)
	return binary.BigEndian.Uint64(r.bytes[at:]) >> shift & (1<<r.registerBits() - 1)
}

// set gives register i a value, of which it keeps the lowest bits.
func (r *registers) set(i int, value uint64) {
	at, shift := r.word(i)
	mask := uint64(1)<<r.registerBits() - 1
	word := binary.BigEndian.Uint64(r.bytes[at:])
	binary.BigEndian.PutUint64(r.bytes[at:], word&^(mask<<shift)|value&mask<<shift)
}

// raise gives register i a value unless it has a larger one.
func (r *registers) raise(i int, value uint64) {
	if r.get(i) < value {
		r.set(i, value)
	}
}

// place returns the register that an element belongs to and the value that it brings.
func (s shape) place(element []byte) (register int, value uint64) {
	h1, h2 := murmur3(element)
	register = int(h1 & (1<<s.index - 1))
	minhash := h1 >> s.index & (1<<s.minhash - 1)
	rank := uint64(mathbits.TrailingZeros64(h2)) + 1
	return register, rank<<s.minhash | minhash
}

// add adds an element and reports whether that changed a register.
func (k sketch) add(element []byte) bool {
	r := k.registers()
	register, value := r.place(element)
	if r.get(register) >= value {
		return false
	}
	r.set(register, value)
	k.setCount(0)
	return true
}

// mayContain reports whether the element may have been added; false is certain.
func (k sketch) mayContain(element []byte) bool {
	r := k.registers()
	register, value := r.place(element)
	return value <= r.get(register)
}

// absorb raises the registers to those of another sketch, which has no fewer index bits: registers that this sketch
// does not tell apart are taken together. Without minimum hash only ranks count. The cached count must be 0.
func (k sketch) absorb(other sketch) {
	to, from := k.registers(), other.registers()
	mask, drop := to.registersMask(), 0
	if to.minhash == 0 {
		drop = from.minhash
	}
	for i := range from.shape.registers() {
		to.raise(i&mask, from.get(i)>>drop)
	}
}

// registersMask returns what is left of the number of a register of a sketch with more of them.
func (r *registers) registersMask() int { return r.shape.registers() - 1 }
