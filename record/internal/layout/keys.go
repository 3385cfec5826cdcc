package layout

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
)

// AppendRecordKey adds the key of the table records for a digest: the partition as a big-endian number, so that a
// partition is a range of keys, then the digest.
func AppendRecordKey(dst []byte, digest aero.Digest) []byte {
	dst = AppendPartitionPrefix(dst, digest.Partition())
	return append(dst, digest[:]...)
}

// AppendPartitionPrefix adds what the keys of all records of a partition begin with.
func AppendPartitionPrefix(dst []byte, partition aero.PartitionID) []byte {
	return binary.BigEndian.AppendUint16(dst, uint16(partition))
}

// DecodeRecordKey reads a key of the table records.
//
// It fails with a FormatError if the length is wrong or the partition is not the digest's.
func DecodeRecordKey(b []byte) (aero.Digest, error) {
	if len(b) != RecordKeySize {
		return aero.Digest{}, malformed("record key", len(b))
	}
	digest := aero.Digest(b[partitionSize:])
	if binary.BigEndian.Uint16(b) != uint16(digest.Partition()) {
		return aero.Digest{}, malformed("record key's partition", 0)
	}
	return digest, nil
}

// AppendExpiryKey adds the key of the table expiry: the void time as a big-endian number, so that what expires first
// comes first, then the digest.
func AppendExpiryKey(dst []byte, voidTime uint32, digest aero.Digest) []byte {
	dst = binary.BigEndian.AppendUint32(dst, voidTime)
	return append(dst, digest[:]...)
}

// DecodeExpiryKey reads a key of the table expiry.
//
// It fails with a FormatError if the length is wrong.
func DecodeExpiryKey(b []byte) (voidTime uint32, digest aero.Digest, err error) {
	if len(b) != ExpiryKeySize {
		return 0, aero.Digest{}, malformed("expiry key", len(b))
	}
	return binary.BigEndian.Uint32(b), aero.Digest(b[voidTimeSize:]), nil
}
