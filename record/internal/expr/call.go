package expr

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
	"github.com/aerolith/aerolith/record/internal/bits"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
	"github.com/aerolith/aerolith/record/internal/hll"
)

// The numbers of operations that are written in a form of their own.
const (
	callSelect  = 0xfe
	callContext = 0xff
)

// maxPieces bounds how many pieces a call has; a server has no place for more.
const maxPieces = 18

// call is an operation on a list, map, blob or sketch.
type call struct {
	typ    Type // of the value
	system int
	modify bool
	// table compiles the expressions of a selection by path.
	table *[exprcode.Opcodes]instruction
	// pieces are the encoded operation in order: bytes, or an argument whose value stands in their place.
	pieces []piece
}

// piece is a part of an encoded operation.
type piece struct {
	bytes []byte
	arg   *node // nil for bytes
}

// buildCall reads type and system, the operation, and compiles what it works on.
func buildCall(c *compiler, n *node, _ int) bool {
	t, ok := c.natural(uint64(typeReserved))
	if !ok {
		return false
	}
	system, ok := c.integer()
	if !ok {
		return false
	}
	n.typ = Type(t)
	n.call = &call{typ: n.typ, table: c.table, system: int(system &^ exprcode.CallModify), modify: system&exprcode.CallModify != 0}
	if !c.operation(n.call) || !c.operandOf(n) {
		return false
	}
	target := n.args[0].typ
	if target == TypeNil {
		n.typ = TypeNil // what an operation on nothing comes to can be the whole value only
	}
	return target == TypeNil || n.call.accepts(target)
}

// accepts reports whether the operation can work on values of the type.
func (k *call) accepts(t Type) bool {
	switch k.system {
	case systemCollection:
		return t == TypeList || t == TypeMap
	case systemBits:
		return t == TypeBlob
	case systemHLL:
		return t == TypeHLL
	}
	return false
}

// operation reads an encoded operation. Its arguments that are lists are expressions.
func (c *compiler) operation(k *call) bool {
	start := c.rest
	count, code, ok := c.head()
	if !ok {
		return false
	}
	switch code {
	case callContext:
		if _, ok = c.packed(); !ok || count != 3 { // a context, and the operation in it
			return false
		}
		if count, _, ok = c.head(); !ok {
			return false
		}
	case callSelect:
		if ok = c.selection(count); !ok {
			return false
		}
		count = 1
	}
	for range count - 1 {
		if pack.KindOf(c.rest) != pack.KindList {
			if _, ok := c.packed(); !ok {
				return false
			}
			continue
		}
		k.add(piece{bytes: start[:len(start)-len(c.rest)]})
		arg, ok := c.next()
		if !ok {
			return false
		}
		k.add(piece{arg: arg})
		start = c.rest
	}
	k.add(piece{bytes: start[:len(start)-len(c.rest)]})
	return len(k.pieces) <= maxPieces
}

// add appends a piece unless it is empty.
func (k *call) add(p piece) {
	if p.arg != nil || len(p.bytes) > 0 {
		k.pieces = append(k.pieces, p)
	}
}

// head reads the beginning of an operation: how many elements it has and its number.
func (c *compiler) head() (count int, code int64, ok bool) {
	kind, count, size, ok := pack.Container(c.rest)
	if !ok || kind != pack.KindList || count == 0 {
		return 0, 0, false
	}
	c.rest = c.rest[size:]
	code, ok = c.integer()
	return count, code, ok
}

// selection reads what follows the number of a selection by expression, of which nothing is evaluated beforehand:
// context, flags and, for a change, an expression.
func (c *compiler) selection(count int) bool {
	if count < 3 || count > 4 || pack.KindOf(c.rest) != pack.KindList {
		return false
	}
	if _, ok := c.packed(); !ok {
		return false
	}
	if _, ok := c.integer(); !ok || count == 3 {
		return ok
	}
	_, ok := c.packed()
	return ok
}

// evalCall carries the operation out. What cannot be done, and a result of another type, is unknown.
func evalCall(m *machine, n *node) value {
	operand, ok := m.operand(n.call)
	if !ok {
		return unknown()
	}
	target := m.run(n.args[0])
	old, ok := target.particle()
	if !ok || old.Type != aero.ParticleNil && !n.call.accepts(target.typ) {
		return unknown()
	}
	if !m.charge(len(old.Data) + len(operand)) {
		return unknown()
	}
	p, code := m.carryOut(n.call, old, operand)
	if code != aero.CodeOK {
		return unknown()
	}
	v := fromParticle(p)
	if v.typ != n.call.typ || v.typ == TypeGeo && v.geometry() == nil {
		return unknown()
	}
	return v
}

// operand puts the encoded operation together.
func (m *machine) operand(k *call) ([]byte, bool) {
	if len(k.pieces) == 1 && k.pieces[0].arg == nil {
		return k.pieces[0].bytes, true
	}
	var out []byte
	for i := range k.pieces {
		p := &k.pieces[i]
		if p.arg == nil {
			out = append(out, p.bytes...)
			continue
		}
		v := m.run(p.arg)
		if !v.known() || !m.charge(len(v.data)) {
			return nil, false
		}
		var ok bool
		if out, ok = v.appendPacked(out); !ok {
			return nil, false
		}
	}
	return out, true
}

// carryOut carries the operation out on a particle. A change answers with the new value.
func (m *machine) carryOut(k *call, old aero.Particle, operand []byte) (aero.Particle, aero.ResultCode) {
	encoded := aero.Particle{Type: aero.ParticleBlob, Data: operand}
	switch {
	case old.Type == aero.ParticleNil && !k.modify: // with a sketch, a server ends there
		return old, aero.CodeIncompatibleType
	case k.system == systemCollection && k.modify:
		out, code := modifyCollection(k.table, old, operand, m.left, &m.left)
		m.charge(len(out.Value.Data))
		return out.Value, code
	case k.system == systemCollection:
		return readCollection(k.table, old, operand, &m.left)
	case k.system == systemBits && k.modify:
		return keep(old)(bits.Modify(m.alloc, old, encoded))
	case k.system == systemBits:
		return bits.Read(old, encoded)
	case k.modify:
		p, _, code := hll.Modify(m.alloc, old, encoded)
		return keep(old)(p, code)
	}
	return hll.Read(old, encoded)
}

// keep returns a function that puts the old value in the place of a new one that is nil, because nothing changed.
func keep(old aero.Particle) func(p aero.Particle, code aero.ResultCode) (aero.Particle, aero.ResultCode) {
	return func(p aero.Particle, code aero.ResultCode) (aero.Particle, aero.ResultCode) {
		if p.Type == aero.ParticleNil {
			return old, code
		}
		return p, code
	}
}

// alloc returns memory for a new value, counted against the budget.
func (m *machine) alloc(n int) ([]byte, bool) {
	if !m.charge(n) {
		return nil, false
	}
	return make([]byte, n), true
}
