package segment

import (
	"encoding/binary"
	"hash/crc32"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Frame is one piece of a record as it lies in a segment.
type Frame struct {
	// Prev is the checksum of the frame before this one, of whichever segment.
	Prev uint32
	// Epoch is the life that wrote the frame.
	Epoch uint64
	// Sequence is the segment that the frame was written to. The frame stores its low 32 bits.
	Sequence uint64
	// Durable is the position up to which the log was known to be synced when the frame was written.
	Durable ids.LSN
	// Tx is the transaction that the record belongs to.
	Tx ids.TxID
	// Type is the record's type.
	Type uint8
	// Flags say whether the record begins and ends here.
	Flags Flags
	// Payload is the piece of the record. A decoded frame's payload aliases the decoded bytes.
	Payload []byte
}

// FrameSize returns how many bytes a frame with n bytes of payload occupies.
func FrameSize(n int) int { return FrameHeaderSize + align(n) }

// AppendFrame appends f to dst and returns the result together with the frame's checksum, which the next frame
// has as its Prev. The payload must not exceed MaxPiece.
func AppendFrame(dst []byte, f Frame) ([]byte, uint32) {
	start := len(dst)
	dst = slices.Grow(dst, FrameSize(len(f.Payload)))
	b := dst[start : start+FrameSize(len(f.Payload))]
	putHead(b, f, len(f.Payload))
	clear(b[FrameHeaderSize+copy(b[FrameHeaderSize:], f.Payload):])
	sum := frameSum(f.Prev, b)
	binary.LittleEndian.PutUint32(b[frameSumAt:], sum)
	return dst[:start+len(b)], sum
}

// AppendHead is AppendFrame for a frame whose payload lies in several pieces and is to be written from there: it appends the header, behind
// which the pieces and the padding belong, and returns the padding too.
func AppendHead(dst []byte, f Frame, pieces [][]byte) (head, padding []byte, sum uint32) {
	length := 0
	for _, p := range pieces {
		length += len(p)
	}
	start := len(dst)
	dst = append(dst, make([]byte, FrameSize(length)-length)...)
	b, padding := dst[start:start+FrameHeaderSize], dst[start+FrameHeaderSize:]
	putHead(b, f, length)
	sum = frameSum(f.Prev, b)
	for _, p := range pieces {
		sum = crc32.Update(sum, castagnoli(), p)
	}
	sum = crc32.Update(sum, castagnoli(), padding)
	binary.LittleEndian.PutUint32(b[frameSumAt:], sum)
	return b, padding, sum
}

// putHead writes a frame's header but for the frame's checksum, which covers the rest of it.
func putHead(b []byte, f Frame, length int) {
	binary.LittleEndian.PutUint32(b[framePrevAt:], f.Prev)
	binary.LittleEndian.PutUint32(b[frameLengthAt:], uint32(length))
	binary.LittleEndian.PutUint64(b[frameEpochAt:], f.Epoch)
	binary.LittleEndian.PutUint64(b[frameDurableAt:], uint64(f.Durable))
	binary.LittleEndian.PutUint64(b[frameTxAt:], uint64(f.Tx))
	binary.LittleEndian.PutUint32(b[frameSequenceAt:], uint32(f.Sequence))
	b[frameTypeAt] = f.Type
	b[frameFlagsAt] = byte(f.Flags)
	binary.LittleEndian.PutUint16(b[frameReservedAt:], 0)
	binary.LittleEndian.PutUint32(b[frameHeadSumAt:], headSum(b))
}

// headSum computes the checksum over a frame header's fields behind the two checksums.
func headSum(header []byte) uint32 {
	return crc32.Checksum(header[framePrevAt:FrameHeaderSize], castagnoli())
}

// frameSum computes a whole frame's checksum, which continues its predecessor's.
func frameSum(prev uint32, frame []byte) uint32 {
	return crc32.Update(prev, castagnoli(), frame[frameHeadSumAt:])
}

// DecodeFrame reads the frame at the start of b, verifies it against its own checksums, and returns it with its
// checksum. b must not reach beyond the segment. It returns a *Mismatch when b is too short for the frame, when
// a checksum does not hold, or when the frame is not of the given epoch and sequence. Whether Prev is the right
// one is for the caller to say.
func DecodeFrame(b []byte, epoch, sequence uint64) (Frame, uint32, error) {
	if err := checkHead(b, epoch, sequence); err != nil {
		return Frame{}, 0, err
	}
	length := binary.LittleEndian.Uint32(b[frameLengthAt:])
	if length > MaxPiece || FrameSize(int(length)) > len(b) {
		return Frame{}, 0, mismatch(FieldLength, uint64(len(b)), uint64(length))
	}
	f := Frame{
		Prev:     binary.LittleEndian.Uint32(b[framePrevAt:]),
		Epoch:    epoch,
		Sequence: sequence,
		Durable:  ids.LSN(binary.LittleEndian.Uint64(b[frameDurableAt:])),
		Tx:       ids.TxID(binary.LittleEndian.Uint64(b[frameTxAt:])),
		Type:     b[frameTypeAt],
		Flags:    Flags(b[frameFlagsAt]),
		Payload:  b[FrameHeaderSize : FrameHeaderSize+int(length)],
	}
	got := binary.LittleEndian.Uint32(b[frameSumAt:])
	if sum := frameSum(f.Prev, b[:FrameSize(int(length))]); sum != got {
		return Frame{}, 0, mismatch(FieldChecksum, uint64(sum), uint64(got))
	}
	if f.Flags&^knownFlags != 0 {
		return Frame{}, 0, mismatch(FieldFlags, uint64(knownFlags), uint64(f.Flags))
	}
	return f, got, nil
}

// checkHead verifies a frame's header alone: that it was written whole, by this life, for this segment.
func checkHead(b []byte, epoch, sequence uint64) error {
	if len(b) < FrameHeaderSize {
		return mismatch(FieldSize, FrameHeaderSize, uint64(len(b)))
	}
	if got := binary.LittleEndian.Uint64(b[frameEpochAt:]); got != epoch {
		return mismatch(FieldEpoch, epoch, got)
	}
	if got := binary.LittleEndian.Uint32(b[frameSequenceAt:]); got != uint32(sequence) {
		return mismatch(FieldSequence, uint64(uint32(sequence)), uint64(got))
	}
	if sum, got := headSum(b), binary.LittleEndian.Uint32(b[frameHeadSumAt:]); sum != got {
		return mismatch(FieldChecksum, uint64(sum), uint64(got))
	}
	if got := binary.LittleEndian.Uint16(b[frameReservedAt:]); got != 0 {
		return mismatch(FieldReserved, 0, uint64(got))
	}
	return nil
}
