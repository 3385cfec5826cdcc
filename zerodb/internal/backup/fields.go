package backup

import "encoding/binary"

// fields reads the fields of a block; after the first that is not there, bad stays set and all are zero.
type fields struct {
	rest []byte
	bad  bool
}

// take returns the next bytes.
func (f *fields) take(n uint64) []byte {
	if f.bad || n > uint64(len(f.rest)) {
		f.bad = true
		return nil
	}
	b := f.rest[:n:n]
	f.rest = f.rest[n:]
	return b
}

// u64 reads a number of eight bytes.
func (f *fields) u64() uint64 {
	if b := f.take(8); b != nil {
		return order.Uint64(b)
	}
	return 0
}

// u32 reads a number of four bytes.
func (f *fields) u32() uint32 {
	if b := f.take(4); b != nil {
		return order.Uint32(b)
	}
	return 0
}

// uvarint reads a number of variable length.
func (f *fields) uvarint() uint64 {
	n, size := binary.Uvarint(f.rest)
	if f.bad || size <= 0 {
		f.bad = true
		return 0
	}
	f.rest = f.rest[size:]
	return n
}
