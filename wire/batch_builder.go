package wire

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
)

// BatchBuilder appends a batch as a whole frame, entry by entry, so that the entries need not be together in memory. It
// is made by BeginBatch.
type BatchBuilder struct {
	out []byte
	// start and field are where the frame and the field with the rows begin.
	start, field int
	// count is the number of rows so far.
	count uint32
	// previous is the entry added last; nil if there is none.
	previous *aero.RecordCommand
}

// BeginBatch begins a batch behind dst. Of the command only StopAtFailure and Timeout count.
//
// It returns ErrUnfit for a timeout of more than 49 days.
func BeginBatch(dst []byte, batch *aero.BatchCommand) (BatchBuilder, error) {
	timeout, err := toMilliseconds(batch.Timeout)
	if err != nil {
		return BatchBuilder{}, err
	}
	out, start := BeginFrame(dst)
	out = appendMessageHeader(out, messageHeader{info1: info1Batch, timeout: timeout, fields: 1})
	b := BatchBuilder{start: start, field: len(out)}
	out = appendFieldHeader(out, fieldBatch, 0)
	out = binary.BigEndian.AppendUint32(out, 0)
	b.out = append(out, batchFlags(batch))
	return b, nil
}

// Add appends an entry; index is the number that its reply shall carry. The command must stay as it is until the next one
// has been added.
//
// Errors are those of AppendBatchRequest; the batch cannot be used any more.
func (b *BatchBuilder) Add(index uint32, cmd *aero.RecordCommand) (err error) {
	b.out, err = appendBatchRow(b.out, index, cmd, b.previous)
	b.previous = cmd
	b.count++
	return err
}

// Repeat appends an entry that equals the one before but for its digest. There must be one, and it must have been added
// without a user key.
func (b *BatchBuilder) Repeat(index uint32, digest *aero.Digest) {
	b.out = binary.BigEndian.AppendUint32(b.out, index)
	b.out = append(append(b.out, digest[:]...), rowRepeat)
	b.count++
}

// End completes the frame and returns it.
func (b *BatchBuilder) End() []byte {
	const sizeOfLength, sizeOfHead = 4, 5
	binary.BigEndian.PutUint32(b.out[b.field:], uint32(len(b.out)-b.field-sizeOfLength))
	binary.BigEndian.PutUint32(b.out[b.field+sizeOfHead:], b.count)
	return EndFrame(b.out, b.start, TypeMessage)
}
