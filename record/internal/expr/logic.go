package expr

import "github.com/aerolith/aerolith/internal/exprcode"

// addLogic adds the instructions on booleans. Each knows a value as soon as it follows from what is known.
func addLogic(to *[exprcode.Opcodes]instruction) {
	many := instruction{size: sizePlain, operands: 2, more: true, result: TypeBool, check: all(TypeBool)}
	for op, eval := range map[opcode]evaluate{exprcode.And: evalAnd, exprcode.Or: evalOr, exprcode.Exclusive: evalExclusive} {
		many.eval = eval
		to[op] = many
	}
	to[exprcode.Not] = instruction{size: sizePlain, operands: 1, result: TypeBool, check: all(TypeBool), eval: evalNot}
}

// evalAnd holds if all arguments do.
func evalAnd(m *machine, n *node) value {
	result := boolean(true)
	for _, arg := range n.args {
		v := m.run(arg)
		if v.isFalse() {
			return v
		}
		if !v.isTrue() {
			result = unknown()
		}
	}
	return result
}

// evalOr holds if one of the arguments does.
func evalOr(m *machine, n *node) value {
	result := boolean(false)
	for _, arg := range n.args {
		v := m.run(arg)
		if v.isTrue() {
			return v
		}
		if !v.isFalse() {
			result = unknown()
		}
	}
	return result
}

// evalNot holds if the argument does not.
func evalNot(m *machine, n *node) value {
	v := m.run(n.args[0])
	if v.typ != TypeBool {
		return unknown()
	}
	return boolean(truth(v.isFalse()))
}

// evalExclusive holds if exactly one of the arguments does. Arguments behind a second one that holds do not count.
func evalExclusive(m *machine, n *node) value {
	found := false
	for _, arg := range n.args {
		v := m.run(arg)
		switch {
		case v.typ != TypeBool:
			return unknown()
		case v.isTrue() && found:
			return boolean(false)
		case v.isTrue():
			found = true
		}
	}
	return boolean(truth(found))
}
