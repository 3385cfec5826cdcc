package journal

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/checked"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Header is what stands before a transaction's operations.
type Header struct {
	// WallTime is when the transaction committed.
	WallTime time.Time
	// Previous is the transaction on whose state it builds.
	Previous ids.TxID
	// Count is the number of operations, modulo 2^32.
	Count uint32
	// Part is how many pieces of the transaction stand before this one.
	Part uint32
}

// Number is a table's number in the bytes of one transaction: tables are numbered from 0 in the order in which they are
// named.
type Number uint32

// Operation is one change. Its slices are parts of the Reader's input.
type Operation struct {
	// Kind says what is done.
	Kind Kind
	// Table is the number of the table concerned; with NameTable, the number that the name gets.
	Table Number
	// Key is the key of Put, Delete and DeletePair, the lower end of DeleteRange, and the name of NameTable.
	Key []byte
	// Value is the value of Put and DeletePair, the upper end of DeleteRange, the options of CreateTable, and the new name of
	// RenameTable.
	Value []byte
}

// Reader walks over the operations of one transaction. Reset prepares it for each.
type Reader struct {
	input     []byte
	offset    int
	header    Header
	count     uint32
	named     uint64 // tables named so far
	operation Operation
	err       error
}

// Reset makes the reader stand before the first operation of the bytes that Finish returned.
//
// It fails with *FormatError when the header is malformed or of an unknown version.
func (r *Reader) Reset(b []byte) error {
	*r = Reader{input: b, offset: headerSize}
	switch {
	case len(b) < headerSize:
		return r.fail(0, "header is incomplete")
	case b[offsetVersion] != versionPieces && order.Uint32(b[offsetVersion:]) != version:
		return r.fail(offsetVersion, "version is unknown")
	}
	r.header = Header{
		WallTime: time.Unix(0, int64(order.Uint64(b[offsetWallTime:]))),
		Previous: ids.TxID(order.Uint64(b[offsetPrevious:])),
		Count:    order.Uint32(b[offsetCount:]),
		Part:     order.Uint32(b[offsetVersion:]) >> 8,
	}
	return nil
}

// Header returns what stands before the operations.
func (r *Reader) Header() Header { return r.header }

// Next advances to the next operation and reports whether there is one. After false, Err tells the end from a fault.
func (r *Reader) Next() bool {
	if r.err != nil {
		return false
	}
	if r.offset == len(r.input) {
		if r.count != r.header.Count {
			r.fail(offsetCount, "number of operations differs")
		}
		return false
	}
	start := r.offset
	kind := Kind(r.input[start])
	if int(kind) >= len(shapes) || shapes[kind] == 0 {
		r.fail(start, "kind of operation is unknown")
		return false
	}
	r.offset++
	r.operation = Operation{Kind: kind}
	r.fields(shapes[kind])
	r.count++
	return r.err == nil
}

// Operation returns the operation that Next has reached. Its slices are valid as long as the input.
func (r *Reader) Operation() Operation { return r.operation }

// Err returns the *FormatError that ended the walk, nil while there was none.
func (r *Reader) Err() error { return r.err }

// fields reads what follows an operation's kind.
func (r *Reader) fields(s shape) {
	o := &r.operation
	if s == shapeName {
		o.Table, o.Key = Number(r.named), r.bytes(r.number(math.MaxInt))
		if r.named++; r.named > math.MaxUint32 {
			r.fail(r.offset, "too many tables")
		}
		return
	}
	o.Table = Number(r.number(r.named))
	switch s {
	case shapeKey:
		o.Key = r.bytes(r.number(math.MaxInt))
	case shapeValue:
		o.Value = r.bytes(r.number(math.MaxInt))
	case shapeKeyValue:
		key, value := r.number(math.MaxInt), r.number(math.MaxInt)
		o.Key, o.Value = r.bytes(key), r.bytes(value)
	}
}

// number reads one number below limit in its shortest form, 0 after a fault.
func (r *Reader) number(limit uint64) uint64 {
	if r.err != nil {
		return 0
	}
	n, size := binary.Uvarint(r.input[r.offset:])
	switch {
	case size <= 0:
		r.fail(r.offset, "number is incomplete or too long")
	case size > 1 && n>>(7*(size-1)) == 0:
		r.fail(r.offset, "number is not in its shortest form")
	case n >= limit:
		r.fail(r.offset, "number is too great, or of a table that was not named")
	default:
		r.offset += size
		return n
	}
	return 0
}

// bytes returns the next n bytes of the input, nil after a fault.
func (r *Reader) bytes(n uint64) []byte {
	if r.err == nil && !checked.Within(uint64(r.offset), n, uint64(len(r.input))) {
		r.fail(r.offset, "bytes are missing")
	}
	if r.err != nil {
		return nil
	}
	start := r.offset
	r.offset += int(n)
	return r.input[start:r.offset:r.offset]
}

// fail records a fault unless there is one, and returns the first.
func (r *Reader) fail(offset int, problem string) error {
	if r.err == nil {
		r.err = &FormatError{Offset: offset, Problem: problem}
	}
	return r.err
}
