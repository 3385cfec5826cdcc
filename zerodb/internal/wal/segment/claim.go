package segment

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Claim returns the durable position that a frame of the given life and segment states, if b starts with such a
// frame's header. The header alone decides, because its statement was true when it was written, whatever became
// of the payload. It allocates nothing and rejects foreign bytes by their first comparison, so that a reader can
// try every aligned offset of a segment.
func Claim(b []byte, epoch, sequence uint64) (ids.LSN, bool) {
	if len(b) < FrameHeaderSize || binary.LittleEndian.Uint64(b[frameEpochAt:]) != epoch {
		return 0, false
	}
	if binary.LittleEndian.Uint32(b[frameSequenceAt:]) != uint32(sequence) {
		return 0, false
	}
	if headSum(b) != binary.LittleEndian.Uint32(b[frameHeadSumAt:]) {
		return 0, false
	}
	return ids.LSN(binary.LittleEndian.Uint64(b[frameDurableAt:])), true
}
