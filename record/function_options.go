package record

import (
	"cmp"
	"runtime"
)

// FunctionOptions bound what functions in Lua may take. Zero fields mean their defaults.
type FunctionOptions struct {
	// MaxInstructions is how many instructions of the Lua machine one call may execute; a stream gets as many for each
	// record.
	MaxInstructions int64
	// MaxMemory is how much memory one call may take, in bytes.
	MaxMemory int64
	// MaxRunning is how many calls run at the same time; others wait until their time is over.
	MaxRunning int
	// MaxAttempts is how often a call is evaluated anew because its record was changed meanwhile; after that the answer is
	// aero.CodeKeyBusy.
	MaxAttempts int
	// MaxModules is how many modules may be registered.
	MaxModules int
}

// withDefaults replaces every zero by its default.
func (o FunctionOptions) withDefaults() FunctionOptions {
	o.MaxInstructions = cmp.Or(o.MaxInstructions, 10_000_000) // a second on a small machine: as long as a command may take
	o.MaxMemory = cmp.Or(o.MaxMemory, 64*mebibyte)            // eight of the largest records
	o.MaxRunning = cmp.Or(o.MaxRunning, 4*runtime.NumCPU())   // a stream waits for its client most of the time
	o.MaxAttempts = cmp.Or(o.MaxAttempts, 32)                 // calls on one record take turns; only plain writes interfere
	o.MaxModules = cmp.Or(o.MaxModules, 1024)                 // with sources of 1 MiB at most, 1 GiB
	return o
}
