package cdt

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// parameter is the kind of an operation's parameter.
type parameter uint8

// The kinds of parameters.
const (
	// number is an index, a rank, a count or flags.
	number parameter = iota + 1
	// payload is a value to look for or to calculate with; it may be a wildcard.
	payload
	// stored is a value that becomes part of the list or map.
	stored
)

// arguments are the parameters of an operation, as far as they were sent.
type arguments struct {
	numbers [4]int64  // numbers by place
	values  [4][]byte // payloads and stored values by place; nil if not sent
	count   int       // how many were sent
}

// numberOr returns the number at a place, or a default if it was not sent.
func (a *arguments) numberOr(place int, otherwise int64) int64 {
	if place >= a.count {
		return otherwise
	}
	return a.numbers[place]
}

// countOr returns the count at a place, or one that is enough for everything.
func (a *arguments) countOr(place int) uint64 {
	if place >= a.count {
		return 1<<32 - 1
	}
	return uint64(a.numbers[place])
}

// missing says what an operation that changes something does where there is no list or map yet.
type missing uint8

// The ways to treat a missing list or map.
const (
	// missingCreated works on a new, empty one.
	missingCreated missing = iota
	// missingIgnored does nothing, not even look at the parameters.
	missingIgnored
	// missingRefused answers that there is none.
	missingRefused
	// missingMismatch answers that a missing bin is no list.
	missingMismatch
)

// operation is an entry of the table.
type operation struct {
	parameters []parameter
	optional   int // how many of the last parameters may be left out
	modifies   bool
	missing    missing
	createAt   int // the place of the parameter with the flags for a new list or map; 0 for none
	run        func(w *work) aero.ResultCode
}

// kind returns whether the operation works on lists or maps.
func (code opCode) kind() pack.Kind {
	if code < opMapSetType {
		return pack.KindList
	}
	return pack.KindMap
}

// arguments reads the operation's parameters. It returns false if there are too few or too many, or of other kinds.
func (op *operation) arguments(req *request) (arguments, bool) {
	var args arguments
	if len(op.parameters) == 0 {
		return args, true
	}
	if req.parameters > len(op.parameters) || req.parameters < len(op.parameters)-op.optional {
		return args, false
	}
	args.count = req.parameters
	allStorable := true
	for place := range args.count {
		if op.parameters[place] == number {
			n, ok := req.rest.integer()
			if !ok {
				return args, false
			}
			args.numbers[place] = n
			continue
		}
		value, storable, ok := req.rest.value()
		allStorable = allStorable && storable
		if !ok || op.parameters[place] == stored && !allStorable {
			return args, false
		}
		args.values[place] = value
	}
	return args, true
}

// table holds the operations; it never changes.
var table = operations()

// lookup returns the operation with a number, or false if there is none.
func lookup(code opCode) (*operation, bool) {
	if code >= tableSize || table[code].run == nil {
		return nil, false
	}
	return &table[code], true
}

// operations returns all operations by number. Numbers without operation have an entry without run.
func operations() [tableSize]operation {
	var all [tableSize]operation
	addListOperations(&all)
	addMapOperations(&all)
	return all
}
