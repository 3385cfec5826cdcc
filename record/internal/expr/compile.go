package expr

import (
	"github.com/aerolith/aerolith/internal/exprcode"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// compiler reads an encoded expression. Its methods report false if what comes next makes no sense.
type compiler struct {
	table   *[exprcode.Opcodes]instruction
	rest    []byte
	program *Program
	size    int
	depth   int
	scopes  []variable // the variables that are in scope, the newest last
}

// next compiles what comes next: an instruction or a constant.
func (c *compiler) next() (*node, bool) {
	if c.depth++; c.depth > MaxDepth {
		return nil, false
	}
	defer func() { c.depth-- }()
	if pack.KindOf(c.rest) != pack.KindList {
		return c.literal()
	}
	_, count, head, ok := pack.Container(c.rest)
	if !ok || count == 0 {
		return nil, false
	}
	c.rest = c.rest[head:]
	op, ok := c.integer()
	if !ok || uint64(op) >= exprcode.Opcodes {
		return nil, false
	}
	return c.instruction(opcode(op), count-1)
}

// instruction compiles an instruction with so many elements behind its opcode.
func (c *compiler) instruction(op opcode, elements int) (*node, bool) {
	entry := &c.table[op]
	if entry.eval == nil || !c.grow(entry.size) {
		return nil, false
	}
	n := &node{op: op, eval: entry.eval, typ: entry.result, record: entry.record}
	operands := elements - entry.constants
	if operands < entry.operands || operands > entry.operands && !entry.more {
		return nil, false
	}
	if entry.build != nil && !entry.build(c, n, operands) {
		return nil, false
	}
	if !entry.own && !c.operands(n, operands) {
		return nil, false
	}
	return n, entry.check == nil || entry.check(n)
}

// operands compiles so many arguments.
func (c *compiler) operands(n *node, count int) bool {
	n.args = make([]*node, 0, min(count, len(c.rest)))
	for range count {
		arg, ok := c.next()
		if !ok {
			return false
		}
		n.args = append(n.args, arg)
	}
	return true
}

// grow counts the size of an instruction in the server's form.
func (c *compiler) grow(size int) bool {
	c.size += size
	return c.size < MaxSize
}

// integer reads an integer.
func (c *compiler) integer() (int64, bool) {
	n, size, ok := pack.Integer(c.rest)
	c.rest = c.rest[size:]
	return n, ok
}

// natural reads an integer that is below the limit.
func (c *compiler) natural(limit uint64) (uint64, bool) {
	n, ok := c.integer()
	return uint64(n), ok && uint64(n) < limit
}

// text reads a string-like value as it is.
func (c *compiler) text() ([]byte, bool) {
	content, size, ok := pack.Text(c.rest)
	c.rest = c.rest[size:]
	return content, ok
}

// packed reads a value of any kind.
func (c *compiler) packed() ([]byte, bool) {
	size, ok := pack.Size(c.rest)
	b := c.rest[:size:size]
	c.rest = c.rest[size:]
	return b, ok
}

// binName reads the name of a bin.
func (c *compiler) binName() (layout.Name, bool) {
	text, ok := c.text()
	if !ok {
		return layout.Name{}, false
	}
	return layout.MakeName(text)
}
