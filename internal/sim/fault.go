package sim

import (
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// Fault is how a node misbehaves with messages; info commands are answered unless Deaf says otherwise. The zero Fault
// does nothing. Faults apply in the order of the fields.
type Fault struct {
	// Times is how many messages are hit; 0 hits all.
	Times int
	// Deaf stalls info commands too.
	Deaf bool
	// Stall never answers.
	Stall bool
	// Hang closes the connection instead of executing the command.
	Hang bool
	// Refuse answers with the code instead of executing the command.
	Refuse aero.ResultCode
	// CutAfter executes the command, sends so many bytes of the answer and closes the connection; 0 does not.
	CutAfter int
	// Delay answers so much later; 0 does not.
	Delay time.Duration
	// Drip sends the answer byte by byte with this pause between; 0 does not.
	Drip time.Duration
	// Garbage sends these bytes instead of the answer.
	Garbage []byte

	// freed is closed when the fault is lifted or the node ends.
	freed *release
}

// release wakes stalled sessions, once.
type release struct {
	once sync.Once
	done chan struct{}
}

// release wakes the sessions that the fault has stalled.
func (f *Fault) release() {
	if f.freed != nil {
		f.freed.once.Do(func() { close(f.freed.done) })
	}
}

// SetFault replaces how the node misbehaves.
func (n *Node) SetFault(f Fault) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fault.release()
	f.freed = &release{done: make(chan struct{})}
	n.fault = f
}

// takeFault returns the fault that hits the next message, and counts it.
func (n *Node) takeFault() Fault {
	n.mu.Lock()
	defer n.mu.Unlock()
	f := n.fault
	if f.Times == 0 {
		return f
	}
	n.fault.Times--
	if n.fault.Times == 0 {
		n.fault = Fault{freed: f.freed}
	}
	return f
}

// deaf returns what stalls info commands, nil if nothing does.
func (n *Node) deaf() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.fault.Deaf {
		return nil
	}
	return n.fault.freed.done
}
