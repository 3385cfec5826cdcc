package segment

import (
	"encoding/binary"
	"hash/crc32"
)

// AppendCut appends to dst the mark that says of a segment with this header that it ends at size. It stands at CutAt of the header's block,
// in a sector of its own: it is written while the header is relied upon.
func AppendCut(dst []byte, h Header, size int64) []byte {
	start := len(dst)
	dst = append(dst, make([]byte, cutSize)...)
	b := dst[start:]
	binary.LittleEndian.PutUint64(b[cutEpochAt:], h.Epoch)
	binary.LittleEndian.PutUint64(b[cutSequenceAt:], h.Sequence)
	binary.LittleEndian.PutUint64(b[cutLengthAt:], uint64(size))
	binary.LittleEndian.PutUint32(b[cutSumAt:], cutSum(b))
	return dst
}

// cutSum computes the checksum of a mark, leaving its own place out.
func cutSum(b []byte) uint32 { return crc32.Checksum(b[cutReservedAt:cutSize], castagnoli()) }

// Cut returns where a segment ends by the mark in its header's block. It reports false when there is none that belongs to the header: one
// that is torn or was left by an earlier segment means nothing.
func Cut(block []byte, h Header) (int64, bool) {
	if len(block) < CutAt+cutSize {
		return 0, false
	}
	b := block[CutAt : CutAt+cutSize]
	size := binary.LittleEndian.Uint64(b[cutLengthAt:])
	ok := binary.LittleEndian.Uint32(b[cutSumAt:]) == cutSum(b) &&
		binary.LittleEndian.Uint32(b[cutReservedAt:]) == 0 &&
		binary.LittleEndian.Uint64(b[cutEpochAt:]) == h.Epoch &&
		binary.LittleEndian.Uint64(b[cutSequenceAt:]) == h.Sequence &&
		ValidSize(size) && int64(size) < h.Size
	if !ok {
		return 0, false
	}
	return int64(size), true
}
