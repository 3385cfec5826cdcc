package expr

import "github.com/aerolith/aerolith/internal/exprcode"

// Case is a condition and the value that it chooses.
type Case struct {
	If, Then Expression
}

// Cond is the value of the first case whose condition holds, or the other one.
func Cond(otherwise Expression, cases ...Case) Expression {
	var elements []Expression
	for _, c := range cases {
		elements = append(elements, c.If, c.Then)
	}
	return instruction(exprcode.Cond, append(elements, otherwise)...)
}

// Definition gives a name to a value. Names are letters, digits and underscores.
type Definition struct {
	Name  string
	Value Expression
}

// Let is the value of an expression in which the definitions hold. Later ones may use earlier ones.
func Let(in Expression, definitions ...Definition) Expression {
	var elements []Expression
	for _, d := range definitions {
		elements = append(elements, name(d.Name), d.Value)
	}
	return instruction(exprcode.Let, append(elements, in)...)
}

// Variable is a value that was defined.
func Variable(defined string) Expression { return instruction(exprcode.Variable, name(defined)) }

// MapKeys is the list of the keys of a map, in order.
func MapKeys(m Expression) Expression { return instruction(exprcode.MapKeys, m) }

// MapValues is the list of the values of a map, in the order of their keys.
func MapValues(m Expression) Expression { return instruction(exprcode.MapValues, m) }

// Call is what an operation of a list, map, blob or HyperLogLog answers. The operation is its number and its arguments,
// as they travel in commands; a list among them is written with List.
func Call(result Type, system System, target Expression, operation ...Expression) Expression {
	return instruction(exprcode.Call, Int(int64(result)), Int(int64(system)), join(operation), target)
}

// Modified is what a list, map, blob or HyperLogLog becomes by an operation; the record does not change.
func Modified(result Type, system System, target Expression, operation ...Expression) Expression {
	return instruction(exprcode.Call, Int(int64(result)), Int(int64(system)|exprcode.CallModify), join(operation), target)
}
