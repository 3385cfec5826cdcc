package page

import (
	"hash/crc32"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// castagnoli is the table of CRC-32C, for which processors have an instruction.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Checksum computes the CRC-32C of a page, all bytes behind the checksum field, seeded with the number under which
// the page is kept. b holds at least HeaderSize bytes.
func Checksum(b []byte, id ids.PageID) uint32 {
	return crc32.Update(seed(id), castagnoli, b[offsetKind:])
}

// seed folds a page number into the start value of its checksum, so that a page in another's place never fits.
func seed(id ids.PageID) uint32 { return uint32(id) ^ uint32(id>>32) }

// Seal stores the checksum in a page that is complete. The number is the page's own.
func Seal(b []byte) {
	order.PutUint32(b[offsetChecksum:], Checksum(b, RefOf(b).ID))
}

// VerifyChecksum checks a page that was read under the given number. It fails with fault.CorruptionError of the kind
// Checksum, or Size when b is too short to be a page.
func VerifyChecksum(b []byte, id ids.PageID) error {
	if len(b) < HeaderSize {
		return fault.New(id, fault.Size, 0, HeaderSize, uint64(len(b)))
	}
	want, got := order.Uint32(b[offsetChecksum:]), Checksum(b, id)
	if want != got {
		return fault.New(id, fault.Checksum, offsetChecksum, uint64(want), uint64(got))
	}
	return nil
}
