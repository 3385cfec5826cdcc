package bits

import "github.com/aerolith/aerolith/aero"

// operation is an entry of the tables.
type operation struct {
	arguments []argument
	required  int   // how many of the arguments must be there
	allowed   flags // write flags
	creates   bool  // may work on a bin that does not exist
	prepare   preparation
	modify    func(f *field, r *request) bool          // changes the new blob; nil where the plan says it all
	read      func(f *field, r *request) aero.Particle // computes the answer
}

// The write flags that operations take.
const (
	sizingFlags   = flagCreateOnly | flagUpdateOnly | flagNoFail
	rangeFlags    = flagUpdateOnly | flagNoFail | flagPartial
	integralFlags = flagUpdateOnly | flagNoFail
)

// The arguments that several operations share.
var (
	bufferArguments     = []argument{bitOffset, bitSize, buffer, writeFlags}
	shiftArguments      = []argument{bitOffset, bitSize, shift, writeFlags}
	arithmeticArguments = []argument{bitOffset, integerSize, integer, writeFlags, arithmeticFlags}
	rangeArguments      = []argument{bitOffset, bitSize}
	scanArguments       = []argument{bitOffset, bitSize, boolean}
)

// modifications are the operations that change a blob, by number. Nobody writes here.
var modifications = [...]operation{
	opResize: {
		arguments: []argument{newByteSize, writeFlags, resizeFlags}, required: 1,
		allowed: sizingFlags, creates: true, prepare: prepareResize,
	},
	opInsert: {
		arguments: []argument{byteOffset, buffer, writeFlags}, required: 2,
		allowed: sizingFlags, creates: true, prepare: prepareInsert, modify: insert,
	},
	opRemove: {
		arguments: []argument{byteOffset, byteSize, writeFlags}, required: 2,
		allowed: rangeFlags, prepare: prepareRemove,
	},
	opSet: {arguments: bufferArguments, required: 3, allowed: rangeFlags, prepare: prepareRange, modify: set},
	opOr:  {arguments: bufferArguments, required: 3, allowed: rangeFlags, prepare: prepareRange, modify: or},
	opXor: {arguments: bufferArguments, required: 3, allowed: rangeFlags, prepare: prepareRange, modify: xor},
	opAnd: {arguments: bufferArguments, required: 3, allowed: rangeFlags, prepare: prepareRange, modify: and},
	opNot: {
		arguments: []argument{bitOffset, bitSize, writeFlags}, required: 2,
		allowed: rangeFlags, prepare: prepareRange, modify: not,
	},
	opLeftShift: {
		arguments: shiftArguments, required: 3, allowed: rangeFlags, prepare: prepareRange, modify: leftShift,
	},
	opRightShift: {
		arguments: shiftArguments, required: 3, allowed: rangeFlags, prepare: prepareRange, modify: rightShift,
	},
	opAdd: {
		arguments: arithmeticArguments, required: 3, allowed: integralFlags, prepare: prepareWithin, modify: add,
	},
	opSubtract: {
		arguments: arithmeticArguments, required: 3, allowed: integralFlags, prepare: prepareWithin, modify: subtract,
	},
	opSetInteger: {
		arguments: []argument{bitOffset, integerSize, integer, writeFlags}, required: 3,
		allowed: integralFlags, prepare: prepareWithin, modify: setInteger,
	},
}

// readings are the operations that read a blob, from opGet on. Nobody writes here.
var readings = [...]operation{
	0:                   {arguments: rangeArguments, required: 2, prepare: prepareWithin, read: get},
	opCount - opGet:     {arguments: rangeArguments, required: 2, prepare: prepareWithin, read: count},
	opLeftScan - opGet:  {arguments: scanArguments, required: 3, prepare: prepareWithin, read: leftScan},
	opRightScan - opGet: {arguments: scanArguments, required: 3, prepare: prepareWithin, read: rightScan},
	opGetInteger - opGet: {
		arguments: []argument{bitOffset, integerSize, signFlag}, required: 2, prepare: prepareWithin, read: getInteger,
	},
}
