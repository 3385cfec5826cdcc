package expr

import (
	"errors"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/internal/exprcode"
)

// errStep says that a step is none that expressions know.
var errStep = errors.New("a step that is no operation on lists, maps, bits or HyperLogLogs")

// On carries out an operation of packages op or cdt on the value of an expression in place of a bin, and answers with what
// the operation returns; of an operation that changes something, with the changed value. The step's bin does not count:
//
//	expr.On(expr.ListBin("scores"), expr.TypeInt, cdt.List("").Size())
//	expr.On(expr.Bin(expr.TypeHLL, "seen"), expr.TypeInt, op.HLL("").MayContain([]any{"anna"}))
//
// Arguments of the step are constants; Call takes expressions.
func On(target Expression, result Type, step op.Step) Expression {
	if step.Err != nil {
		return Expression{err: step.Err}
	}
	operands := operandsOf(step.Operation.Value.Data)
	call := func(system System, modify int64) Expression {
		return instruction(exprcode.Call, Int(int64(result)), Int(int64(system)|modify), operands, target)
	}
	switch step.Operation.Type {
	case aero.OpCDTRead:
		return call(SystemCollection, 0)
	case aero.OpCDTModify:
		return call(SystemCollection, exprcode.CallModify)
	case aero.OpBitRead:
		return call(SystemBits, 0)
	case aero.OpBitModify:
		return call(SystemBits, exprcode.CallModify)
	case aero.OpHLLRead:
		return call(SystemHLL, 0)
	case aero.OpHLLModify:
		return call(SystemHLL, exprcode.CallModify)
	default:
		return Expression{err: errStep}
	}
}

// pathMark begins the operands of an operation inside of a value: mark, path, operation.
const (
	pathMark  = 0xff
	pathParts = 3
)

// operandsOf returns the operands of a step as expressions have them: lists among the arguments are quoted.
func operandsOf(packed []byte) Expression {
	value, err := aero.Particle{Type: aero.ParticleList, Data: packed}.Value()
	if err != nil {
		return Expression{err: err}
	}
	list, ok := value.(aero.List)
	if !ok || len(list.Items) == 0 {
		return Expression{err: errStep}
	}
	if inner, ok := list.Items[len(list.Items)-1].(aero.List); ok && len(list.Items) == pathParts && list.Items[0] == int64(pathMark) {
		return join([]Expression{constant(list.Items[0]), constant(list.Items[1]), quoted(inner.Items)})
	}
	return quoted(list.Items)
}

// quoted returns a list of constants in which lists are quoted.
func quoted(items []any) Expression {
	elements := make([]Expression, len(items))
	for i, item := range items {
		elements[i] = constant(item)
		if _, isList := item.(aero.List); isList {
			elements[i] = instruction(exprcode.Quote, elements[i])
		}
	}
	return join(elements)
}
