package lua

import (
	"context"
	"errors"
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// state is a Lua machine in which a module's source has been executed. One call at a time uses it.
type state struct {
	l      *lua.LState
	meter  *meter
	module *Module
	// version is that of the module when the state was made.
	version uint64
	// tables are the metatables of our types.
	tables metatables
	// loaded are the results of require, by name.
	loaded map[string]lua.LValue
	// log receives what functions write with info() and its siblings.
	log func(level int, message string)
	// nowMillis is the time that functions are told.
	nowMillis int64
	// applyStream is the function of streams.lua that runs a function on a stream.
	applyStream lua.LValue
}

// metatables are the metatables of the types that the sandbox adds.
type metatables struct {
	list, dict, bytes, geo, integer, record, opaque *lua.LTable
}

// newState makes a machine and executes the module's source in it, under the limits of one call.
func newState(ctx context.Context, m *Module) (*state, error) {
	l := lua.NewState(lua.Options{
		SkipOpenLibs: true, CallStackSize: m.limits.CallDepth, MinimizeStackMemory: true,
		RegistrySize: firstSlots, RegistryMaxSize: m.limits.StackSlots, RegistryGrowStep: firstSlots,
	})
	s := &state{version: m.age(), l: l, meter: newMeter(m.limits), module: m, loaded: map[string]lua.LValue{}}
	s.meter.start(ctx)
	l.SetContext(s.meter)
	s.openSandbox()
	if err := s.execute(m); err != nil {
		l.Close()
		return nil, err
	}
	return s, nil
}

// firstSlots is how many values a machine has room for at first.
const firstSlots = 1024

// execute runs a module's source, which defines its functions.
func (s *state) execute(m *Module) error {
	s.l.Push(s.l.NewFunctionFromProto(m.code))
	return s.outcome(s.l.PCall(0, lua.MultRet, nil))
}

// acquire returns a state that is ready for a call.
func (m *Module) acquire(ctx context.Context) (*state, error) {
	if s := m.borrow(); s != nil {
		s.meter.start(ctx)
		return s, nil
	}
	s, err := newState(ctx, m)
	if err != nil {
		return nil, err
	}
	s.meter.start(ctx)
	return s, nil
}

// release gives a state back after a call. One whose call ran into a limit is not used again.
func (s *state) release() {
	s.meter.parent, s.log = context.Background(), nil
	if s.meter.cause != nil {
		s.l.Close()
		return
	}
	s.l.SetTop(0)
	s.module.giveBack(s)
}

// function returns a global function of the module. It fails with ErrNoFunction.
func (s *state) function(name string) (*lua.LFunction, error) {
	fn, ok := s.l.GetGlobal(name).(*lua.LFunction)
	if !ok {
		return nil, fmt.Errorf("%w: %s.%s", ErrNoFunction, s.module.name, name)
	}
	return fn, nil
}

// call calls a function and returns its first result.
func (s *state) call(fn lua.LValue, args ...lua.LValue) (lua.LValue, error) {
	if err := s.outcome(s.l.CallByParam(lua.P{Fn: fn, NRet: 1, Protect: true}, args...)); err != nil {
		return nil, err
	}
	result := s.l.Get(-1)
	s.l.Pop(1)
	return result, nil
}

// outcome turns the machine's error into ours: a *LimitError if a limit was reached, whatever the function made of
// it, else a *RunError.
func (s *state) outcome(err error) error {
	if s.meter.cause != nil {
		return s.meter.cause
	}
	if err == nil {
		return nil
	}
	var failed *lua.ApiError
	if errors.As(err, &failed) && failed.Object != nil && failed.Object != lua.LNil {
		return &RunError{Message: failed.Object.String()}
	}
	return &RunError{Message: err.Error()}
}
