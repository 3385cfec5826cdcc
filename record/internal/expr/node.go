package expr

import (
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/record/internal/posix"
)

// node is a compiled instruction.
type node struct {
	eval evaluate
	op   opcode
	// typ is the type of the value, if it is known.
	typ Type
	// never says that the value is never known, so that it may stand where a value of any type is wanted.
	never bool
	// record says that the value is about a record, and unknown where there is none.
	record bool
	args   []*node

	// What instructions are told beside their arguments; each uses what it needs.
	constant value
	number   int64
	name     layout.Name
	pattern  *posix.Pattern
	call     *call
}

// evaluate computes the value of an instruction.
type evaluate func(m *machine, n *node) value

// machine evaluates a program on one record.
type machine struct {
	subject   *Subject
	variables []value
	builtin   [builtins]value
	left      int // bytes that may still be worked through
	exhausted bool
}

// run evaluates an instruction.
func (m *machine) run(n *node) value {
	if m.exhausted || n.record && m.subject == nil {
		return unknown()
	}
	return n.eval(m, n)
}

// charge counts work on so many bytes, or reports false if the budget is used up; then the whole evaluation is over.
func (m *machine) charge(bytes int) bool {
	if bytes > m.left {
		m.exhausted = true
		return false
	}
	m.left -= bytes
	return true
}
