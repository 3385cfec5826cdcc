package wire

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
)

// BatchRequest is a decoded batch.
type BatchRequest struct {
	// Command is the batch. An entry that cannot be carried out has neither flags nor operations, so that executing it
	// changes nothing.
	Command aero.BatchCommand
	// Indexes has, for each entry, the number that its reply carries.
	Indexes []uint32
	// Refused has, for each entry, CodeOK or the code that answers it whatever its execution says.
	Refused []aero.ResultCode
	// operations backs the operations of all entries.
	operations []aero.Operation
}

// reset empties the request and keeps its memory.
func (b *BatchRequest) reset() {
	b.Command = aero.BatchCommand{Entries: b.Command.Entries[:0]}
	b.Indexes, b.Refused, b.operations = b.Indexes[:0], b.Refused[:0], b.operations[:0]
}

// add appends an entry.
func (b *BatchRequest) add(index uint32, cmd aero.RecordCommand, refused aero.ResultCode) {
	b.Command.Entries = append(b.Command.Entries, cmd)
	b.Indexes = append(b.Indexes, index)
	b.Refused = append(b.Refused, refused)
}

// batch decodes a batch, whose fields have been read.
func (d *Decoder) batch(h messageHeader, b *BatchRequest) error {
	b.reset()
	content := d.fields.get(fieldBatchWithSet)
	if content == nil {
		content = d.fields.get(fieldBatch)
	}
	if len(content) < batchHeaderSize {
		return malformed("batch without rows")
	}
	filter := valueBytes(d.fields.get(fieldFilter))
	c := cursor{data: content}
	count, flags := c.uint32(), c.uint8()
	if count == 0 {
		return malformed("batch of no rows")
	}
	if count > uint32(d.options.MaxBatchEntries) {
		return &RequestError{Code: aero.CodeBatchMaxRequests, Reason: "too many rows", Err: ErrMalformed}
	}
	b.Command.StopAtFailure = flags&batchReportAllErrors == 0
	b.Command.Timeout = milliseconds(h.timeout)
	for range count {
		if err := d.batchRow(&c, b, filter); err != nil {
			return err
		}
	}
	return nil
}

// batchRow decodes the next row of a batch. filter applies to rows without one of their own.
func (d *Decoder) batchRow(c *cursor, b *BatchRequest, filter []byte) error {
	head := c.take(batchRowHeaderSize)
	if head == nil {
		return malformed("batch row is cut off")
	}
	index, digest, flags := binary.BigEndian.Uint32(head), aero.Digest(head[4:24]), head[24]
	if flags&rowRepeat != 0 {
		return b.repeat(index, digest)
	}
	h := c.rowHeader(flags)
	c.fields(int(h.fields), &d.fields)
	first := len(b.operations)
	if int(h.operations) > d.options.MaxBatchOperations-first {
		return malformed("too many operations in one batch")
	}
	b.operations = c.appendOperations(b.operations, int(h.operations), d.names)
	if c.failed {
		return malformed("batch row is cut off")
	}
	cmd := aero.RecordCommand{Digest: digest, Timeout: b.Command.Timeout}
	if err := d.namespaceAndSet(&cmd.Namespace, &cmd.Set); err != nil {
		return err
	}
	cmd.Operations = b.operations[first:len(b.operations):len(b.operations)]
	code := refusalCode(d.recordBody(h, &cmd))
	switch {
	case code != aero.CodeOK:
		cmd = aero.RecordCommand{Namespace: cmd.Namespace, Set: cmd.Set, Digest: digest, Timeout: cmd.Timeout}
	case cmd.Flags&aero.FlagWrite == 0:
		// Only writes compare generations.
		cmd.Generation = 0
	}
	if cmd.Filter == nil {
		cmd.Filter = filter
	}
	b.add(index, cmd, code)
	return nil
}

// refusalCode returns the code of a RequestError, CodeOK for nil.
func refusalCode(err error) aero.ResultCode {
	if err == nil {
		return aero.CodeOK
	}
	if code, ok := CodeOf(err); ok {
		return code
	}
	return aero.CodeUnknown
}

// repeat appends an entry that differs from the last one by digest alone.
func (b *BatchRequest) repeat(index uint32, digest aero.Digest) error {
	last := len(b.Command.Entries) - 1
	if last < 0 {
		return malformed("first batch row repeats a row")
	}
	cmd := b.Command.Entries[last]
	if cmd.Key.Type != aero.ParticleNil {
		return malformed("batch row repeats a key")
	}
	cmd.Digest = digest
	b.add(index, cmd, b.Refused[last])
	return nil
}

// rowHeader reads what a batch row has in place of a message header. Which parts are there is in the flags.
func (c *cursor) rowHeader(flags uint8) messageHeader {
	h := messageHeader{info1: c.uint8()}
	if flags&rowInfo != 0 {
		h.info2, h.info3 = c.uint8(), c.uint8()
	}
	if flags&rowInfo4 != 0 {
		h.info4 = c.uint8()
	}
	if flags&rowGeneration != 0 {
		h.generation = uint32(c.uint16())
	}
	if flags&rowTTL != 0 {
		h.ttl = c.uint32()
	}
	h.fields, h.operations = c.uint16(), c.uint16()
	// The namespace is always there; old clients do not count it.
	h.fields = max(h.fields, 1)
	return h
}
