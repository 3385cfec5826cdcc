package zerodb

import (
	"runtime/debug"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// mapFault is the kind of damage that shows when a mapped page cannot be read at all: the file was truncated under
// the running process, or the disk has a bad sector.
const mapFault fault.Kind = "unreadable page (fault in the map)"

// faultGuard turns faults in the map into errors while the engine works on mapped pages. Use it as
//
//	defer catchFaults(p).done(&err)
type faultGuard struct {
	pager *pager.Pager
	// before is the goroutine's former setting.
	before bool
}

// catchFaults makes faults of this goroutine panics, for done to catch.
func catchFaults(p *pager.Pager) faultGuard {
	return faultGuard{pager: p, before: debug.SetPanicOnFault(true)}
}

// done restores the former setting and turns the panic of a fault into a *CorruptionError. Any other panic goes on.
func (g faultGuard) done(err *error) {
	debug.SetPanicOnFault(g.before)
	if cause := recover(); cause != nil {
		*err = g.translate(cause)
	}
}

// whose says whose code is running inside a loop.
type whose uint8

const (
	inEngine whose = iota
	inBody
)

// doneInLoop is done for an iterator. What happens in the body of the loop is the caller's.
func (g faultGuard) doneInLoop(place *whose, err *error) {
	debug.SetPanicOnFault(g.before)
	if *place == inBody {
		return
	}
	if cause := recover(); cause != nil {
		*err = g.translate(cause)
	}
}

// translate turns the value of a fault's panic into an error and lets any other panic go on.
func (g faultGuard) translate(cause any) error {
	addressed, ok := cause.(interface{ Addr() uintptr })
	if !ok {
		panic(cause)
	}
	return fault.New(g.pager.PageAt(addressed.Addr()), mapFault, 0, 0, uint64(addressed.Addr()))
}
