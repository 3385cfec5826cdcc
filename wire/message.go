package wire

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
)

// messageHeader is the head of every message, request or reply.
type messageHeader struct {
	// info1 to info4 are switches.
	info1, info2, info3, info4 uint8
	// code is the outcome; 0 in requests.
	code uint8
	// generation is what a write compares with, or a record's generation, or the partition that is done.
	generation uint32
	// ttl is a request's time to live or read-touch percentage, or a reply's void time.
	ttl uint32
	// timeout is a request's timeout in milliseconds, or the index of a batch reply's row.
	timeout uint32
	// fields and operations count what follows.
	fields, operations uint16
}

// messageHeader reads the head of a message.
func (c *cursor) messageHeader() messageHeader {
	b := c.take(messageHeaderSize)
	if b == nil || b[0] != messageHeaderSize {
		c.failed = true
		return messageHeader{}
	}
	return messageHeader{
		info1:      b[offsetInfo1],
		info2:      b[offsetInfo2],
		info3:      b[offsetInfo3],
		info4:      b[offsetInfo4],
		code:       b[offsetCode],
		generation: binary.BigEndian.Uint32(b[offsetGeneration:]),
		ttl:        binary.BigEndian.Uint32(b[offsetTTL:]),
		timeout:    binary.BigEndian.Uint32(b[offsetTimeout:]),
		fields:     binary.BigEndian.Uint16(b[offsetFields:]),
		operations: binary.BigEndian.Uint16(b[offsetOperations:]),
	}
}

// appendMessageHeader appends the head of a message.
func appendMessageHeader(dst []byte, h messageHeader) []byte {
	dst = append(dst, messageHeaderSize, h.info1, h.info2, h.info3, h.info4, h.code)
	dst = binary.BigEndian.AppendUint32(dst, h.generation)
	dst = binary.BigEndian.AppendUint32(dst, h.ttl)
	dst = binary.BigEndian.AppendUint32(dst, h.timeout)
	dst = binary.BigEndian.AppendUint16(dst, h.fields)
	return binary.BigEndian.AppendUint16(dst, h.operations)
}

// fieldTable is the fields of one message, by type. A field that is there but empty has a present bit and no bytes.
type fieldTable struct {
	// data are the contents, without length and type.
	data [fieldLimit][]byte
	// present has a bit for each type that is there.
	present uint64
}

// has reports whether the message has the field.
func (s *fieldTable) has(kind int) bool {
	return s.present&(1<<kind) != 0
}

// fields reads count fields into the set, which is emptied first. Of several fields of a type the first counts;
// unknown types are skipped.
//
// The batch field ends where the message ends if it announces more: clients that put a filter before it count the
// filter as part of it, and servers have always accepted that.
func (c *cursor) fields(count int, set *fieldTable) {
	set.present = 0
	for range count {
		content := c.sizedField()
		if len(content) == 0 {
			c.failed = true
			return
		}
		kind := int(content[0])
		if kind < fieldLimit && !set.has(kind) {
			set.present |= 1 << kind
			set.data[kind] = content[1:]
		}
	}
}

// sizedField returns the next field: type and content.
func (c *cursor) sizedField() []byte {
	if c.left() > 4 && binary.BigEndian.Uint32(c.data[c.offset:]) > uint32(c.left()-4) {
		if kind := c.data[c.offset+4]; kind == fieldBatch || kind == fieldBatchWithSet {
			c.offset += 4
			return c.take(c.left())
		}
	}
	return c.sized()
}

// get returns a field's content, nil if it is missing.
func (s *fieldTable) get(kind int) []byte {
	if !s.has(kind) {
		return nil
	}
	return s.data[kind]
}

// appendFieldHeader appends the head of a field with so many bytes of content.
func appendFieldHeader(dst []byte, kind uint8, size int) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(size+1))
	return append(dst, kind)
}

// appendTextField appends a field with a name.
func appendTextField(dst []byte, kind uint8, text string) []byte {
	return append(appendFieldHeader(dst, kind, len(text)), text...)
}

// appendBytesField appends a field with bytes.
func appendBytesField(dst []byte, kind uint8, content []byte) []byte {
	return append(appendFieldHeader(dst, kind, len(content)), content...)
}

// appendUint32Field appends a field with a number of 4 bytes.
func appendUint32Field(dst []byte, kind uint8, n uint32) []byte {
	return binary.BigEndian.AppendUint32(appendFieldHeader(dst, kind, 4), n)
}

// appendUint64Field appends a field with a number of 8 bytes.
func appendUint64Field(dst []byte, kind uint8, n uint64) []byte {
	return binary.BigEndian.AppendUint64(appendFieldHeader(dst, kind, 8), n)
}

// appendKeyField appends a field with a user key: its type and bytes.
func appendKeyField(dst []byte, key aero.Particle) []byte {
	dst = appendFieldHeader(dst, fieldKey, 1+len(key.Data))
	dst = append(dst, byte(key.Type))
	return append(dst, key.Data...)
}

// key reads the user key of a message: ParticleNil if it has none or an empty one.
func (s *fieldTable) key() aero.Particle {
	content := s.get(fieldKey)
	if len(content) == 0 {
		return aero.Particle{}
	}
	return aero.Particle{Type: aero.ParticleType(content[0]), Data: valueBytes(content[1:])}
}
