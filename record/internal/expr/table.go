package expr

import "github.com/aerolith/aerolith/internal/exprcode"

// instruction is an entry of the table.
type instruction struct {
	size int // in the server's form
	// constants is how many elements stand before the arguments.
	constants int
	// operands is how many arguments there are; more says that there may be more of them.
	operands int
	more     bool
	// record says that the value is about a record.
	record bool
	// own says that build compiles the arguments too.
	own bool
	// result is the type of the value, unless build or check chooses another one.
	result Type
	// build reads what stands before the arguments; nil if there is nothing.
	build func(c *compiler, n *node, operands int) bool
	// check checks the types of the arguments; nil if any will do.
	check func(n *node) bool
	eval  evaluate
}

// table holds the instructions by opcode; those without eval do not exist. It never changes.
var table = instructions()

// instructions returns the table.
func instructions() [exprcode.Opcodes]instruction {
	var all [exprcode.Opcodes]instruction
	all[exprcode.Unknown] = instruction{size: sizePlain, result: TypeBool, check: isNever, eval: evalUnknown}
	all[exprcode.Remove] = instruction{size: sizePlain, result: typeRemove, eval: evalRemove}
	addComparisons(&all)
	addLogic(&all)
	addArithmetic(&all)
	addIntegers(&all)
	addMetadata(&all)
	addBins(&all)
	for op := exprcode.DigestModulo; op <= exprcode.BinType; op++ {
		all[op].record = true
	}
	addCollections(&all)
	addFlow(&all)
	return all
}

// isNever marks an instruction whose value is never known.
func isNever(n *node) bool {
	n.never = true
	return true
}

// evalUnknown is what is never known.
func evalUnknown(*machine, *node) value { return unknown() }

// evalRemove is what takes an element away.
func evalRemove(*machine, *node) value { return value{typ: typeRemove} }

// all returns a check that all arguments have the type.
func all(t Type) func(n *node) bool {
	return func(n *node) bool {
		for _, arg := range n.args {
			if arg.typ != t {
				return false
			}
		}
		return true
	}
}
