package expr

import (
	"github.com/aerolith/aerolith/internal/exprcode"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// addCollections adds the instructions that take maps apart.
func addCollections(to *[exprcode.Opcodes]instruction) {
	one := instruction{size: sizePlain, operands: 1, result: TypeList}
	one.eval = partsOf((*coll.Collection).Key)
	to[exprcode.MapKeys] = one
	one.eval = partsOf((*coll.Collection).Value)
	to[exprcode.MapValues] = one
}

// partsOf makes an instruction that lists a part of each pair of a map, in the order of their keys.
func partsOf(part func(c *coll.Collection, position int) []byte) evaluate {
	return func(m *machine, n *node) value {
		v := m.run(n.args[0])
		if v.typ != TypeMap || !m.charge(len(v.data)) {
			return unknown()
		}
		c, ok := coll.Parse(v.data)
		if !ok {
			return unknown()
		}
		b := coll.NewBuilder(pack.KindList, 0, len(v.data))
		for index := range c.Len() {
			b.Add(part(c, c.PositionOfIndex(index)), 1)
		}
		return value{typ: TypeList, data: b.Bytes()}
	}
}
