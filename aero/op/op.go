package op

import (
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// Step is one operation, or why it could not be built.
type Step struct {
	// Operation is what is sent.
	Operation aero.Operation
	// Err is nil, or aero.ErrUnsupportedValue or aero.ErrTooDeep with the bin's name.
	Err error
}

// All returns the operations of steps, or the first one's error that has one.
func All(steps ...Step) ([]aero.Operation, error) {
	operations := make([]aero.Operation, len(steps))
	for i := range steps {
		if steps[i].Err != nil {
			return nil, fmt.Errorf("operation %d: %w", i, steps[i].Err)
		}
		operations[i] = steps[i].Operation
	}
	return operations, nil
}

// With returns a step with a value as operand, for whoever builds operations of other kinds.
func With(kind aero.OpType, bin string, value any) Step {
	p, err := aero.NewParticle(value)
	if err != nil {
		return Step{Err: fmt.Errorf("bin %q: %w", bin, err)}
	}
	return Step{Operation: aero.Operation{Type: kind, Bin: bin, Value: p}}
}

// Packed returns a step whose operand is a number with arguments, in the form that lists, maps, bits and HyperLogLog
// have it.
func Packed(kind aero.OpType, bin string, arguments ...any) Step {
	step := With(kind, bin, arguments)
	step.Operation.Value.Type = aero.ParticleBlob
	return step
}

// Get reads a bin.
func Get(bin string) Step { return Step{Operation: aero.Operation{Type: aero.OpRead, Bin: bin}} }

// GetAll reads all bins.
func GetAll() Step { return Get("") }

// Put writes a bin; nil removes it.
func Put(bin string, value any) Step { return With(aero.OpWrite, bin, value) }

// Add adds an integer or a float to a bin.
func Add(bin string, value any) Step { return With(aero.OpAdd, bin, value) }

// Append appends a string or bytes to a bin.
func Append(bin string, value any) Step { return With(aero.OpAppend, bin, value) }

// Prepend puts a string or bytes in front of a bin.
func Prepend(bin string, value any) Step { return With(aero.OpPrepend, bin, value) }

// Touch renews the record's life.
func Touch() Step { return Step{Operation: aero.Operation{Type: aero.OpTouch}} }

// Delete removes the record.
func Delete() Step { return Step{Operation: aero.Operation{Type: aero.OpDelete}} }

// Expression returns the value of an expression under the name of a bin that need not exist. flags are those of
// expressions that read.
func Expression(name string, encoded []byte, flags ExpressionFlags) Step {
	return expression(aero.OpExpressionRead, name, encoded, flags)
}

// PutExpression writes the value of an expression into a bin.
func PutExpression(bin string, encoded []byte, flags ExpressionFlags) Step {
	return expression(aero.OpExpressionModify, bin, encoded, flags)
}

// ExpressionFlags say what an operation with an expression does where it cannot be carried out.
type ExpressionFlags int

// The flags. Those but ExpressionNoFail apply to writes.
const (
	ExpressionCreateOnly  ExpressionFlags = 1 << 0
	ExpressionUpdateOnly  ExpressionFlags = 1 << 1
	ExpressionAllowDelete ExpressionFlags = 1 << 2
	ExpressionNoFail      ExpressionFlags = 1 << 3
	ExpressionEvalNoFail  ExpressionFlags = 1 << 4
)

// expression returns a step whose operand is a list of two: the expression as it stands, and flags.
func expression(kind aero.OpType, bin string, encoded []byte, flags ExpressionFlags) Step {
	const listOfTwo, smallIntMax = 0x92, 0x7f
	if flags < 0 || flags > smallIntMax || len(encoded) == 0 {
		return Step{Err: fmt.Errorf("bin %q: expression of %d bytes with flags %d: %w", bin, len(encoded), flags, aero.ErrUnsupportedValue)}
	}
	data := append([]byte{listOfTwo}, encoded...)
	data = append(data, byte(flags))
	return Step{Operation: aero.Operation{Type: kind, Bin: bin, Value: aero.Particle{Type: aero.ParticleBlob, Data: data}}}
}
