package expr

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
)

// addBins adds the instructions on bins.
func addBins(to *[exprcode.Opcodes]instruction) {
	to[exprcode.Bin] = instruction{size: sizeBytes, constants: 2, build: buildBin, eval: evalBin}
	to[exprcode.BinType] = instruction{
		size: sizeBytes, constants: 1, result: TypeInt, build: buildBinType, eval: evalBinType,
	}
}

// buildBin reads type and name of a bin.
func buildBin(c *compiler, n *node, _ int) bool {
	t, ok := c.natural(uint64(typeReserved))
	if !ok {
		return false
	}
	n.typ = Type(t)
	return buildBinType(c, n, 0)
}

// buildBinType reads the name of a bin.
func buildBinType(c *compiler, n *node, _ int) bool {
	name, ok := c.binName()
	n.name = name
	if ok {
		c.program.uses(name)
	}
	return ok
}

// evalBin is the value of a bin, unknown if there is no such bin or it has another type.
func evalBin(m *machine, n *node) value {
	p, ok := m.subject.Bins.Find(n.name)
	if !ok || p.Type == aero.ParticleNil || p.Type != particleTypes[n.typ] {
		return unknown()
	}
	return fromParticle(p)
}

// evalBinType is the particle type of a bin, that of nil if there is none.
func evalBinType(m *machine, n *node) value {
	p, _ := m.subject.Bins.Find(n.name)
	return integer(int64(p.Type))
}
