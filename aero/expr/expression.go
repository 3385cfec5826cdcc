package expr

import (
	"errors"
	"fmt"
	"math"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
	"github.com/aerolith/aerolith/internal/msgpack"
)

// ErrExpression is wrapped by the errors of Encode.
var ErrExpression = errors.New("expr: cannot be encoded")

// Expression is an expression, or a part of one. The zero Expression is not valid.
type Expression struct {
	data []byte
	err  error
}

// Encode returns the encoded expression. Errors wrap ErrExpression: a constant of a type that has no encoding, a list
// or map that is nested too deep, or the zero Expression somewhere.
func (e Expression) Encode() ([]byte, error) {
	switch {
	case e.err != nil:
		return nil, fmt.Errorf("%w: %w", ErrExpression, e.err)
	case len(e.data) == 0:
		return nil, fmt.Errorf("%w: an expression that is empty", ErrExpression)
	}
	return e.data, nil
}

// Read returns an operation that answers, under a name of the caller's choice, with the value of an expression. Errors
// are those of Encode.
func Read(name string, e Expression, flags ReadFlags) (aero.Operation, error) {
	return operation(aero.OpExpressionRead, name, e, int64(flags))
}

// Write returns an operation that gives a bin the value of an expression. Errors are those of Encode.
func Write(bin string, e Expression, flags WriteFlags) (aero.Operation, error) {
	return operation(aero.OpExpressionModify, bin, e, int64(flags))
}

// operation returns an operation on an expression.
func operation(t aero.OpType, bin string, e Expression, flags int64) (aero.Operation, error) {
	data, err := e.Encode()
	if err != nil {
		return aero.Operation{}, err
	}
	operand := join([]Expression{{data: data}, Int(flags)})
	return aero.Operation{
		Type: t, Bin: bin, Value: aero.Particle{Type: aero.ParticleBlob, Data: operand.data},
	}, operand.err
}

// constant returns a constant, or the error for a value that has no encoding.
func constant(v any) Expression {
	list, err := aero.NewParticle([]any{v})
	if err != nil {
		return Expression{err: err}
	}
	return Expression{data: list.Data[1:]} // behind the head of the list
}

// Nil is nothing, which deletes a bin that it is written to.
func Nil() Expression { return constant(nil) }

// True is the boolean that holds.
func True() Expression { return constant(true) }

// False is the boolean that does not hold.
func False() Expression { return constant(false) }

// Int is an integer.
func Int(v int64) Expression { return constant(v) }

// Float is a float.
func Float(v float64) Expression { return constant(v) }

// String is a string.
func String(v string) Expression { return constant(v) }

// Blob is a byte string.
func Blob(v []byte) Expression { return constant(v) }

// Geo is a point or region.
func Geo(v aero.GeoJSON) Expression { return constant(v) }

// Map is a map. Only maps with ordered keys can be compared.
func Map(v aero.Map) Expression { return constant(v) }

// List is a list of constants.
func List(items ...any) Expression { return instruction(exprcode.Quote, constant(items)) }

// Unknown is never known. It may be an action of Cond, whatever the type of the others.
func Unknown() Expression { return instruction(exprcode.Unknown) }

// instruction returns an instruction with its elements.
func instruction(op exprcode.Opcode, elements ...Expression) Expression {
	return join(append([]Expression{Int(int64(op))}, elements...))
}

// name returns text as names and patterns are encoded.
func name(text string) Expression {
	if len(text) > math.MaxUint16 {
		return Expression{err: errors.New("a name or pattern that is too long")}
	}
	return Expression{data: append(msgpack.AppendStringHead(nil, len(text)), text...)}
}

// join returns the list of encoded elements.
func join(elements []Expression) Expression {
	if len(elements) > math.MaxUint16 {
		return Expression{err: errors.New("too many arguments")}
	}
	data := msgpack.AppendCount(nil, msgpack.ListHeads(), len(elements))
	for _, e := range elements {
		encoded, err := e.Encode()
		if err != nil {
			return Expression{err: err}
		}
		data = append(data, encoded...)
	}
	return Expression{data: data}
}
