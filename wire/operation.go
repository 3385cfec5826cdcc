package wire

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
)

// operation is one operation of a message as it lies there.
type operation struct {
	// kind is what it does.
	kind aero.OpType
	// name is the bin's name.
	name []byte
	// value is the operand or result.
	value aero.Particle
}

// operation reads one operation.
func (c *cursor) operation() operation {
	content := c.sized()
	if len(content) < operationFixedSize {
		c.failed = true
		return operation{}
	}
	kind, particle, flags, nameSize := content[0], content[1], content[2], int(content[3])
	rest := content[operationFixedSize:]
	skip := nameSize
	if flags&operationHasUpdateTime != 0 {
		skip += updateTimeSize
	}
	if skip > len(rest) {
		c.failed = true
		return operation{}
	}
	return operation{
		kind:  aero.OpType(kind),
		name:  rest[:nameSize],
		value: aero.Particle{Type: aero.ParticleType(particle), Data: valueBytes(rest[skip:])},
	}
}

// valueBytes returns nil for an empty value, so that a particle without content looks the same wherever it is from.
func valueBytes(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

// appendOperations reads count operations and appends them to dst. Names are interned, values alias the message.
func (c *cursor) appendOperations(dst []aero.Operation, count int, names *Interner) []aero.Operation {
	for range count {
		op := c.operation()
		if c.failed {
			return dst
		}
		dst = append(dst, aero.Operation{Type: op.kind, Bin: names.String(op.name), Value: op.value})
	}
	return dst
}

// appendBins reads count operations of a reply and appends them to dst as bins.
func (c *cursor) appendBins(dst []aero.Bin, count int, names *Interner) []aero.Bin {
	for range count {
		op := c.operation()
		if c.failed {
			return dst
		}
		dst = append(dst, aero.Bin{Name: names.String(op.name), Value: op.value})
	}
	return dst
}

// appendOperation appends one operation. The name must be at most 255 bytes long.
func appendOperation(dst []byte, kind aero.OpType, name string, value aero.Particle) []byte {
	size := operationFixedSize + len(name) + len(value.Data)
	dst = binary.BigEndian.AppendUint32(dst, uint32(size))
	dst = append(dst, byte(kind), byte(value.Type), 0, byte(len(name)))
	dst = append(dst, name...)
	return append(dst, value.Data...)
}

// appendBinOperations appends the bins of a reply.
func appendBinOperations(dst []byte, bins []aero.Bin) []byte {
	for i := range bins {
		dst = appendOperation(dst, aero.OpRead, bins[i].Name, bins[i].Value)
	}
	return dst
}
