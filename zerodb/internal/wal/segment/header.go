package segment

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Header is what a segment says of itself. It is written and synced before the file gets its name, so a file
// that bears a segment's name and has no valid header is damaged.
type Header struct {
	// Identity is the database's UUID.
	Identity [16]byte
	// Sequence numbers the segments of a database; it is also the file's name.
	Sequence uint64
	// Epoch was drawn when the log was opened for the life that wrote this segment. It is never 0.
	Epoch uint64
	// First is the position of the first frame.
	First ids.LSN
	// Size is the length of the segment in bytes; see Cut.
	Size int64
	// Chain is the checksum of the frame before First, which the first frame here continues.
	Chain uint32
}

// Append appends the header's block of HeaderSize bytes to dst and returns the result.
func (h Header) Append(dst []byte) []byte {
	start := len(dst)
	dst = append(dst, make([]byte, HeaderSize)...)
	b := dst[start:]
	copy(b[headerMagicAt:], magic)
	binary.LittleEndian.PutUint32(b[headerVersionAt:], Version)
	copy(b[headerIdentityAt:], h.Identity[:])
	binary.LittleEndian.PutUint64(b[headerSequenceAt:], h.Sequence)
	binary.LittleEndian.PutUint64(b[headerEpochAt:], h.Epoch)
	binary.LittleEndian.PutUint64(b[headerFirstAt:], uint64(h.First))
	binary.LittleEndian.PutUint64(b[headerLengthAt:], uint64(h.Size))
	binary.LittleEndian.PutUint32(b[headerChainAt:], h.Chain)
	binary.LittleEndian.PutUint32(b[headerSumAt:], headerSum(b))
	return dst
}

// headerSum computes the checksum over the header's fields, leaving the checksum's own place out.
func headerSum(b []byte) uint32 {
	sum := crc32.Checksum(b[:headerSumAt], castagnoli())
	return crc32.Update(sum, castagnoli(), b[headerIdentityAt:headerFieldsEnd])
}

// DecodeHeader reads a header from the start of b. It returns a *Mismatch when b is too short, is not a segment
// from OldestVersion to Version, fails its checksum, or states a size outside the format's limits or an epoch of 0. Whether
// identity and sequence are the right ones is for the caller to say.
func DecodeHeader(b []byte) (Header, error) {
	if len(b) < headerFieldsEnd {
		return Header{}, mismatch(FieldSize, headerFieldsEnd, uint64(len(b)))
	}
	if string(b[headerMagicAt:headerVersionAt]) != magic {
		want := binary.LittleEndian.Uint64([]byte(magic))
		return Header{}, mismatch(FieldMagic, want, binary.LittleEndian.Uint64(b))
	}
	if sum, got := headerSum(b), binary.LittleEndian.Uint32(b[headerSumAt:]); sum != got {
		return Header{}, mismatch(FieldChecksum, uint64(sum), uint64(got))
	}
	if v := binary.LittleEndian.Uint32(b[headerVersionAt:]); v < OldestVersion || v > Version {
		return Header{}, mismatch(FieldVersion, Version, uint64(v))
	}
	return decodeHeaderFields(b)
}

// decodeHeaderFields reads the fields of a header whose checksum holds and checks their ranges.
func decodeHeaderFields(b []byte) (Header, error) {
	h := Header{
		Identity: [16]byte(b[headerIdentityAt:headerSequenceAt]),
		Sequence: binary.LittleEndian.Uint64(b[headerSequenceAt:]),
		Epoch:    binary.LittleEndian.Uint64(b[headerEpochAt:]),
		First:    ids.LSN(binary.LittleEndian.Uint64(b[headerFirstAt:])),
		Chain:    binary.LittleEndian.Uint32(b[headerChainAt:]),
	}
	size := binary.LittleEndian.Uint64(b[headerLengthAt:])
	switch {
	case h.Epoch == 0:
		return Header{}, mismatch(FieldEpoch, 1, 0)
	case h.Sequence > MaxSequence:
		return Header{}, mismatch(FieldSequence, MaxSequence, h.Sequence)
	case !ValidSize(size):
		return Header{}, mismatch(FieldSize, MinSize, size)
	case uint64(h.First) > MaxLSN:
		return Header{}, mismatch(FieldFirst, MaxLSN, uint64(h.First))
	case binary.LittleEndian.Uint32(b[headerReservedAt:]) != 0:
		return Header{}, mismatch(FieldReserved, 0, uint64(binary.LittleEndian.Uint32(b[headerReservedAt:])))
	}
	h.Size = int64(size)
	return h, nil
}

// MaxLSN is the greatest position that a segment may start at. It leaves room for the positions inside the
// segment, so that adding an offset to it never overflows.
const MaxLSN = 1<<63 - 1 - MaxSize

// MaxSequence is the greatest number of a segment. Each has a successor.
const MaxSequence = 1<<63 - 1

// ValidSize reports whether a segment may be size bytes long.
func ValidSize(size uint64) bool {
	return size >= MinSize && size <= MaxSize && size%SizeUnit == 0
}

// OffsetOf returns where in the file the frame at position lsn starts. It reports false when the position is not
// one at which a frame of this segment can start or the segment can end.
func (h Header) OffsetOf(lsn ids.LSN) (int64, bool) {
	if lsn < h.First || uint64(lsn-h.First) > uint64(h.Size-HeaderSize) || (lsn-h.First)%Alignment != 0 {
		return 0, false
	}
	return HeaderSize + int64(lsn-h.First), true
}
