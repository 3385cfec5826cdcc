package zerodb

import (
	"errors"
	"fmt"
	"runtime"
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

// sharedGuard turns faults in the memory that processes share into errors. The file behind it has holes where nobody has written yet, and a disk that is full has no
// blocks for them. Use it as
//
//	defer catchSharedFaults().done(&err)
type sharedGuard struct {
	// before is the goroutine's former setting.
	before bool
}

// catchSharedFaults makes faults of this goroutine panics, for done to catch.
func catchSharedFaults() sharedGuard { return sharedGuard{before: debug.SetPanicOnFault(true)} }

// done restores the former setting and turns the panic of a fault into an error that wraps ErrNoSpace. Any other panic goes on.
func (g sharedGuard) done(err *error) {
	debug.SetPanicOnFault(g.before)
	cause := recover()
	if cause == nil {
		return
	}
	if _, fault := cause.(interface{ Addr() uintptr }); !fault {
		panic(cause)
	}
	*err = errors.Join(*err, fmt.Errorf("%w: the file %q, through which processes share memory, needs blocks", ErrNoSpace, lockName))
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

// translate turns the value of a fault's panic into an error and lets any other panic go on. A page that somebody has changed in the file
// after it was verified can lead the engine outside of it: then the page is named too. Where no page is found changed, it is a defect of
// the engine, and must be seen.
func (g faultGuard) translate(cause any) error {
	addressed, ok := cause.(interface{ Addr() uintptr })
	if !ok {
		if _, outside := cause.(runtime.Error); outside {
			if damage := findChanged(g.pager); damage != nil {
				return damage
			}
		}
		panic(cause)
	}
	return fault.New(g.pager.PageAt(addressed.Addr()), mapFault, 0, 0, uint64(addressed.Addr()))
}

// findChanged is the pager's FindChanged, where a fault in the map is damage as well.
func findChanged(p *pager.Pager) (err error) {
	defer catchFaults(p).done(&err)
	return p.FindChanged()
}

// fault0 is damage of which only the kind is known.
func fault0(kind fault.Kind) error { return fault.New(0, kind, 0, 0, 0) }
