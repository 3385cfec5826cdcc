package lua

import (
	"context"
	_ "embed"
	"errors"

	lua "github.com/yuin/gopher-lua"
)

// streamSource are the stream operations, in Lua.
//
//go:embed streams.lua
var streamSource string

// errStreamCode says that streams.lua is no Lua program, which would be a defect of ours.
var errStreamCode = errors.New("lua: stream operations cannot be loaded")

// Place says where the part of a stream function runs that is wanted.
type Place uint8

// The places.
const (
	// OnServer runs the operations up to and with the first reduce, on records.
	OnServer Place = iota
	// OnClient runs the operations from the first reduce on, on the servers' results.
	OnClient
)

// Stream is where a stream function gets values from and where its results go.
type Stream struct {
	// Place says which operations are run.
	Place Place
	// Next returns the next value: a *Record on the server, what servers have sent on the client. ok is false at the
	// end. An error ends the call and is returned.
	Next func() (value any, ok bool, err error)
	// Emit receives each result, of the types that aero.NewParticle takes. An error ends the call and is returned.
	Emit func(value any) error
}

// openStream adds the stream operations.
func (s *state) openStream() {
	s.l.SetGlobal("copyOf", s.l.NewFunction(s.copyOf))
	code, err := compile("streams.lua", []byte(streamSource))
	if err != nil {
		s.l.RaiseError("%s: %s", errStreamCode.Error(), err.Error())
		return
	}
	s.l.Push(s.l.NewFunctionFromProto(code))
	s.l.Call(0, 1)
	s.applyStream = s.l.Get(-1)
	s.l.Pop(1)
}

// copyOf returns a value that the first value of an aggregation may change: lists, maps and tables are copied.
func (s *state) copyOf(l *lua.LState) int {
	if table, ok := l.Get(1).(*lua.LTable); ok {
		copied := l.NewTable()
		table.ForEach(func(key, value lua.LValue) { copied.RawSet(key, value) })
		l.Push(copied)
		return 1
	}
	v := need(l, 1)
	s.meter.take(l, deepSize(v))
	switch v := v.(type) {
	case *listValue:
		l.Push(s.push(&listValue{items: append([]any(nil), v.items...)}))
	case *mapValue:
		l.Push(s.push(v.clone()))
	case *bytesValue:
		l.Push(s.push(&bytesValue{data: append([]byte(nil), v.data...), kind: v.kind}))
	default:
		l.Push(l.Get(1))
	}
	return 1
}

// ApplyStream calls a stream function. For each value that it is given it gets the instructions of a call anew, and
// the memory as long as it does not keep it.
//
// It returns ErrNoFunction, a *RunError, a *LimitError, or the error of stream.
func (m *Module) ApplyStream(ctx context.Context, call *Call, stream *Stream) error {
	s, err := m.acquire(ctx)
	if err != nil {
		return err
	}
	defer s.release()
	fn, err := s.begin(call)
	if err != nil {
		return err
	}
	run := &streaming{s: s, stream: stream}
	s.meter.startStream()
	args := s.arguments(fn, call)
	args = append([]lua.LValue{
		fn, lua.LBool(stream.Place == OnServer), s.l.NewFunction(run.next), s.l.NewFunction(run.emit),
	}, args[1:]...)
	_, err = s.call(s.applyStream, args...)
	if run.err != nil {
		return run.err
	}
	return err
}

// streaming is a call of a stream function under way.
type streaming struct {
	s      *state
	stream *Stream
	// err is what the stream failed with.
	err error
}

// stop ends the call because of the stream.
func (r *streaming) stop(l *lua.LState, err error) {
	r.err, r.s.meter.cause = err, err
	l.RaiseError("%s", err.Error())
}

// next is the source of values.
func (r *streaming) next(l *lua.LState) int {
	r.s.meter.refill()
	value, ok, err := r.stream.Next()
	switch {
	case err != nil:
		r.stop(l, err)
		return 0
	case !ok:
		l.Push(lua.LNil)
		return 1
	}
	if record, isRecord := value.(*Record); isRecord {
		record.ReadOnly = true
		l.Push(r.s.userdata(newRecordValue(record), r.s.tables.record))
		return 1
	}
	l.Push(r.s.push(inside(value)))
	return 1
}

// emit is where results go.
func (r *streaming) emit(l *lua.LState) int {
	v, err := pull(l.Get(1))
	if err == nil {
		v, err = finished(v)
	}
	if err != nil {
		l.RaiseError("%s", err.Error())
	}
	if err := r.stream.Emit(v); err != nil {
		r.stop(l, err)
	}
	return 0
}
