package expr

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
	"github.com/aerolith/aerolith/record/internal/cdt"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
	"github.com/aerolith/aerolith/record/internal/cdt/path"
)

// element evaluates a program on members of lists and maps. There is no record then: what is about one is unknown.
type element struct {
	program *Program
	size    int // of the encoded program
	budget  *int
}

// environment returns what a selection by path is given. Work is taken from the budget.
func environment(instructions *[exprcode.Opcodes]instruction, budget *int, maxSize int) *path.Environment {
	return &path.Environment{
		Compile: func(encoded []byte) (path.Expression, bool) {
			p, ok := compileWith(instructions, encoded)
			return &element{program: p, size: len(encoded), budget: budget}, ok
		},
		Charge: func(bytes int) bool {
			if bytes > *budget {
				return false
			}
			*budget -= bytes
			return true
		},
		MaxSize: maxSize,
	}
}

// run evaluates the program on a member.
func (e *element) run(m *path.Member) (v value, exhausted bool) {
	machine := machine{left: *e.budget, variables: make([]value, e.program.variables)}
	for i := range machine.builtin {
		machine.builtin[i] = unknown()
	}
	machine.builtin[builtinValue] = fromPacked(m.Value)
	if m.Key != nil {
		machine.builtin[builtinKey] = fromPacked(m.Key)
	} else {
		machine.builtin[builtinIndex] = integer(int64(m.Index))
	}
	if machine.charge(e.size) { // a long program on many members is much work, whatever the members are
		v = machine.run(e.program.root)
	}
	*e.budget = machine.left
	return v, machine.exhausted
}

// Match implements path.Expression.
func (e *element) Match(m *path.Member) path.Answer {
	v, exhausted := e.run(m)
	switch {
	case exhausted || !v.known():
		return path.Unknown
	case v.isTrue():
		return path.Yes
	}
	return path.No
}

// Replace implements path.Expression.
func (e *element) Replace(m *path.Member) path.Replacement {
	v, exhausted := e.run(m)
	switch {
	case exhausted || !v.known():
		return path.Replacement{Answer: path.Unknown}
	case v.typ == typeRemove:
		return path.Replacement{Answer: path.No}
	}
	packed, ok := v.appendPacked(nil)
	if _, whole := pack.Size(packed); !ok || !whole {
		return path.Replacement{Answer: path.Unknown}
	}
	return path.Replacement{Answer: path.Yes, Packed: packed}
}

// ReadCollection is cdt.Read, and carries out selections by path too. Their work is taken from the budget, in bytes; past
// it the code is aero.CodeRecordTooBig.
func ReadCollection(value aero.Particle, operand []byte, budget *int) (aero.Particle, aero.ResultCode) {
	return readCollection(&table, value, operand, budget)
}

// readCollection is ReadCollection with the instructions given.
func readCollection(
	instructions *[exprcode.Opcodes]instruction, value aero.Particle, operand []byte, budget *int,
) (aero.Particle, aero.ResultCode) {
	if !path.Is(operand) {
		return cdt.Read(value, operand)
	}
	return path.Read(value, operand, environment(instructions, budget, 0))
}

// ModifyCollection is cdt.Modify, and carries out changes by path too. Their work is taken from the budget.
func ModifyCollection(
	value aero.Particle, operand []byte, limit int, budget *int,
) (cdt.Outcome, aero.ResultCode) {
	return modifyCollection(&table, value, operand, limit, budget)
}

// modifyCollection is ModifyCollection with the instructions given.
func modifyCollection(
	instructions *[exprcode.Opcodes]instruction, value aero.Particle, operand []byte, limit int, budget *int,
) (cdt.Outcome, aero.ResultCode) {
	if !path.Is(operand) {
		return cdt.Modify(value, operand, limit)
	}
	changed, result, code := path.Modify(value, operand, environment(instructions, budget, limit))
	return cdt.Outcome{Value: changed, Result: result}, code
}
