package sindex

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// ErrFormat is wrapped by the errors about stored bytes that are no key or row of an index.
var ErrFormat = errors.New("record/sindex: malformed stored index")

// Sizes of an index table's keys: value, partition, digest.
const (
	valueSize     = 8
	partitionSize = 2
	// KeySize is the length of a key.
	KeySize = partitionSize + valueSize + aero.DigestSize
)

// Value is an indexed value as keys hold it: their order is that of the values.
type Value uint64

// Member is the Value of every record in the index of a set, whose entries are thus in the order of the records.
const Member Value = 0

// AppendMember adds the key of the entry, in the index of a set, of the record that the key in the table of records is of; or
// what the keys of a partition begin with.
func AppendMember(dst, recordKey []byte) []byte {
	return append(binary.BigEndian.AppendUint64(dst, uint64(Member)), recordKey...)
}

// MemberRecord returns the key in the table of records that an entry in the index of a set is of, or false if it is none.
func MemberRecord(key []byte) (recordKey []byte, ok bool) {
	if len(key) != KeySize || Value(binary.BigEndian.Uint64(key)) != Member {
		return nil, false
	}
	return key[valueSize:], true
}

// signBit turns the order of signed numbers into that of unsigned ones.
const signBit = 1 << 63

// Number returns the Value of an integer, or of a hash.
func Number(n int64) Value { return Value(uint64(n) ^ signBit) }

// Cell returns the Value of a cell of the sphere. Cells are ordered as unsigned numbers.
func Cell(id uint64) Value { return Value(id) }

// Wire returns the value in the form that travels with records.
func (d *Definition) Wire(v Value) int64 {
	if d.Type == aero.ParticleGeoJSON {
		return int64(v)
	}
	return int64(uint64(v) ^ signBit)
}

// FromWire is the inverse of Wire.
func (d *Definition) FromWire(n int64) Value {
	if d.Type == aero.ParticleGeoJSON {
		return Cell(uint64(n))
	}
	return Number(n)
}

// AppendKey adds the key of an entry.
func AppendKey(dst []byte, v Value, digest aero.Digest) []byte {
	return append(AppendPrefix(dst, v, digest.Partition()), digest[:]...)
}

// AppendPrefix adds what the keys of a value in a partition begin with.
func AppendPrefix(dst []byte, v Value, partition aero.PartitionID) []byte {
	dst = binary.BigEndian.AppendUint64(dst, uint64(v))
	return binary.BigEndian.AppendUint16(dst, uint16(partition))
}

// DecodeKey reads a key. It fails with ErrFormat if it is not as AppendKey writes it.
func DecodeKey(b []byte) (v Value, digest aero.Digest, err error) {
	if len(b) != KeySize {
		return 0, digest, fmt.Errorf("%w: key of %d bytes", ErrFormat, len(b))
	}
	v = Value(binary.BigEndian.Uint64(b))
	digest = aero.Digest(b[valueSize+partitionSize:])
	if binary.BigEndian.Uint16(b[valueSize:]) != uint16(digest.Partition()) {
		return 0, digest, fmt.Errorf("%w: key whose partition is not the digest's", ErrFormat)
	}
	return v, digest, nil
}

// rowVersion is the first byte of the row of a definition.
const rowVersion = 1

// State says how far an index is.
type State uint8

// The states.
const (
	// StateBuilding means that records from before the definition may be missing.
	StateBuilding State = 0
	// StateReady means that the index holds all records.
	StateReady State = 1
)

// Row is the stored definition of an index.
type Row struct {
	// ID numbers the index's table.
	ID uint32
	// State is how far the index is.
	State State
	// Cursor is the key of the table records up to which, itself excluded, the builder has come; empty for the beginning.
	Cursor []byte
	// Definition says what the index holds.
	Definition Definition
}

// AppendRow adds a row: version, state, type, source, number of the table, then set, bin, context, expression and cursor,
// each after its length.
func AppendRow(dst []byte, r *Row) []byte {
	d := &r.Definition
	dst = append(dst, rowVersion, byte(r.State), byte(d.Type), byte(d.Source))
	dst = binary.LittleEndian.AppendUint32(dst, r.ID)
	for _, part := range [...][]byte{[]byte(d.Set), d.Bin.Append(nil), d.Context, d.Expression, r.Cursor} {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(part)))
		dst = append(dst, part...)
	}
	return dst
}

// rowFixedSize is the size of a row before its parts.
const rowFixedSize = 8

// DecodeRow reads a row. It fails with ErrFormat if it is not as AppendRow writes it. The result aliases nothing.
func DecodeRow(b []byte, compile Compile) (Row, error) {
	if len(b) < rowFixedSize || b[0] != rowVersion || b[1] > byte(StateReady) {
		return Row{}, fmt.Errorf("%w: row of %d bytes", ErrFormat, len(b))
	}
	r := Row{State: State(b[1]), ID: binary.LittleEndian.Uint32(b[4:])}
	d := &r.Definition
	d.Type, d.Source = aero.ParticleType(b[2]), aero.IndexSource(b[3])
	var set, bin []byte
	rest := b[rowFixedSize:]
	for _, part := range [...]*[]byte{&set, &bin, &d.Context, &d.Expression, &r.Cursor} {
		if len(rest) < 4 || uint64(binary.LittleEndian.Uint32(rest)) > uint64(len(rest)-4) {
			return Row{}, fmt.Errorf("%w: row is cut off", ErrFormat)
		}
		end := 4 + int(binary.LittleEndian.Uint32(rest))
		*part = append([]byte(nil), rest[4:end]...)
		rest = rest[end:]
	}
	name, ok := layout.MakeName(bin)
	if !ok || len(rest) > 0 || len(r.Cursor) != 0 && len(r.Cursor) != layout.RecordKeySize {
		return Row{}, fmt.Errorf("%w: row of %d bytes has other parts", ErrFormat, len(b))
	}
	d.Set, d.Bin = string(set), name
	if err := d.check(); err != nil {
		return Row{}, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if err := d.compile(compile); err != nil {
		return Row{}, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return r, nil
}
