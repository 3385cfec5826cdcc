package segment

import "fmt"

// Field names the part of a header or frame in which a Mismatch was found.
type Field string

// The fields that decoding checks, in the order in which it does.
const (
	FieldSize     Field = "size"
	FieldMagic    Field = "magic"
	FieldVersion  Field = "version"
	FieldChecksum Field = "checksum"
	FieldIdentity Field = "identity"
	FieldSequence Field = "sequence"
	FieldEpoch    Field = "epoch"
	FieldFirst    Field = "first position"
	FieldChain    Field = "chain"
	FieldLength   Field = "length"
	FieldFlags    Field = "flags"
	FieldDurable  Field = "durable position"
	FieldReserved Field = "reserved bytes"
)

// Mismatch says which field of a header or frame is not what it must be.
type Mismatch struct {
	// Field is the part that was wrong.
	Field Field
	// Want is the value that was expected, or the bound that was broken.
	Want uint64
	// Got is the value that was there.
	Got uint64
}

// Error describes the mismatch.
func (m *Mismatch) Error() string {
	return fmt.Sprintf("log segment: %s is %#x, expected %#x", m.Field, m.Got, m.Want)
}

// mismatch builds a Mismatch.
func mismatch(field Field, want, got uint64) *Mismatch {
	return &Mismatch{Field: field, Want: want, Got: got}
}
