package lua

import (
	"context"

	lua "github.com/yuin/gopher-lua"
)

// Call is one call of a function.
type Call struct {
	// Function is its name.
	Function string
	// Arguments come after the record or stream. Their types are those that aero.Particle.Value gives.
	Arguments []any
	// NowMillis is the time that the function is told, in milliseconds of Unix time.
	NowMillis int64
	// Log receives what the function logs: a level from 1 (warning) to 4 (trace) and a message of at most 4 KiB; nil
	// discards it.
	Log func(level int, message string)
}

// begin readies the state for a call and returns the function.
func (s *state) begin(call *Call) (*lua.LFunction, error) {
	s.log, s.nowMillis = call.Log, call.NowMillis
	return s.function(call.Function)
}

// arguments returns the call's arguments as Lua sees them, behind the first.
func (s *state) arguments(first lua.LValue, call *Call) []lua.LValue {
	args := []lua.LValue{first}
	for _, v := range call.Arguments {
		args = append(args, s.push(inside(v)))
	}
	return args
}

// ApplyRecord calls a function on a record and returns its result, of the types that aero.NewParticle takes, and what
// it wants done to the record.
//
// It returns ErrNoFunction, a *RunError if the function failed, and a *LimitError if it wanted more than the module's
// limits allow or if ctx ended. The changes are empty then.
func (m *Module) ApplyRecord(ctx context.Context, call *Call, r *Record) (any, Changes, error) {
	s, err := m.acquire(ctx)
	if err != nil {
		return nil, Changes{}, err
	}
	defer s.release()
	fn, err := s.begin(call)
	if err != nil {
		return nil, Changes{}, err
	}
	record := newRecordValue(r)
	first := s.userdata(record, s.tables.record)
	returned, err := s.call(fn, s.arguments(first, call)...)
	if err != nil {
		return nil, Changes{}, err
	}
	result, err := s.result(returned)
	if err != nil {
		return nil, Changes{}, err
	}
	changes, err := record.changes()
	if err != nil {
		return nil, Changes{}, &RunError{Message: err.Error()}
	}
	return result, changes, nil
}

// result returns what a function returned as a value of package aero. Tables, functions and records are nothing, as
// on a real server.
func (s *state) result(returned lua.LValue) (any, error) {
	v, err := pull(returned)
	if err != nil {
		return nil, nil
	}
	if other, ok := v.(opaque); ok && !other.storable() {
		return nil, nil
	}
	return finished(v)
}

// finished returns a value as package aero has it. Lists and maps that contain themselves, or are nested too deeply,
// are refused.
func finished(v any) (any, error) {
	if tooDeep(v, 0) {
		return nil, &RunError{Message: "value is nested too deeply"}
	}
	return outside(v), nil
}

// maxDepth is how deep lists and maps may be nested.
const maxDepth = 128

// tooDeep reports whether a value inside so many others is nested too deeply.
func tooDeep(v any, depth int) bool {
	if depth > maxDepth {
		return true
	}
	switch v := v.(type) {
	case *listValue:
		for _, item := range v.items {
			if tooDeep(item, depth+1) {
				return true
			}
		}
	case *mapValue:
		deep := false
		v.each(func(key, value any) bool {
			deep = tooDeep(key, depth+1) || tooDeep(value, depth+1)
			return !deep
		})
		return deep
	}
	return false
}
