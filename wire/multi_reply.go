package wire

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
)

// AppendBatchRow appends the message that answers one row of a batch; index is the number that came with the row.
// Several rows, and the end, share a frame: call BeginFrame before and EndFrame with TypeMessage after them.
func AppendBatchRow(dst []byte, index uint32, result *aero.RecordResult) []byte {
	h := resultHeader(result)
	// The index travels in the place of the timeout.
	h.timeout = index
	dst = appendMessageHeader(dst, h)
	dst = appendResultFields(dst, result)
	return appendBinOperations(dst, result.Bins[:h.operations])
}

// AppendEnd appends the message that ends the answer to a batch or scan, with the code of the whole.
func AppendEnd(dst []byte, code aero.ResultCode) []byte {
	return appendMessageHeader(dst, messageHeader{info3: info3Last, code: uint8(code)})
}

// AppendScanRecord appends the message with one record of a scan. Records share frames as batch rows do.
func AppendScanRecord(dst []byte, scan *aero.ScanCommand, record *aero.RecordResult) []byte {
	h := resultHeader(record)
	if scan.NoBinData {
		h.info1, h.operations = info1NoBinData, 0
	}
	h.fields = 2
	if record.Set != "" {
		h.fields++
	}
	if record.Key.Type != aero.ParticleNil {
		h.fields++
	}
	if scan.Index != nil {
		h.fields++
	}
	dst = appendMessageHeader(dst, h)
	dst = appendTextField(dst, fieldNamespace, scan.Namespace)
	dst = appendBytesField(dst, fieldDigest, record.Digest[:])
	if record.Set != "" {
		dst = appendTextField(dst, fieldSet, record.Set)
	}
	if record.Key.Type != aero.ParticleNil {
		dst = appendKeyField(dst, record.Key)
	}
	if scan.Index != nil {
		dst = appendFieldHeader(dst, fieldIndexValues, indexValueSize)
		dst = binary.LittleEndian.AppendUint64(dst, uint64(record.IndexValue))
	}
	return appendBinOperations(dst, record.Bins[:h.operations])
}

// AppendPartitionDone appends the message that says how the visit of one partition ended. CodeOK need not be sent.
func AppendPartitionDone(dst []byte, partition aero.PartitionID, code aero.ResultCode) []byte {
	// The partition travels in the place of the generation.
	return appendMessageHeader(dst, messageHeader{
		info3: info3PartitionDone, code: uint8(code), generation: uint32(partition),
	})
}

// ItemKind says what one message in the answer to a batch or scan is.
type ItemKind uint8

// The kinds of messages in the answers to batches and scans.
const (
	// ItemRecord is a batch row's outcome or a scanned record.
	ItemRecord ItemKind = iota
	// ItemPartitionDone says that a scan is through with a partition.
	ItemPartitionDone
	// ItemEnd ends the answer.
	ItemEnd
)

// Item is one message in the answer to a batch or scan.
type Item struct {
	// Kind says what it is.
	Kind ItemKind
	// Index is the number of a batch row.
	Index uint32
	// Partition is the partition that is done.
	Partition aero.PartitionID
	// Code is the outcome of the row, partition or whole.
	Code aero.ResultCode
}

// Replies walks through the messages in one frame of an answer to a batch or scan. An answer may take several frames;
// it ends with an ItemEnd, or with the first item of a scan that has a code other than ok and is no partition's.
type Replies struct {
	// decoder decodes the messages.
	decoder *Decoder
	// cursor stands before the next message.
	cursor cursor
}

// Replies returns a walk through the body of a message frame.
func (d *Decoder) Replies(body []byte) Replies {
	return Replies{decoder: d, cursor: cursor{data: body}}
}

// Next decodes the next message; ok says whether there was one. For an ItemRecord result is filled: with the digest,
// set and key too if the message has them. The result is reset first; its values alias the frame's body.
//
// It returns ErrMalformed if the bytes are no such message.
func (r *Replies) Next(result *aero.RecordResult) (item Item, ok bool, err error) {
	if r.cursor.left() == 0 {
		return Item{}, false, nil
	}
	h, err := r.decoder.result(&r.cursor, result)
	if err != nil {
		return Item{}, false, err
	}
	item = Item{Index: h.timeout, Code: result.Code}
	switch {
	case h.info3&info3Last != 0:
		item.Kind = ItemEnd
	case h.info3&info3PartitionDone != 0:
		item.Kind = ItemPartitionDone
		item.Partition = aero.PartitionID(h.generation)
		if h.generation >= aero.PartitionCount {
			return Item{}, false, malformedReply("partition %d", h.generation)
		}
	default:
		err = r.decoder.identity(result)
	}
	return item, err == nil, err
}

// identity fills in what says which record a result is about.
func (d *Decoder) identity(result *aero.RecordResult) error {
	if d.fields.has(fieldDigest) {
		digest := d.fields.get(fieldDigest)
		if len(digest) != aero.DigestSize {
			return malformedReply("digest of %d bytes", len(digest))
		}
		result.Digest = aero.Digest(digest)
	}
	if value := d.fields.get(fieldIndexValues); len(value) == indexValueSize {
		result.IndexValue = int64(binary.LittleEndian.Uint64(value))
	}
	result.Set = d.names.String(d.fields.get(fieldSet))
	result.Key = d.fields.key()
	return nil
}
