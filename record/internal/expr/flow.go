package expr

import (
	"bytes"

	"github.com/aerolith/aerolith/internal/exprcode"
)

// addFlow adds conditions, variables, quotes and calls.
func addFlow(to *[exprcode.Opcodes]instruction) {
	to[exprcode.Cond] = instruction{size: sizeNumber, operands: 3, more: true, check: checkCond, eval: evalCond}
	to[exprcode.Let] = instruction{size: sizeLet, operands: 3, more: true, own: true, build: buildLet, eval: evalLet}
	to[exprcode.Variable] = instruction{size: sizeWide, constants: 1, build: buildVariable, eval: evalVariable}
	to[exprcode.Builtin] = instruction{size: sizeWide, constants: 2, build: buildBuiltin, eval: evalBuiltin}
	to[exprcode.Quote] = instruction{
		size: sizeBytes, constants: 1, result: TypeList, build: buildQuote, eval: evalConstant,
	}
	to[exprcode.Call] = instruction{size: sizeCall, operands: 4, own: true, build: buildCall, eval: evalCall}
}

// checkCond checks that conditions and actions come in pairs, with one more action for when no condition holds, and
// that all actions have the same type but for those that are never known.
func checkCond(n *node) bool {
	if len(n.args)%2 == 0 {
		return false
	}
	last := len(n.args) - 1
	chosen := false
	for i, arg := range n.args {
		isAction := i%2 == 1 || i == last
		switch {
		case !isAction && arg.typ != TypeBool:
			return false
		case !isAction || arg.never:
		case !chosen:
			n.typ, chosen = arg.typ, true
		case arg.typ != n.typ:
			return false
		}
	}
	if !chosen {
		n.typ = TypeBool
	}
	return true
}

// evalCond is the action of the first condition that holds. A condition that is unknown makes the whole unknown.
func evalCond(m *machine, n *node) value {
	last := len(n.args) - 1
	for i := 0; i < last; i += 2 {
		condition := m.run(n.args[i])
		switch {
		case condition.typ != TypeBool:
			return unknown()
		case condition.isTrue():
			return m.run(n.args[i+1])
		}
	}
	return m.run(n.args[last])
}

// variable is a variable in scope.
type variable struct {
	name    []byte
	typ     Type
	defined bool
}

// buildLet compiles the definitions of variables and the expression that uses them.
func buildLet(c *compiler, n *node, elements int) bool {
	if elements%2 == 0 {
		return false
	}
	outer := len(c.scopes)
	n.number = int64(outer)
	for range elements / 2 {
		name, ok := c.text()
		if !ok || !validName(name) || c.find(name) >= 0 {
			return false
		}
		c.scopes = append(c.scopes, variable{name: name})
		if !c.operandOf(n) {
			return false
		}
		v := &c.scopes[len(c.scopes)-1]
		v.typ, v.defined = n.args[len(n.args)-1].typ, true
	}
	c.program.variables = max(c.program.variables, len(c.scopes))
	if !c.operandOf(n) {
		return false
	}
	c.scopes = c.scopes[:outer]
	body := n.args[len(n.args)-1]
	n.typ, n.never = body.typ, body.never
	return true
}

// operandOf compiles one argument more.
func (c *compiler) operandOf(n *node) bool {
	arg, ok := c.next()
	n.args = append(n.args, arg)
	return ok
}

// find returns the number of the variable in scope, or -1.
func (c *compiler) find(name []byte) int {
	for i := range c.scopes {
		if bytes.Equal(c.scopes[i].name, name) {
			return i
		}
	}
	return -1
}

// validName reports whether a variable may have the name: ASCII letters, digits and underscores, no digit first.
func validName(name []byte) bool {
	for i, c := range name {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return len(name) > 0
}

// evalLet evaluates the definitions in order, then the expression that uses them.
func evalLet(m *machine, n *node) value {
	last := len(n.args) - 1
	for i, definition := range n.args[:last] {
		m.variables[int(n.number)+i] = m.run(definition)
	}
	return m.run(n.args[last])
}

// buildVariable reads the name of a variable that is defined already.
func buildVariable(c *compiler, n *node, _ int) bool {
	name, ok := c.text()
	if !ok {
		return false
	}
	i := c.find(name)
	if i < 0 || !c.scopes[i].defined {
		return false
	}
	n.number, n.typ = int64(i), c.scopes[i].typ
	return n.typ != typeOther
}

// evalVariable is the value of a variable.
func evalVariable(m *machine, n *node) value { return m.variables[n.number] }

// buildBuiltin reads type and number of a variable of the element under work.
func buildBuiltin(c *compiler, n *node, _ int) bool {
	t, ok := c.natural(uint64(typeOther))
	if !ok {
		return false
	}
	number, ok := c.natural(builtins)
	n.typ, n.number = Type(t), int64(number)
	if n.typ == typeReserved {
		n.typ, n.never = TypeBool, true
	}
	return ok && (number != builtinIndex || n.typ == TypeInt)
}

// evalBuiltin is a variable of the element under work, unknown if it has another type.
func evalBuiltin(m *machine, n *node) value {
	v := m.builtin[n.number]
	if v.typ != n.typ || n.never {
		return unknown()
	}
	return v
}
