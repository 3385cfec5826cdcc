package lua

// Limits bound one call of a function. Zero fields mean their defaults.
type Limits struct {
	// Instructions is how many instructions of the Lua machine a call may execute. A call on a stream gets as many
	// anew for each record.
	Instructions int64
	// MemoryBytes is how much memory a call may take for strings, lists, maps and bytes, given back or not. What
	// Lua's own tables take is bounded by Instructions.
	MemoryBytes int64
	// CallDepth is how deep functions may call each other.
	CallDepth int
	// StackSlots is how many values all frames of a call may hold together.
	StackSlots int
	// IdleStates is how many states a module keeps for its next calls.
	IdleStates int
}

// DefaultLimits returns the defaults, with their reasons.
func DefaultLimits() Limits {
	return Limits{
		Instructions: 10_000_000, // a second on a small machine, far beyond what a record needs
		MemoryBytes:  64 << 20,   // eight of the largest records
		CallDepth:    200,        // what the reference implementation allows
		StackSlots:   64 << 10,   // 1 MiB
		IdleStates:   8,          // as many as run at once on a small machine
	}
}

// withDefaults replaces every zero by its default.
func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	if l.Instructions <= 0 {
		l.Instructions = d.Instructions
	}
	if l.MemoryBytes <= 0 {
		l.MemoryBytes = d.MemoryBytes
	}
	if l.CallDepth <= 0 {
		l.CallDepth = d.CallDepth
	}
	if l.StackSlots <= 0 {
		l.StackSlots = d.StackSlots
	}
	if l.IdleStates <= 0 {
		l.IdleStates = d.IdleStates
	}
	return l
}
