package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
	"github.com/aerolith/aerolith/record/internal/expr"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// expressionFlags are the flags of an operation that evaluates an expression. The numbers are the protocol's.
type expressionFlags uint64

// The flags.
const (
	// flagCreateBin refuses to change a bin that exists.
	flagCreateBin expressionFlags = 1 << iota
	// flagUpdateBin refuses to create a bin.
	flagUpdateBin
	// flagAllowDelete lets a nil value delete the bin.
	flagAllowDelete
	// flagPolicyNoFail makes what the flags above refuse an operation without effect.
	flagPolicyNoFail
	// flagEvalNoFail makes a value that is unknown an operation without effect.
	flagEvalNoFail

	modifyFlags = flagCreateBin | flagUpdateBin | flagAllowDelete | flagPolicyNoFail | flagEvalNoFail
	readFlags   = flagEvalNoFail
)

// maxExpressionElements is how many elements an operand has at most: the expression and the flags.
const maxExpressionElements = 2

// parseExpression reads the operand of an operation that evaluates an expression: a list of the expression and, if it
// likes, flags, of which only the allowed ones may be set. Flags that are no integer count as none.
func parseExpression(data []byte, allowed expressionFlags) (*expr.Program, expressionFlags, bool) {
	kind, count, head, ok := pack.Container(data)
	if !ok || kind != pack.KindList || count == 0 || count > maxExpressionElements {
		return nil, 0, false
	}
	size, ok := pack.Size(data[head:])
	if !ok {
		return nil, 0, false
	}
	encoded, rest := data[head:head+size], data[head+size:]
	flags, _, _ := pack.Integer(rest)
	if expressionFlags(flags)&^allowed != 0 {
		return nil, 0, false
	}
	program, ok := expr.Compile(encoded)
	return program, expressionFlags(flags), ok
}

// readExpression answers with the value of an expression; nil is no answer.
func readExpression(subject *expr.Subject, op aero.Particle) (aero.Particle, aero.ResultCode) {
	program, flags, ok := parseExpression(op.Data, readFlags)
	if !ok {
		return aero.Particle{}, aero.CodeParameter
	}
	value, code := program.Value(subject)
	if code == aero.CodeOpNotApplicable && flags&flagEvalNoFail != 0 {
		return aero.Particle{}, aero.CodeOK
	}
	return value, code
}

// readExpressionStep is readExpression in a command that writes, on the record as it is by then.
func readExpressionStep(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode {
	value, code := readExpression(w.view(), op.Value)
	w.settle()
	switch {
	case code != aero.CodeOK:
		return code
	case value.Type == aero.ParticleNil:
		return w.acknowledge(name)
	}
	return w.answerWith(name, value)
}

// writeExpression gives a bin the value of an expression, or deletes it if that is nil.
func writeExpression(w *writing, op *aero.Operation, name layout.Name) aero.ResultCode {
	program, flags, ok := parseExpression(op.Value.Data, modifyFlags)
	if !ok {
		return aero.CodeParameter
	}
	existed := w.value(name).Type != aero.ParticleNil
	if code, refused := flags.refusal(existed); refused {
		return w.excuse(flags, flagPolicyNoFail, code, name)
	}
	value, code := program.Value(w.view())
	w.settle()
	if code == aero.CodeOK {
		value, code = storable(value)
	}
	switch {
	case code == aero.CodeOpNotApplicable:
		return w.excuse(flags, flagEvalNoFail, code, name)
	case code != aero.CodeOK:
		return code
	case value.Type == aero.ParticleNil && existed && flags&flagAllowDelete == 0:
		return w.excuse(flags, modifyFlags, aero.CodeOpNotApplicable, name)
	case value.Type == aero.ParticleNil:
		w.set.remove(name)
	default:
		w.set.set(layout.Bin{Name: name, Value: value})
	}
	return w.acknowledge(name)
}

// refusal returns with which code the flags refuse to write to a bin that exists or does not.
func (f expressionFlags) refusal(existed bool) (code aero.ResultCode, refused bool) {
	switch {
	case existed && f&flagCreateBin != 0:
		return aero.CodeBinExists, true
	case !existed && f&flagUpdateBin != 0:
		return aero.CodeBinNotFound, true
	}
	return aero.CodeOK, false
}

// excuse returns the code, unless one of the flags that excuse it is set: then the operation has no effect.
func (w *writing) excuse(
	flags, excusing expressionFlags, code aero.ResultCode, name layout.Name,
) aero.ResultCode {
	if flags&excusing == 0 {
		return code
	}
	return w.acknowledge(name)
}

// storable returns a value as bins hold it. Lists and maps that an expression quotes come as the client wrote them.
func storable(value aero.Particle) (aero.Particle, aero.ResultCode) {
	if value.Type != aero.ParticleList && value.Type != aero.ParticleMap {
		return value, aero.CodeOK
	}
	canonical, code := cdt.Canonical(value)
	if code != aero.CodeOK {
		return value, aero.CodeOpNotApplicable
	}
	return canonical, aero.CodeOK
}

// view describes the record to expressions as it is by now; its size is that from before the command.
func (w *writing) view() *expr.Subject {
	w.subject.Budget = w.arena.limit - w.arena.total
	return &w.subject
}

// settle counts the work of an evaluation.
func (w *writing) settle() { w.arena.total = w.arena.limit - w.subject.Budget }

// workingBins are the bins of the record under construction as expressions see them.
type workingBins struct {
	set    *workingSet
	before *Current
}

// Find implements expr.Source.
func (b *workingBins) Find(name layout.Name) (aero.Particle, bool) {
	if i := b.set.find(name); i >= 0 {
		return b.set.bins[i].Value, true
	}
	return aero.Particle{}, false
}

// Size implements expr.Source.
func (b *workingBins) Size() int {
	if !b.before.Exists {
		return 0
	}
	stored := storedBins{record: &b.before.Record, setName: b.before.SetName}
	return stored.Size()
}
