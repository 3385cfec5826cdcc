package expr

import (
	"bytes"
	"cmp"

	"github.com/aerolith/aerolith/internal/exprcode"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
	"github.com/aerolith/aerolith/record/internal/geo"
	"github.com/aerolith/aerolith/record/internal/posix"
)

// addComparisons adds the instructions that compare.
func addComparisons(to *[exprcode.Opcodes]instruction) {
	for op := exprcode.Equal; op <= exprcode.LessOrEqual; op++ {
		to[op] = instruction{size: sizePlain, operands: 2, result: TypeBool, check: comparable, eval: evalCompare}
	}
	to[exprcode.Regex] = instruction{
		size: sizeRegex, constants: 2, operands: 1, result: TypeBool,
		build: buildRegex, check: all(TypeString), eval: evalRegex,
	}
	to[exprcode.Geo] = instruction{size: sizePlain, operands: 2, result: TypeBool, check: all(TypeGeo), eval: evalGeo}
	to[exprcode.InList] = instruction{size: sizePlain, operands: 2, result: TypeBool, check: isSearch, eval: evalInList}
}

// comparable reports whether both arguments have the same type, one that has an order.
func comparable(n *node) bool {
	t := n.args[0].typ
	return t == n.args[1].typ && t != TypeGeo && t != TypeHLL
}

// relation tells from an order whether a comparison holds.
type relation func(order int) bool

// relations are the relations by opcode. Nobody writes here.
var relations = [...]relation{
	exprcode.Equal:          func(order int) bool { return order == 0 },
	exprcode.NotEqual:       func(order int) bool { return order != 0 },
	exprcode.Greater:        func(order int) bool { return order > 0 },
	exprcode.GreaterOrEqual: func(order int) bool { return order >= 0 },
	exprcode.Less:           func(order int) bool { return order < 0 },
	exprcode.LessOrEqual:    func(order int) bool { return order <= 0 },
}

// pair evaluates both arguments; ok is false if one of them is unknown, and then the second may not be evaluated.
func (m *machine) pair(n *node) (a, b value, ok bool) {
	if a = m.run(n.args[0]); !a.known() {
		return a, b, false
	}
	b = m.run(n.args[1])
	return a, b, b.known()
}

// evalCompare compares two values. What is not a number is different from everything and in no order; lists and maps in
// which a map keeps no order cannot be compared.
func evalCompare(m *machine, n *node) value {
	a, b, ok := m.pair(n)
	if !ok || a.typ != b.typ || !m.charge(min(len(a.data), len(b.data))) {
		return unknown()
	}
	order := 0
	switch a.typ {
	case TypeNil:
	case TypeBool:
		order = cmp.Compare(a.number, b.number)
	case TypeInt:
		order = cmp.Compare(a.int(), b.int())
	case TypeFloat:
		if a.float() != a.float() || b.float() != b.float() {
			return boolean(n.op == exprcode.NotEqual)
		}
		order = cmp.Compare(a.float(), b.float())
	case TypeString, TypeBlob:
		order = bytes.Compare(a.data, b.data)
	case TypeList, TypeMap, typeOther:
		var ordered bool
		if order, ordered = pack.CompareOrdered(a.data, b.data); !ordered {
			return unknown()
		}
	default:
		return unknown()
	}
	return boolean(truth(relations[n.op](order)))
}

// buildRegex reads the flags and the pattern.
func buildRegex(c *compiler, n *node, _ int) bool {
	flags, ok := c.integer()
	if !ok {
		return false
	}
	pattern, ok := c.text()
	if !ok {
		return false
	}
	compiled, err := posix.Compile(pattern, posix.Flags(flags))
	n.pattern = compiled
	return err == nil
}

// evalRegex matches a string against a pattern.
func evalRegex(m *machine, n *node) value {
	v := m.run(n.args[0])
	if v.typ != TypeString || !m.charge(len(v.data)) {
		return unknown()
	}
	return boolean(truth(n.pattern.Match(v.data)))
}

// evalGeo reports whether one of two shapes is a point in the other.
func evalGeo(m *machine, n *node) value {
	a, b, ok := m.pair(n)
	if !ok || a.typ != TypeGeo || b.typ != TypeGeo || !m.charge(len(a.data)+len(b.data)) {
		return unknown()
	}
	one, other := a.geometry(), b.geometry()
	if one == nil || other == nil {
		return unknown()
	}
	return boolean(truth(geo.Match(one, other)))
}

// isSearch reports whether the second argument is a list.
func isSearch(n *node) bool { return n.args[1].typ == TypeList }

// evalInList reports whether a list has an element that is equal to a value.
func evalInList(m *machine, n *node) value {
	a, b, ok := m.pair(n)
	if !ok || b.typ != TypeList || !m.charge(len(a.data)+len(b.data)) {
		return unknown()
	}
	wanted, ok := a.appendPacked(nil)
	if !ok {
		return unknown()
	}
	list, ok := pack.ReadHead(b.data)
	if !ok {
		return unknown()
	}
	rest := b.data[list.Size:]
	for range list.Count {
		size, ok := pack.Size(rest)
		if !ok {
			return unknown()
		}
		if pack.Compare(wanted, rest[:size]) == 0 {
			return boolean(true)
		}
		rest = rest[size:]
	}
	return boolean(false)
}
