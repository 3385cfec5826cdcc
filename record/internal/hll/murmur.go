package hll

import (
	"encoding/binary"
	"math/bits"
)

// The constants of MurmurHash3 for 128 bits on 64-bit machines, which is in the public domain.
const (
	murmurC1    = 0x87c37b91114253d5
	murmurC2    = 0x4cf5ad432745937f
	murmurAdd1  = 0x52dce729
	murmurAdd2  = 0x38495ab5
	murmurMix1  = 0xff51afd7ed558ccd
	murmurMix2  = 0xc4ceb9fe1a85ec53
	murmurBlock = 16
)

// murmur3 returns the two halves of the 128-bit MurmurHash3 of the bytes, with seed 0.
func murmur3(b []byte) (h1, h2 uint64) {
	length := uint64(len(b))
	for ; len(b) >= murmurBlock; b = b[murmurBlock:] {
		h1 ^= scramble1(binary.LittleEndian.Uint64(b))
		h1 = (bits.RotateLeft64(h1, 27)+h2)*5 + murmurAdd1
		h2 ^= scramble2(binary.LittleEndian.Uint64(b[8:]))
		h2 = (bits.RotateLeft64(h2, 31)+h1)*5 + murmurAdd2
	}
	var tail [murmurBlock]byte
	copy(tail[:], b)
	h1 ^= scramble1(binary.LittleEndian.Uint64(tail[:]))
	h2 ^= scramble2(binary.LittleEndian.Uint64(tail[8:]))

	h1, h2 = h1^length, h2^length
	h1 += h2
	h2 += h1
	h1, h2 = finish(h1), finish(h2)
	h1 += h2
	return h1, h2 + h1
}

// scramble1 prepares the first half of a block. It leaves 0 as it is, so that an empty tail changes nothing.
func scramble1(k uint64) uint64 { return bits.RotateLeft64(k*murmurC1, 31) * murmurC2 }

// scramble2 prepares the second half of a block, likewise.
func scramble2(k uint64) uint64 { return bits.RotateLeft64(k*murmurC2, 33) * murmurC1 }

// finish lets every bit of k decide over all others.
func finish(k uint64) uint64 {
	k = (k ^ k>>33) * murmurMix1
	k = (k ^ k>>33) * murmurMix2
	return k ^ k>>33
}
