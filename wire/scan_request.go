package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// ScanRequest is a decoded scan.
type ScanRequest struct {
	// Command is the scan.
	Command aero.ScanCommand
	// TaskID is the client's number for the scan, under which operators see and abort it.
	TaskID uint64
	// Background says that nothing is answered but that the job has begun: Write is carried out on each record.
	Background bool
	// Function is applied to the stream of records; nil for none.
	Function *aero.Function
	// Write is what a background job does: flags, life time, filter and operations.
	Write aero.RecordCommand
	// index backs Command.Index.
	index aero.IndexRange
	// digests backs the places where partitions are resumed.
	digests []aero.Digest
}

// partitionFields are the fields that say which partitions to visit.
const partitionFields = 1<<fieldPartitions | 1<<fieldDigests

// reset empties the request and keeps its memory, which is bounded by the number of partitions.
func (s *ScanRequest) reset() {
	*s = ScanRequest{
		Command: aero.ScanCommand{
			Partitions: s.Command.Partitions[:0], Bins: cleared(s.Command.Bins), Operations: cleared(s.Command.Operations),
		},
		Write:   aero.RecordCommand{Operations: cleared(s.Write.Operations)},
		digests: s.digests[:0],
	}
}

// scan decodes a request on many records, whose fields have been read.
func (d *Decoder) scan(c *cursor, h messageHeader, s *ScanRequest) error {
	s.reset()
	if err := d.namespaceAndSet(&s.Command.Namespace, &s.Command.Set); err != nil {
		return err
	}
	if err := d.checkScanFeatures(h); err != nil {
		return err
	}
	s.Command.NoBinData = h.info1&info1NoBinData != 0
	s.Command.Filter = valueBytes(d.fields.get(fieldFilter))
	s.Command.Short = h.info1&info1ShortQuery != 0
	if s.Command.Short {
		s.Command.Timeout = milliseconds(h.timeout)
	}
	if err := d.indexRange(s); err != nil {
		return err
	}
	if err := d.scanNumbers(s); err != nil {
		return err
	}
	if d.fields.present&functionFields != 0 {
		return d.scanFunction(c, h, s)
	}
	if h.info2&info2Write != 0 {
		return d.backgroundWrite(c, h, s)
	}
	if err := d.scanOperations(c, h, s); err != nil {
		return err
	}
	return d.scanPartitions(s)
}

// checkScanFeatures refuses what is not a plain scan.
func (d *Decoder) checkScanFeatures(h messageHeader) error {
	switch {
	case d.fields.present&functionFields != 0:
		return nil
	case h.info2&info2Write != 0:
		return nil
	case h.info3&info3PartitionDone == 0 || d.fields.present&partitionFields == 0:
		return unsupported(aero.CodeUnsupportedFeature, "scan that is not by partition")
	default:
		return nil
	}
}

// scanOperations reads what to return: plain reads are a selection of bins. A scan for metadata ignores them.
func (d *Decoder) scanOperations(c *cursor, h messageHeader, s *ScanRequest) error {
	if err := d.manyOperations(c, h, &s.Command.Operations); err != nil {
		return err
	}
	plain := true
	for i := range s.Command.Operations {
		plain = plain && s.Command.Operations[i].Type == aero.OpRead
		if !reads(s.Command.Operations[i].Type) && !s.Command.NoBinData {
			return malformed("query with an operation that writes")
		}
	}
	if plain {
		for i := range s.Command.Operations {
			s.Command.Bins = append(s.Command.Bins, s.Command.Operations[i].Bin)
		}
	}
	if plain || s.Command.NoBinData {
		s.Command.Operations = cleared(s.Command.Operations)
	}
	return nil
}

// manyOperations reads all operations of a request on many records.
func (d *Decoder) manyOperations(c *cursor, h messageHeader, operations *[]aero.Operation) error {
	*operations = c.appendOperations(*operations, int(h.operations), d.names)
	if c.failed {
		return malformed("operations are cut off")
	}
	if c.left() != 0 {
		return malformed("bytes after the operations")
	}
	return nil
}

// scanPartitions reads which partitions to visit: some from their beginning, then some from behind a digest.
func (d *Decoder) scanPartitions(s *ScanRequest) error {
	var seen [aero.PartitionCount / 8]byte
	whole, resumed := d.fields.get(fieldPartitions), d.fields.get(fieldDigests)
	if d.fields.has(fieldPartitions) && !validArray(whole, 2) {
		return malformed("list of partitions is empty, too long or cut off")
	}
	if d.fields.has(fieldDigests) && !validArray(resumed, aero.DigestSize) {
		return malformed("list of digests is empty, too long or cut off")
	}
	for i := 0; i < len(whole); i += 2 {
		id := aero.PartitionID(binary.LittleEndian.Uint16(whole[i:]))
		if id >= aero.PartitionCount || !mark(&seen, id) {
			return malformed("partition is listed twice or does not exist")
		}
		s.Command.Partitions = append(s.Command.Partitions, aero.PartitionRange{ID: id})
	}
	if s.digests == nil && len(resumed) > 0 {
		s.digests = make([]aero.Digest, 0, aero.PartitionCount)
	}
	values, err := d.resumeValues(s, len(resumed)/aero.DigestSize)
	if err != nil {
		return err
	}
	for i := 0; i < len(resumed); i += aero.DigestSize {
		digest := aero.Digest(resumed[i:])
		id := digest.Partition()
		if !mark(&seen, id) {
			return malformed("partition is listed twice")
		}
		s.digests = append(s.digests, digest)
		after := &s.digests[len(s.digests)-1]
		part := aero.PartitionRange{ID: id, After: after}
		if len(values) > 0 {
			part.AfterValue = int64(binary.LittleEndian.Uint64(values[i/aero.DigestSize*indexValueSize:]))
		}
		s.Command.Partitions = append(s.Command.Partitions, part)
	}
	return nil
}

// validArray reports whether b is a list of 1 to PartitionCount elements of a size.
func validArray(b []byte, size int) bool {
	return len(b) > 0 && len(b)%size == 0 && len(b)/size <= aero.PartitionCount
}

// mark sets a partition's bit and reports whether it was not set before.
func mark(seen *[aero.PartitionCount / 8]byte, id aero.PartitionID) bool {
	bit := byte(1) << (id % 8)
	if seen[id/8]&bit != 0 {
		return false
	}
	seen[id/8] |= bit
	return true
}

// scanNumbers reads limits, rate, timeout and task number.
func (d *Decoder) scanNumbers(s *ScanRequest) error {
	var rate, timeout uint64
	for _, field := range [...]struct {
		kind, size int
		target     *uint64
	}{
		{fieldMaxRecords, 8, &s.Command.MaxRecords},
		{fieldTaskID, 8, &s.TaskID},
		{fieldRecordsPerSecond, 4, &rate},
		{fieldSocketTimeout, 4, &timeout},
	} {
		if !d.fields.has(field.kind) {
			continue
		}
		content := d.fields.get(field.kind)
		if len(content) != field.size {
			return malformed(fmt.Sprintf("field %d of %d bytes, want %d", field.kind, len(content), field.size))
		}
		for _, b := range content {
			*field.target = *field.target<<8 | uint64(b)
		}
	}
	if s.Command.Short && d.fields.has(fieldRecordsPerSecond) {
		return malformed("short query with a rate")
	}
	s.Command.RecordsPerSecond = uint32(rate)
	s.Command.SocketTimeout = milliseconds(uint32(timeout))
	return nil
}
