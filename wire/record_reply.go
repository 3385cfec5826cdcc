package wire

import (
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// AppendRecordReply appends the answer to a command on one record as a whole frame. Names of bins must be at most 255
// bytes long, which names from requests are. A result of more than 65,535 bins, which no record has and no request
// can ask for, is answered with aero.CodeUnknown.
func AppendRecordReply(dst []byte, result *aero.RecordResult) []byte {
	dst, start := BeginFrame(dst)
	h := resultHeader(result)
	dst = appendMessageHeader(dst, h)
	dst = appendResultFields(dst, result)
	dst = appendBinOperations(dst, result.Bins[:h.operations])
	return EndFrame(dst, start, TypeMessage)
}

// resultHeader returns the message header for a result. It counts the bins that go with it.
func resultHeader(result *aero.RecordResult) messageHeader {
	if len(result.Bins) > maxCount {
		return messageHeader{code: uint8(aero.CodeUnknown)}
	}
	return messageHeader{
		code:       uint8(result.Code),
		generation: result.Generation,
		ttl:        result.VoidTime,
		fields:     resultFieldCount(result),
		operations: uint16(len(result.Bins)),
	}
}

// RecordReply decodes the body of the frame that answers a command on one record. The result is reset first; its
// values alias the body.
//
// It returns ErrMalformed if the bytes are no such answer; an answer with another code than ok is not an error here.
func (d *Decoder) RecordReply(body []byte, result *aero.RecordResult) error {
	c := cursor{data: body}
	if _, err := d.result(&c, result); err != nil {
		return err
	}
	if c.left() != 0 {
		return fmt.Errorf("%d bytes after the reply: %w", c.left(), ErrMalformed)
	}
	return nil
}

// result reads one message of a reply and returns its header.
func (d *Decoder) result(c *cursor, result *aero.RecordResult) (messageHeader, error) {
	result.Reset()
	h := c.messageHeader()
	c.fields(int(h.fields), &d.fields)
	result.Bins = c.appendBins(result.Bins, int(h.operations), d.names)
	if c.failed {
		return h, fmt.Errorf("reply is cut off: %w", ErrMalformed)
	}
	result.Code = aero.ResultCode(h.code)
	result.Generation = h.generation
	result.VoidTime = h.ttl
	return h, d.resultFields(result)
}
