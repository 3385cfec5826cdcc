package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// AppendBackgroundRequest appends a write in the background as a whole frame. Of the selection, namespace, set, index and
// rate count.
//
// Errors are those of AppendScanRequest, and ErrUnfit for a write without operations or with one that reads.
func AppendBackgroundRequest(dst []byte, cmd *aero.BackgroundCommand) ([]byte, error) {
	write := &cmd.Write
	selection := aero.ScanCommand{
		Namespace: cmd.Select.Namespace, Set: cmd.Select.Set, Index: cmd.Select.Index, Filter: write.Filter,
		RecordsPerSecond: cmd.Select.RecordsPerSecond,
	}
	if err := checkScan(&selection); err != nil {
		return dst, err
	}
	if err := checkBackground(write); err != nil {
		return dst, err
	}
	h := messageHeader{ttl: write.TTLSeconds, operations: uint16(len(write.Operations))}
	h.setFlags(write.Flags | aero.FlagWrite)
	out, start := BeginFrame(dst)
	header := len(out)
	out = appendMessageHeader(out, h)
	out, fields := appendScanFields(out, &selection)
	out = appendUint64Field(out, fieldTaskID, cmd.ID)
	fields++
	if write.Function != nil {
		out = append(appendFieldHeader(out, fieldFunctionOp, 1), functionBackground)
		out, fields = appendFunction(out, write.Function), fields+1+functionFieldCount
	}
	binary.BigEndian.PutUint16(out[header+offsetFields:], fields)
	return EndFrame(appendCommandOperations(out, write.Operations), start, TypeMessage), nil
}

// checkBackground checks the operations of a write in the background.
func checkBackground(write *aero.RecordCommand) error {
	if write.Function != nil && len(write.Operations) == 0 {
		return checkRecord(write)
	}
	if len(write.Operations) == 0 || write.Function != nil {
		return fmt.Errorf("background write without operations, or with a function beside them: %w", ErrUnfit)
	}
	for i := range write.Operations {
		if reads(write.Operations[i].Type) {
			return fmt.Errorf("background write with operation %d that reads: %w", i, ErrUnfit)
		}
	}
	return checkRecord(write)
}

// checkIndexRange checks that a message can express the range.
func checkIndexRange(r *aero.IndexRange) error {
	named := r.Name != "" || len(r.Expression) > 0
	switch {
	case len(r.Name) > indexNameMax:
		return fmt.Errorf("index %q, limit %d bytes: %w", r.Name, indexNameMax, ErrName)
	case named && r.Bin != "" || !named && r.Bin == "":
		return fmt.Errorf("query: need one of index name, bin and expression: %w", ErrUnfit)
	case r.Name != "" && len(r.Expression)+len(r.Context) > 0, len(r.Expression) > 0 && len(r.Context) > 0:
		return fmt.Errorf("query: only one of index name, expression and context: %w", ErrUnfit)
	case r.Type == aero.ParticleInteger && r.From > r.To:
		return fmt.Errorf("query: range %d to %d: %w", r.From, r.To, ErrUnfit)
	}
	return checkBinName(r.Bin)
}

// appendIndexFields appends the fields that say which index a query is on, and counts them.
func appendIndexFields(dst []byte, r *aero.IndexRange) (out []byte, count uint16) {
	if r.Source != aero.IndexValue {
		dst = append(appendFieldHeader(dst, fieldIndexSource, indexSourceLength), byte(r.Source))
		count++
	}
	dst = appendIndexRange(dst, r)
	count++
	for _, field := range [...]struct {
		kind    uint8
		content []byte
	}{
		{fieldIndexContext, r.Context}, {fieldIndexName, []byte(r.Name)}, {fieldIndexExpression, r.Expression},
	} {
		if len(field.content) > 0 {
			dst = appendBytesField(dst, field.kind, field.content)
			count++
		}
	}
	return dst, count
}

// appendIndexRange appends the field with the range.
func appendIndexRange(dst []byte, r *aero.IndexRange) []byte {
	first, second := r.Value, r.Value
	if r.Type == aero.ParticleInteger {
		first = binary.BigEndian.AppendUint64(nil, uint64(r.From))
		second = binary.BigEndian.AppendUint64(nil, uint64(r.To))
	}
	dst = appendFieldHeader(dst, fieldIndexRange, indexRangeFixed+len(r.Bin)+len(first)+len(second))
	dst = append(dst, indexRangesMax, byte(len(r.Bin)))
	dst = append(append(dst, r.Bin...), byte(r.Type))
	for _, operand := range [...][]byte{first, second} {
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(operand)))
		dst = append(dst, operand...)
	}
	return dst
}

// appendResumeValues appends the index values behind which partitions are resumed.
func appendResumeValues(dst []byte, partitions []aero.PartitionRange, resumed int) []byte {
	dst = appendFieldHeader(dst, fieldIndexValues, indexValueSize*resumed)
	for i := range partitions {
		if partitions[i].After != nil {
			dst = binary.LittleEndian.AppendUint64(dst, uint64(partitions[i].AfterValue))
		}
	}
	return dst
}
