package record

import (
	"encoding/binary"
	"fmt"
)

// The tables of a namespace's database.
const (
	tableRecords = "records"
	tableExpiry  = "expiry"
	tableSets    = "sets"
	tableSystem  = "system"
	// indexTablePrefix precedes the number of an index in the name of its table.
	indexTablePrefix = "index-"
)

// Rows of the table system that hold the definitions of indexes: a prefix and the index's name to a row of package
// sindex. The counter is the number that the newest index was given, 4 bytes, little-endian.
const (
	indexRowPrefix   = "index:"
	indexCounterKey  = "index-counter"
	indexCounterSize = 4
)

// Rows of the table sets: the set's number, big-endian, to version, objects, bytes and name; numbers little-endian.
const (
	setRowVersion   = 1
	setRowObjectsAt = 1
	setRowBytesAt   = 9
	setRowNameAt    = 17
	setKeySize      = 2
)

// Rows of the table system that hold truncations: a prefix and the set's number, big-endian, to version, state and
// time, little-endian.
const (
	truncationPrefix  = "truncation"
	truncationVersion = 1
	truncationStateAt = 1
	truncationTimeAt  = 2
	truncationRowSize = 10
	truncationKeySize = len(truncationPrefix) + setKeySize

	truncationOpen    = 0
	truncationCleaned = 1
)

// setRow is what the table sets says of a set.
type setRow struct {
	objects, bytes uint64
	name           string
}

// appendSetKey adds the key of a set's row.
func appendSetKey(dst []byte, set uint16) []byte { return binary.BigEndian.AppendUint16(dst, set) }

// appendSetRow adds a set's row.
func appendSetRow(dst []byte, row setRow) []byte {
	dst = append(dst, setRowVersion)
	dst = binary.LittleEndian.AppendUint64(dst, row.objects)
	dst = binary.LittleEndian.AppendUint64(dst, row.bytes)
	return append(dst, row.name...)
}

// decodeSetRow reads key and row of a set. It fails with ErrFormat if they are not as appendSetKey and appendSetRow
// write them.
func decodeSetRow(key, b []byte) (set uint16, row setRow, err error) {
	if err := checkSetRow(key, b); err != nil {
		return 0, setRow{}, err
	}
	set = binary.BigEndian.Uint16(key)
	return set, setRow{
		objects: binary.LittleEndian.Uint64(b[setRowObjectsAt:]),
		bytes:   binary.LittleEndian.Uint64(b[setRowBytesAt:]),
		name:    string(b[setRowNameAt:]),
	}, nil
}

// checkSetRow fails with ErrFormat if key and row are not as appendSetKey and appendSetRow write them.
func checkSetRow(key, b []byte) error {
	if len(key) != setKeySize || len(b) < setRowNameAt || b[0] != setRowVersion {
		return fmt.Errorf("%w: row of a set, %d bytes under a key of %d", ErrFormat, len(b), len(key))
	}
	return nil
}

// shiftSetRow adds to the numbers of a row that checkSetRow has accepted.
func shiftSetRow(b []byte, objects, bytes int64) {
	shiftNumber(b[setRowObjectsAt:], objects)
	shiftNumber(b[setRowBytesAt:], bytes)
}

// shiftNumber adds to the number at the start of b, which does not go below 0.
func shiftNumber(b []byte, by int64) {
	value := binary.LittleEndian.Uint64(b)
	if by < 0 && uint64(-by) > value {
		value = uint64(-by)
	}
	binary.LittleEndian.PutUint64(b, value+uint64(by))
}

// appendTruncationKey adds the key of the truncation of a set, or of the namespace for noSet.
func appendTruncationKey(dst []byte, set uint16) []byte {
	return binary.BigEndian.AppendUint16(append(dst, truncationPrefix...), set)
}

// appendTruncationRow adds the row of a truncation.
func appendTruncationRow(dst []byte, t truncation) []byte {
	state := byte(truncationOpen)
	if t.cleaned {
		state = truncationCleaned
	}
	return binary.LittleEndian.AppendUint64(append(dst, truncationVersion, state), t.before)
}

// decodeTruncationRow reads key and row of a truncation. It fails with ErrFormat if they are not as
// appendTruncationKey and appendTruncationRow write them.
func decodeTruncationRow(key, b []byte) (set uint16, t truncation, err error) {
	if len(key) != truncationKeySize || string(key[:len(truncationPrefix)]) != truncationPrefix ||
		len(b) != truncationRowSize || b[0] != truncationVersion || b[truncationStateAt] > truncationCleaned {
		return 0, truncation{}, fmt.Errorf("%w: row of a truncation, %d bytes", ErrFormat, len(b))
	}
	return binary.BigEndian.Uint16(key[len(truncationPrefix):]), truncation{
		before:  binary.LittleEndian.Uint64(b[truncationTimeAt:]),
		cleaned: b[truncationStateAt] == truncationCleaned,
	}, nil
}
