package page

import (
	"hash/crc32"

	"github.com/aerolith/aerolith/zerodb/internal/checked"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// RunPages returns how many contiguous pages a value of the given length takes: its bytes follow the header of the
// first page and run on through the others. The length must be at most MaxValueSize.
func RunPages(pageSize int, valueLength uint64) uint64 {
	return checked.Units(HeaderSize+valueLength, uint64(pageSize))
}

// SealRun writes the header of a run into dst, which must hold HeaderSize bytes, for the value that follows it. The
// checksum covers the rest of the header and the whole value, and is seeded with the number of the first page.
func SealRun(dst []byte, ref ids.PageRef, value []byte) {
	header := dst[:HeaderSize]
	Init(header, KindLarge, ref)
	order.PutUint64(header[offsetLength:], uint64(len(value)))
	order.PutUint32(header[offsetChecksum:], runChecksum(header, ref.ID, value))
}

// runChecksum computes the checksum of a run from its header and its value.
func runChecksum(header []byte, id ids.PageID, value []byte) uint32 {
	return crc32.Update(Checksum(header, id), castagnoli, value)
}

// ValidateRun checks the header of a run against the reference and the value length by which it was reached. b holds
// the run, or at least its header and value. It fails with fault.CorruptionError; afterwards RunValue and
// VerifyRunChecksum are safe.
func ValidateRun(b []byte, ref ids.PageRef, valueLength uint64) error {
	if valueLength > MaxValueSize {
		return fault.New(ref.ID, fault.ValueSize, 0, MaxValueSize, valueLength)
	}
	if need := HeaderSize + valueLength; uint64(len(b)) < need {
		return fault.New(ref.ID, fault.Size, 0, need, uint64(len(b)))
	}
	if err := validateHeader(b, ref); err != nil {
		return err
	}
	if kind := KindOf(b); kind != KindLarge {
		return fault.New(ref.ID, fault.PageKind, offsetKind, uint64(KindLarge), uint64(kind))
	}
	if got := order.Uint64(b[offsetLength:]); got != valueLength {
		return fault.New(ref.ID, fault.ValueSize, offsetLength, valueLength, got)
	}
	if count := order.Uint16(b[offsetCount:]); count != 0 {
		return fault.New(ref.ID, fault.Count, offsetCount, 0, uint64(count))
	}
	return nil
}

// VerifyRunChecksum checks the content of a run that ValidateRun has accepted. It fails with fault.CorruptionError of
// the kind Checksum.
func VerifyRunChecksum(b []byte, id ids.PageID) error {
	want, got := order.Uint32(b[offsetChecksum:]), runChecksum(b[:HeaderSize], id, RunValue(b))
	if want != got {
		return fault.New(id, fault.Checksum, offsetChecksum, uint64(want), uint64(got))
	}
	return nil
}

// RunValue returns the value of a run that ValidateRun has accepted, without a copy.
func RunValue(b []byte) []byte {
	length, value := order.Uint64(b[offsetLength:]), b[HeaderSize:]
	return value[:length:length]
}

// RunLength returns the length of the value that the header of a run states. Nothing has checked it.
func RunLength(b []byte) uint64 { return order.Uint64(b[offsetLength:]) }
