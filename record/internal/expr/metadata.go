package expr

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
)

// How the protocol's times become nanoseconds since 1970.
const (
	epochSeconds          = 1_262_304_000 // 2010-01-01T00:00:00Z
	millisPerSecond       = 1_000
	nanosPerMilli         = 1_000_000
	nanosPerSecond        = 1_000_000_000
	neverExpires    int64 = -1
)

// digestNumberAt is where in a digest the number stands whose remainder is taken.
const digestNumberAt = 16

// addMetadata adds the instructions on what a record knows of itself.
func addMetadata(to *[exprcode.Opcodes]instruction) {
	to[exprcode.DigestModulo] = instruction{
		size: sizeNumber, constants: 1, result: TypeInt, build: buildModulus, eval: evalDigestModulo,
	}
	for op, read := range map[opcode]func(s *Subject) value{
		exprcode.DeviceSize:  deviceSize,
		exprcode.MemorySize:  memorySize,
		exprcode.RecordSize:  func(s *Subject) value { return integer(int64(s.Bins.Size())) },
		exprcode.LastUpdate:  lastUpdate,
		exprcode.SinceUpdate: sinceUpdate,
		exprcode.VoidTime:    voidTime,
		exprcode.TTL:         timeToLive,
		exprcode.SetName:     func(s *Subject) value { return value{typ: TypeString, data: []byte(s.SetName)} },
		exprcode.KeyExists:   func(s *Subject) value { return boolean(s.Key.Type != aero.ParticleNil) },
		exprcode.IsTombstone: func(*Subject) value { return boolean(false) },
	} {
		to[op] = instruction{
			size: sizePlain, result: TypeInt, build: buildMetadata,
			eval: func(m *machine, _ *node) value { return read(m.subject) },
		}
	}
	to[exprcode.SetName] = withResult(to[exprcode.SetName], TypeString)
	to[exprcode.KeyExists] = withResult(to[exprcode.KeyExists], TypeBool)
	to[exprcode.IsTombstone] = withResult(to[exprcode.IsTombstone], TypeBool)
	to[exprcode.Key] = instruction{size: sizeNumber, constants: 1, build: buildKey, eval: evalKey}
}

// withResult returns an instruction with another type of value.
func withResult(i instruction, t Type) instruction {
	i.result = t
	return i
}

// buildMetadata notes that the value may change although the bins do not.
func buildMetadata(c *compiler, _ *node, _ int) bool {
	c.program.metadata = true
	return true
}

// buildModulus reads the divisor.
func buildModulus(c *compiler, n *node, _ int) bool {
	divisor, ok := c.integer()
	n.number = int64(int32(divisor))
	c.program.digest = true
	return ok && n.number != 0
}

// evalDigestModulo computes the remainder of a number in the digest.
func evalDigestModulo(m *machine, n *node) value {
	number := binary.LittleEndian.Uint32(m.subject.Digest[digestNumberAt:])
	return integer(int64(number) % n.number)
}

// deviceSize is the size of a record that is kept in a file, 0 of others.
func deviceSize(s *Subject) value {
	if s.InMemory {
		return integer(0)
	}
	return integer(int64(s.Bins.Size()))
}

// memorySize is the size of a record that is kept in memory only, 0 of others.
func memorySize(s *Subject) value {
	if s.InMemory {
		return integer(int64(s.Bins.Size()))
	}
	return integer(0)
}

// lastUpdate is when the record was written.
func lastUpdate(s *Subject) value {
	return integer((int64(s.LastUpdate) + epochSeconds*millisPerSecond) * nanosPerMilli)
}

// sinceUpdate is how many milliseconds ago the record was written.
func sinceUpdate(s *Subject) value { return integer(int64(s.Now - min(s.Now, s.LastUpdate))) }

// voidTime is when the record expires.
func voidTime(s *Subject) value {
	if s.VoidTime == 0 {
		return integer(neverExpires)
	}
	return integer((int64(s.VoidTime) + epochSeconds) * nanosPerSecond)
}

// timeToLive is in how many seconds the record expires.
func timeToLive(s *Subject) value {
	if s.VoidTime == 0 {
		return integer(neverExpires)
	}
	now := s.Now / millisPerSecond
	return integer(int64(int32(uint64(s.VoidTime) - min(uint64(s.VoidTime), now))))
}

// buildKey reads which type the key shall have.
func buildKey(c *compiler, n *node, _ int) bool {
	t, ok := c.natural(uint64(types))
	n.typ = Type(t)
	c.program.metadata = true
	return ok && (n.typ == TypeInt || n.typ == TypeString || n.typ == TypeBlob)
}

// evalKey is the stored user key, unknown if there is none or it has another type.
func evalKey(m *machine, n *node) value {
	v := fromParticle(m.subject.Key)
	if v.typ != n.typ {
		return unknown()
	}
	return v
}
