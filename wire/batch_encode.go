package wire

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/aerolith/aerolith/aero"
)

// AppendBatchRequest appends a batch as a whole frame. indexes has, for each entry, the number that its reply shall
// carry; nil numbers the entries by position. An entry that differs from the one before by digest alone takes 25
// bytes.
//
// Errors: ErrName for a name that is too long, ErrTooMany for more entries or operations than can be counted or
// indexes of another number than entries, ErrUnfit for a generation above 65,535 or a timeout of more than 49 days.
// dst is then returned unchanged.
func AppendBatchRequest(dst []byte, batch *aero.BatchCommand, indexes []uint32) ([]byte, error) {
	if len(batch.Entries) > math.MaxInt32 || indexes != nil && len(indexes) != len(batch.Entries) {
		return dst, fmt.Errorf("%d entries with %d indexes: %w", len(batch.Entries), len(indexes), ErrTooMany)
	}
	b, err := BeginBatch(dst, batch)
	if err != nil {
		return dst, err
	}
	for i := range batch.Entries {
		index := uint32(i)
		if indexes != nil {
			index = indexes[i]
		}
		if err := b.Add(index, &batch.Entries[i]); err != nil {
			return dst, fmt.Errorf("batch entry %d: %w", i, err)
		}
	}
	return b.End(), nil
}

// batchFlags returns the flags of a whole batch.
func batchFlags(batch *aero.BatchCommand) uint8 {
	if batch.StopAtFailure {
		return batchInline
	}
	return batchInline | batchReportAllErrors
}

// appendBatchRow appends one row. previous is the entry before, nil for the first.
func appendBatchRow(dst []byte, index uint32, cmd, previous *aero.RecordCommand) ([]byte, error) {
	out := binary.BigEndian.AppendUint32(dst, index)
	out = append(out, cmd.Digest[:]...)
	if previous != nil && repeats(cmd, previous) {
		return append(out, rowRepeat), nil
	}
	if err := checkRecord(cmd); err != nil {
		return dst, err
	}
	if cmd.Generation > maxBatchGeneration {
		return dst, fmt.Errorf("generation %d: %w", cmd.Generation, ErrUnfit)
	}
	h := recordHeader(cmd)
	h.fields += batchRowFieldCount(cmd)
	out = appendRowHeader(out, h)
	out = appendTextField(out, fieldNamespace, cmd.Namespace)
	out = appendTextField(out, fieldSet, cmd.Set)
	if cmd.Filter != nil {
		out = appendBytesField(out, fieldFilter, cmd.Filter)
	}
	if cmd.Key.Type != aero.ParticleNil {
		out = appendKeyField(out, cmd.Key)
	}
	out = appendTransaction(out, &cmd.Transaction)
	out = appendFunction(out, cmd.Function)
	return appendCommandOperations(out, cmd.Operations), nil
}

// appendRowHeader appends flags and what a row has in place of a message header. Only writes carry a generation.
func appendRowHeader(dst []byte, h messageHeader) []byte {
	flags := uint8(rowInfo | rowTTL)
	if h.info2&info2Write != 0 {
		flags |= rowGeneration
	}
	if h.info4 != 0 {
		flags |= rowInfo4
	}
	dst = append(dst, flags, h.info1, h.info2, h.info3)
	if h.info4 != 0 {
		dst = append(dst, h.info4)
	}
	if flags&rowGeneration != 0 {
		dst = binary.BigEndian.AppendUint16(dst, uint16(h.generation))
	}
	dst = binary.BigEndian.AppendUint32(dst, h.ttl)
	dst = binary.BigEndian.AppendUint16(dst, h.fields)
	return binary.BigEndian.AppendUint16(dst, h.operations)
}

// batchRowFieldCount returns how many fields a row has; namespace and set are always there.
func batchRowFieldCount(cmd *aero.RecordCommand) uint16 {
	count := uint16(2)
	if cmd.Filter != nil {
		count++
	}
	if cmd.Key.Type != aero.ParticleNil {
		count++
	}
	if cmd.Function != nil {
		count += functionFieldCount
	}
	return count
}

// repeats reports whether a row can say that it equals the previous one except for the digest. Operations and
// filters count as equal only if they are the same memory: comparing them would cost more than it saves.
func repeats(cmd, previous *aero.RecordCommand) bool {
	return cmd.Key.Type == aero.ParticleNil && previous.Key.Type == aero.ParticleNil &&
		cmd.Namespace == previous.Namespace && cmd.Set == previous.Set &&
		cmd.Flags == previous.Flags && cmd.Generation == previous.Generation &&
		cmd.Transaction == previous.Transaction &&
		cmd.Function == previous.Function &&
		cmd.TTLSeconds == previous.TTLSeconds && cmd.ReadTouchPercent == previous.ReadTouchPercent &&
		sameMemory(cmd.Operations, previous.Operations) && sameMemory(cmd.Filter, previous.Filter)
}

// sameMemory reports whether two slices are the same elements in the same place, or both empty.
func sameMemory[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}
