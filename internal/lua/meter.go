package lua

import (
	"context"
	"runtime/metrics"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// clockMask decides how often the meter looks at the caller's context: every 1024 instructions.
const clockMask = 1<<10 - 1

// meter counts what a call uses. It is the context of a Lua state, whose machine asks Done before every instruction:
// that is where instructions are counted.
type meter struct {
	limits Limits
	// parent is the caller's context.
	parent context.Context
	// left counts the instructions that are left.
	left int64
	// memory is what is left of MemoryBytes.
	memory int64
	// endless says that the call works on a stream, of any length: what it has given back may be used again.
	endless bool
	// liveAtStart is what was alive in the process when the stream began, in bytes.
	liveAtStart uint64
	// cause is why the call must end, nil while it need not.
	cause error
	// closed is a closed channel.
	closed chan struct{}
}

// newMeter returns a meter that start readies for a call.
func newMeter(limits Limits) *meter {
	m := &meter{limits: limits, parent: context.Background(), closed: make(chan struct{})}
	close(m.closed)
	return m
}

// start readies the meter for a call.
func (m *meter) start(parent context.Context) {
	m.parent, m.cause, m.endless = parent, nil, false
	m.left, m.memory = m.limits.Instructions, m.limits.MemoryBytes
}

// refill grants the instructions anew: for the next record of a stream.
func (m *meter) refill() { m.left = m.limits.Instructions }

// Done implements context.Context: it counts an instruction and returns a closed channel if the call must end.
func (m *meter) Done() <-chan struct{} {
	m.left--
	if m.left&clockMask != 0 && m.left >= 0 && m.cause == nil {
		return nil
	}
	return m.inspect()
}

// inspect is the rare part of Done.
func (m *meter) inspect() <-chan struct{} {
	switch {
	case m.cause != nil:
	case m.left < 0:
		m.cause = &LimitError{Limit: "instructions", Allowed: m.limits.Instructions}
	case m.parent.Err() != nil:
		m.cause = &LimitError{Limit: "time"}
	default:
		return nil
	}
	return m.closed
}

// Err implements context.Context.
func (m *meter) Err() error { return m.cause }

// Deadline implements context.Context; the parent's deadline shows in Err.
func (m *meter) Deadline() (time.Time, bool) { return time.Time{}, false }

// Value implements context.Context.
func (m *meter) Value(any) any { return nil }

// take charges n bytes of memory and ends the call if there are not so many left.
func (m *meter) take(l *lua.LState, n int) {
	m.memory -= int64(n)
	if m.memory >= 0 || int64(n) <= m.limits.MemoryBytes && m.replenish(n) {
		return
	}
	if m.cause == nil {
		m.cause = &LimitError{Limit: "memory", Allowed: m.limits.MemoryBytes}
	}
	l.RaiseError("%s", m.cause.Error())
}

// startStream says that the call works on a stream.
func (m *meter) startStream() { m.endless, m.liveAtStart = true, liveBytes() }

// liveFactor is how many times MemoryBytes the live memory of the whole process may grow while a stream is worked on:
// others take memory too.
const liveFactor = 4

// replenish grants the memory anew, with n bytes taken, to a call on a stream that has used it up but not kept it.
// Nobody counts what is given back; so it asks what the last garbage collection left alive in the process.
func (m *meter) replenish(n int) bool {
	if !m.endless || m.cause != nil {
		return false
	}
	allowed := m.liveAtStart + liveFactor*uint64(m.limits.MemoryBytes)
	if liveBytes() > allowed {
		return false
	}
	m.memory = m.limits.MemoryBytes - int64(n)
	return true
}

// liveBytes returns what the last garbage collection found alive.
func liveBytes() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}

// work charges n steps of a library function as instructions and ends the call if it must end.
func (m *meter) work(l *lua.LState, n int) {
	before := m.left
	m.left -= int64(n)
	if m.left >= 0 && before&^clockMask == m.left&^clockMask && m.cause == nil {
		return
	}
	if m.inspect() != nil {
		l.RaiseError("%s", m.cause.Error())
	}
}
