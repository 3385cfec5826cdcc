package wire

import (
	"fmt"
	"math"

	"github.com/aerolith/aerolith/aero"
)

// The fields of functions.
const (
	functionFields = 1<<fieldFunctionFile | 1<<fieldFunctionName | 1<<fieldFunctionOp
)

// record decodes a command on one record, whose fields have been read.
func (d *Decoder) record(c *cursor, h messageHeader, cmd *aero.RecordCommand) error {
	operations := cmd.Operations[:0]
	*cmd = aero.RecordCommand{Timeout: milliseconds(h.timeout)}
	cmd.Operations = c.appendOperations(operations, int(h.operations), d.names)
	if c.failed {
		return malformed("operations are cut off")
	}
	if c.left() != 0 {
		return malformed("bytes after the operations")
	}
	digest := d.fields.get(fieldDigest)
	if len(digest) != aero.DigestSize {
		return malformed("digest of another size than 20 bytes")
	}
	cmd.Digest = aero.Digest(digest)
	if err := d.namespaceAndSet(&cmd.Namespace, &cmd.Set); err != nil {
		return err
	}
	return d.recordBody(h, cmd)
}

// recordBody decodes what a command on one record and a batch row have in common: switches, generation, life time,
// key and filter.
func (d *Decoder) recordBody(h messageHeader, cmd *aero.RecordCommand) error {
	cmd.Flags = decodeFlags(h.info1, h.info2, h.info3)
	cmd.Generation = h.generation
	cmd.Key = d.fields.key()
	cmd.Filter = valueBytes(d.fields.get(fieldFilter))
	var err error
	if cmd.Transaction, err = d.transaction(h); err != nil {
		return err
	}
	if cmd.Function = d.function(); cmd.Function != nil {
		cmd.Flags |= aero.FlagWrite
	}
	if cmd.Flags&aero.FlagWrite != 0 {
		cmd.TTLSeconds = h.ttl
		return nil
	}
	percent := int32(h.ttl)
	if percent < -1 || percent > 100 {
		return malformed("read-touch percentage out of range")
	}
	cmd.ReadTouchPercent = int8(percent)
	return nil
}

// namespaceAndSet reads both names. A request without a namespace is refused.
func (d *Decoder) namespaceAndSet(namespace, set *string) error {
	if !d.fields.has(fieldNamespace) {
		return &RequestError{Code: aero.CodeNamespace, Reason: "no namespace", Err: ErrMalformed}
	}
	*namespace = d.names.String(d.fields.get(fieldNamespace))
	*set = d.names.String(d.fields.get(fieldSet))
	return nil
}

// AppendRecordRequest appends a command on one record as a whole frame.
//
// Errors: ErrName for a name that is too long, ErrTooMany for more than 65,535 operations, ErrUnfit for a timeout of
// more than 49 days. dst is then returned unchanged.
func AppendRecordRequest(dst []byte, cmd *aero.RecordCommand) ([]byte, error) {
	if err := checkRecord(cmd); err != nil {
		return dst, err
	}
	timeout, err := toMilliseconds(cmd.Timeout)
	if err != nil {
		return dst, err
	}
	h := recordHeader(cmd)
	h.timeout = timeout
	h.fields += recordFieldCount(cmd)
	out, start := BeginFrame(dst)
	out = appendMessageHeader(out, h)
	out = appendTextField(out, fieldNamespace, cmd.Namespace)
	if cmd.Set != "" {
		out = appendTextField(out, fieldSet, cmd.Set)
	}
	out = appendBytesField(out, fieldDigest, cmd.Digest[:])
	if cmd.Key.Type != aero.ParticleNil {
		out = appendKeyField(out, cmd.Key)
	}
	if cmd.Filter != nil {
		out = appendBytesField(out, fieldFilter, cmd.Filter)
	}
	out = appendTransaction(out, &cmd.Transaction)
	out = appendFunction(out, cmd.Function)
	out = appendCommandOperations(out, cmd.Operations)
	return EndFrame(out, start, TypeMessage), nil
}

// recordHeader returns the message header of a command on one record, without timeout; the fields counted are
// those of its transaction.
func recordHeader(cmd *aero.RecordCommand) messageHeader {
	h := messageHeader{
		generation: cmd.Generation,
		ttl:        cmd.TTLSeconds,
		operations: uint16(len(cmd.Operations)),
	}
	if cmd.Flags&aero.FlagWrite == 0 {
		h.ttl = uint32(int32(cmd.ReadTouchPercent))
	}
	h.setFlags(cmd.Flags)
	h.setTransaction(&cmd.Transaction)
	return h
}

// recordFieldCount returns how many fields a command on one record has.
func recordFieldCount(cmd *aero.RecordCommand) uint16 {
	count := uint16(2)
	if cmd.Set != "" {
		count++
	}
	if cmd.Key.Type != aero.ParticleNil {
		count++
	}
	if cmd.Filter != nil {
		count++
	}
	if cmd.Function != nil {
		count += functionFieldCount
	}
	return count
}

// appendCommandOperations appends the operations of a request.
func appendCommandOperations(dst []byte, operations []aero.Operation) []byte {
	for i := range operations {
		dst = appendOperation(dst, operations[i].Type, operations[i].Bin, operations[i].Value)
	}
	return dst
}

// checkRecord checks that a message can express the command.
func checkRecord(cmd *aero.RecordCommand) error {
	if err := checkNames(cmd.Namespace, cmd.Set); err != nil {
		return err
	}
	if len(cmd.Operations) > maxCount {
		return fmt.Errorf("%d operations: %w", len(cmd.Operations), ErrTooMany)
	}
	for i := range cmd.Operations {
		op := &cmd.Operations[i]
		if err := checkBinName(op.Bin); err != nil {
			return err
		}
		if len(op.Value.Data) > math.MaxInt32 {
			return fmt.Errorf("bin %q of %d bytes: %w", op.Bin, len(op.Value.Data), ErrFrameTooLarge)
		}
	}
	return nil
}

// checkNames checks the lengths of the names of a namespace and a set.
func checkNames(namespace, set string) error {
	if len(namespace) > MaxNamespaceLength {
		return fmt.Errorf("namespace %q, limit %d bytes: %w", namespace, MaxNamespaceLength, ErrName)
	}
	if len(set) > MaxSetLength {
		return fmt.Errorf("set %q, limit %d bytes: %w", set, MaxSetLength, ErrName)
	}
	return nil
}

// checkBinName checks the length of the name of a bin.
func checkBinName(name string) error {
	if len(name) > MaxBinNameLength {
		return fmt.Errorf("bin %q, limit %d bytes: %w", name, MaxBinNameLength, ErrName)
	}
	return nil
}
