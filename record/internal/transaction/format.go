package transaction

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// ErrMalformed is wrapped by the errors of the decoders.
var ErrMalformed = errors.New("transaction: malformed row")

// rowVersion is the first byte of every row.
const rowVersion = 1

// Rows of the table locks, under the digest: version, flags, generation, transaction, then the provisional record unless
// it is deleted. Numbers are little-endian.
const (
	lockFlagsAt      = 1
	lockGenerationAt = 2
	lockIDAt         = 4
	lockRecordAt     = 12

	lockDeleted = 1 << 0
)

// Rows of the table monitors, under the digest of the monitor's key: version, flags, deadline, transaction, then the
// list of digests.
const (
	monitorFlagsAt    = 1
	monitorDeadlineAt = 2
	monitorIDAt       = 6
	monitorDigestsAt  = 14

	monitorForward = 1 << 0
)

// Lock is the provisional version of a record.
type Lock struct {
	// ID is the transaction that holds the record.
	ID uint64
	// Generation is that of the provisional version.
	Generation uint16
	// Stored is the provisional record; nil if it is deleted.
	Stored []byte
}

// AppendLock adds a lock's row.
func AppendLock(dst []byte, l *Lock) []byte {
	flags := byte(0)
	if l.Stored == nil {
		flags = lockDeleted
	}
	dst = append(dst, rowVersion, flags)
	dst = binary.LittleEndian.AppendUint16(dst, l.Generation)
	dst = binary.LittleEndian.AppendUint64(dst, l.ID)
	return append(dst, l.Stored...)
}

// DecodeLock reads a lock's row.
func DecodeLock(b []byte) (Lock, error) {
	if len(b) < lockRecordAt || b[0] != rowVersion || b[lockFlagsAt] > lockDeleted {
		return Lock{}, fmt.Errorf("%w: lock of %d bytes", ErrMalformed, len(b))
	}
	l := Lock{
		ID:         binary.LittleEndian.Uint64(b[lockIDAt:]),
		Generation: binary.LittleEndian.Uint16(b[lockGenerationAt:]),
	}
	if (b[lockFlagsAt] == lockDeleted) != (len(b) == lockRecordAt) {
		return Lock{}, fmt.Errorf("%w: lock of %d bytes with flags %d", ErrMalformed, len(b), b[lockFlagsAt])
	}
	if b[lockFlagsAt] != lockDeleted {
		l.Stored = b[lockRecordAt:]
	}
	return l, nil
}

// Monitor is a transaction.
type Monitor struct {
	// ID is the transaction's number.
	ID uint64
	// DeadlineSeconds is when it expires, in seconds since the protocol's epoch.
	DeadlineSeconds uint32
	// Forward says that it is decided: its writes are to be rolled forward.
	Forward bool
	// Digests is the ordered list of the digests of the records that it writes, in packed form; nil for none.
	Digests []byte
}

// AppendMonitor adds a monitor's row.
func AppendMonitor(dst []byte, m *Monitor) []byte {
	flags := byte(0)
	if m.Forward {
		flags = monitorForward
	}
	dst = append(dst, rowVersion, flags)
	dst = binary.LittleEndian.AppendUint32(dst, m.DeadlineSeconds)
	dst = binary.LittleEndian.AppendUint64(dst, m.ID)
	return append(dst, m.Digests...)
}

// DecodeMonitor reads a monitor's row.
func DecodeMonitor(b []byte) (Monitor, error) {
	if len(b) < monitorDigestsAt || b[0] != rowVersion || b[monitorFlagsAt] > monitorForward {
		return Monitor{}, fmt.Errorf("%w: monitor of %d bytes", ErrMalformed, len(b))
	}
	m := Monitor{
		ID:              binary.LittleEndian.Uint64(b[monitorIDAt:]),
		DeadlineSeconds: binary.LittleEndian.Uint32(b[monitorDeadlineAt:]),
		Forward:         b[monitorFlagsAt] == monitorForward,
	}
	if len(b) > monitorDigestsAt {
		m.Digests = b[monitorDigestsAt:]
	}
	return m, nil
}

// MonitorDigest returns the digest of the monitor of a transaction.
func MonitorDigest(id uint64) aero.Digest {
	return aero.IntKey("", aero.MonitorSet, int64(id)).Digest
}

// generationBits is how many bits of a version are the generation.
const generationBits = 16

// Version returns the version of a record: no two states of a record have the same one, as long as its clock and
// generation move on.
func Version(h *layout.Header) uint64 { return h.LastUpdate<<generationBits | uint64(h.Generation) }
