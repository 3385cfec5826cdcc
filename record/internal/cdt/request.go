package cdt

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// reader takes an operand apart, value by value.
type reader struct {
	rest []byte
}

// integer reads an integer. Those that do not fit into 64 signed bits wrap around.
func (r *reader) integer() (int64, bool) {
	n, size, ok := pack.Integer(r.rest)
	r.rest = r.rest[size:]
	return n, ok
}

// value reads a whole value and reports whether it could be stored.
func (r *reader) value() (value []byte, storable, ok bool) {
	size, storable, ok := pack.Measure(r.rest)
	value, r.rest = r.rest[:size:size], r.rest[size:]
	return value, storable, ok
}

// list reads the beginning of a list and returns how many values follow, a marker counted as one.
func (r *reader) list() (count int, ok bool) {
	kind, count, size, ok := pack.Container(r.rest)
	if !ok || kind != pack.KindList {
		return 0, false
	}
	r.rest = r.rest[size:]
	return count, true
}

// request is an operation as it was sent.
type request struct {
	code       opCode
	parameters int    // how many there are
	rest       reader // the parameters
}

// parseRequest reads an operand up to the parameters. It returns false if it makes no sense.
func parseRequest(operand []byte) (request, bool) {
	r := reader{rest: operand}
	if len(operand) > 0 && operand[0] == 0 {
		return parseOldRequest(operand)
	}
	return r.request()
}

// request reads a list of an operation's number and its parameters.
func (r *reader) request() (request, bool) {
	count, ok := r.list()
	if !ok || count == 0 {
		return request{}, false
	}
	code, ok := r.integer()
	return request{code: opCode(code), parameters: count - 1, rest: *r}, ok
}

// oldCodeSize is the size of an operation's number in the form that clients before 2018 send.
const oldCodeSize = 2

// parseOldRequest reads an operand of the old form: a number of two bytes, then a list of parameters if there are any.
func parseOldRequest(operand []byte) (request, bool) {
	if len(operand) < oldCodeSize {
		return request{}, false
	}
	req := request{code: opCode(binary.BigEndian.Uint16(operand)), rest: reader{rest: operand[oldCodeSize:]}}
	ok := true
	if len(req.rest.rest) > 0 {
		req.parameters, ok = req.rest.list()
	}
	return req, ok
}
