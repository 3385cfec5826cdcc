package record

import (
	"fmt"
	"runtime/debug"

	"github.com/aerolith/aerolith/zerodb"
)

// faultGuard turns faults in the engine's map into errors while stored records are read where they lie: a data file
// that was truncated under the running process, or a bad sector, shall fail one command and not end the process. Use
// it as
//
//	defer catchFaults().done(&err)
type faultGuard struct {
	// before is the goroutine's former setting.
	before bool
}

// catchFaults makes faults of this goroutine panics, for done to catch.
func catchFaults() faultGuard { return faultGuard{before: debug.SetPanicOnFault(true)} }

// done restores the former setting and turns the panic of a fault into an error that wraps ErrUnreadable. Any other
// panic goes on.
func (g faultGuard) done(err *error) {
	debug.SetPanicOnFault(g.before)
	cause := recover()
	if cause == nil {
		return
	}
	fault, ok := cause.(interface{ Addr() uintptr })
	if !ok {
		panic(cause)
	}
	*err = fmt.Errorf("%w (address %#x)", ErrUnreadable, fault.Addr())
}

// view runs fn in a read transaction in which stored records may be read where they lie.
func (n *namespace) view(fn func(tx *zerodb.Tx) error) error {
	return n.db.View(func(tx *zerodb.Tx) (err error) {
		defer catchFaults().done(&err)
		return fn(tx)
	})
}
