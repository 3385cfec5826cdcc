package wire

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
)

// The sizes of the fields of multi-record transactions. Their numbers are little-endian.
const (
	transactionIDSize = 8
	versionSize       = 7
	deadlineSize      = 4
)

// transaction decodes what ties a command to a multi-record transaction: switches of the header, and fields.
func (d *Decoder) transaction(h messageHeader) (t aero.Transaction, err error) {
	t.LockOnce = h.info4&info4LockOnce != 0
	for _, s := range [...]struct {
		bit  uint8
		step aero.TransactionStep
	}{
		{info4Verify, aero.TransactionVerify},
		{info4RollForward, aero.TransactionRollForward},
		{info4RollBack, aero.TransactionRollBack},
	} {
		if h.info4&s.bit == 0 {
			continue
		}
		if t.Step != aero.TransactionNone {
			return t, malformed("more than one step of a transaction")
		}
		t.Step = s.step
	}
	if !d.smallField(fieldTransactionID, transactionIDSize, &t.ID) || !d.smallField(fieldRecordVersion, versionSize, &t.Version) {
		return t, malformed("field of a transaction of another size")
	}
	var deadline uint64
	if !d.smallField(fieldDeadline, deadlineSize, &deadline) {
		return t, malformed("deadline of another size than 4 bytes")
	}
	t.DeadlineSeconds = uint32(deadline)
	return t, nil
}

// smallField reads a little-endian number of so many bytes, if there is such a field. It reports false if the field has
// another size.
func (d *Decoder) smallField(field, size int, n *uint64) bool {
	if !d.fields.has(field) {
		return true
	}
	content := d.fields.get(field)
	if len(content) != size {
		return false
	}
	var wide [8]byte
	copy(wide[:], content)
	*n = binary.LittleEndian.Uint64(wide[:])
	return true
}

// appendSmallField appends a little-endian number in so many bytes.
func appendSmallField(dst []byte, field uint8, size int, n uint64) []byte {
	dst = appendFieldHeader(dst, field, size)
	for range size {
		dst = append(dst, byte(n))
		n >>= 8
	}
	return dst
}

// setTransaction writes the switches of a transaction into a header, and counts the fields.
func (h *messageHeader) setTransaction(t *aero.Transaction) {
	switch t.Step {
	case aero.TransactionVerify:
		h.info4 |= info4Verify
	case aero.TransactionRollForward:
		h.info4 |= info4RollForward
	case aero.TransactionRollBack:
		h.info4 |= info4RollBack
	}
	if t.LockOnce {
		h.info4 |= info4LockOnce
	}
	h.fields += count(t.ID != 0) + count(t.Version != 0) + count(t.DeadlineSeconds != 0)
}

// present is whether something is there.
type present bool

// count returns 1 for what is there.
func count(p present) uint16 {
	if p {
		return 1
	}
	return 0
}

// appendTransaction appends the fields of a transaction.
func appendTransaction(dst []byte, t *aero.Transaction) []byte {
	if t.ID != 0 {
		dst = appendSmallField(dst, fieldTransactionID, transactionIDSize, t.ID)
	}
	if t.Version != 0 {
		dst = appendSmallField(dst, fieldRecordVersion, versionSize, t.Version)
	}
	if t.DeadlineSeconds != 0 {
		dst = appendSmallField(dst, fieldDeadline, deadlineSize, uint64(t.DeadlineSeconds))
	}
	return dst
}

// resultFieldCount returns how many fields a result has that only transactions see.
func resultFieldCount(result *aero.RecordResult) uint16 {
	return count(result.Version != 0) + count(result.DeadlineSeconds != 0)
}

// appendResultFields appends those fields.
func appendResultFields(dst []byte, result *aero.RecordResult) []byte {
	return appendTransaction(dst, &aero.Transaction{Version: result.Version, DeadlineSeconds: result.DeadlineSeconds})
}

// resultFields decodes those fields.
func (d *Decoder) resultFields(result *aero.RecordResult) error {
	t, err := d.transaction(messageHeader{})
	if err != nil {
		return malformedReply("%v", err)
	}
	result.Version, result.DeadlineSeconds = t.Version, t.DeadlineSeconds
	return nil
}
