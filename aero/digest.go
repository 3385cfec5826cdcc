package aero

// DigestSize is the length of a digest in bytes.
const DigestSize = 20

// PartitionCount is the fixed number of partitions of a namespace.
const PartitionCount = 4096

// Digest identifies a record within a namespace: RIPEMD-160 over set name, key type and key.
type Digest [DigestSize]byte

// PartitionID numbers a partition, 0 to PartitionCount-1.
type PartitionID uint16

// Partition returns the partition that the record belongs to: the first two bytes of the digest as a
// little-endian number, modulo PartitionCount.
func (d Digest) Partition() PartitionID {
	return PartitionID(uint16(d[0])|uint16(d[1])<<8) % PartitionCount
}
