package hll

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/operand"
)

// request holds the arguments of an operation. In a modification shape is what the new sketch shall be made of, with
// unset for what is open.
type request struct {
	elements elementList
	sketches []sketch
	shape    shape
	flags    flags
	allowed  flags
}

// argument reads an argument into the request, or reports false if it makes no sense.
type argument func(p *operand.Reader, r *request) bool

// modification is an operation that changes a sketch.
type modification struct {
	arguments []argument
	required  int // how many of the arguments must be there
	allowed   flags
	prepare   func(r *request, old sketch) aero.ResultCode // settles the shape; old is nil if there is no bin
	apply     func(r *request, old, next sketch) aero.Particle
}

// reading is an operation that reads a sketch.
type reading struct {
	arguments []argument // all required
	prepare   func(r *request, k sketch) aero.ResultCode
	read      func(r *request, k sketch) aero.Particle
}

// The write flags that operations take.
const (
	initFlags  = flagCreateOnly | flagUpdateOnly | flagNoFail
	addFlags   = flagCreateOnly | flagNoFail
	unionFlags = initFlags | flagAllowFold
)

// modifications are the operations that change a sketch, by number. Nobody writes here.
var modifications = [...]modification{
	opInit: {
		arguments: []argument{indexBits, minhashBits, writeFlags},
		allowed:   initFlags, prepare: prepareInit, apply: start,
	},
	opAdd: {
		arguments: []argument{elements, indexBits, minhashBits, writeFlags}, required: 1,
		allowed: addFlags, prepare: prepareAdd, apply: add,
	},
	opUnion: {
		arguments: []argument{sketches, writeFlags}, required: 1,
		allowed: unionFlags, prepare: prepareUnion, apply: unite,
	},
	opRefreshCount: {prepare: prepareRefresh, apply: refreshCount},
	opFold:         {arguments: []argument{indexBits}, required: 1, prepare: prepareFold, apply: fold},
}

// readings are the operations that read a sketch, from opGetCount on. Nobody writes here.
var readings = [...]reading{
	0:                         {read: getCount},
	opGetUnion - opGetCount:   {arguments: []argument{sketches}, read: getUnion},
	opUnionCount - opGetCount: {arguments: []argument{sketches}, read: getUnionCount},
	opIntersectCount - opGetCount: {
		arguments: []argument{comparableSketches}, prepare: prepareIntersect, read: getIntersectCount,
	},
	opSimilarity - opGetCount: {
		arguments: []argument{comparableSketches}, prepare: prepareIntersect, read: getSimilarity,
	},
	opDescribe - opGetCount:   {read: describe},
	opMayContain - opGetCount: {arguments: []argument{elements}, read: mayContain},
}
