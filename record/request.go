package record

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// The states of a request. A waiting request can be taken by the committer or abandoned by its owner, not both.
const (
	requestWaiting uint32 = iota
	requestTaken
	requestAbandoned
)

// owner says who gets to know that a request has ended, and who gives it back to the pool.
type owner uint8

const (
	// ownerWaits receives a token from done and gives the request back.
	ownerWaits owner = iota
	// ownerCounts waits on a WaitGroup; the releaser gives the request back.
	ownerCounts
	// ownerNobody is not interested; the releaser gives the request back.
	ownerNobody
)

// task is work of the store itself that goes through the committer.
type task interface {
	// apply does the work in the group's transaction. Its error undoes what it did in the tables.
	apply(c *committer, now uint64) error
	// finished is called when the work is durable, or with the error that kept it from becoming so. It runs on the
	// releaser's goroutine.
	finished(err error)
}

// request is a write, or a task, on its way through the committer.
type request struct {
	cmd  *aero.RecordCommand
	res  *aero.RecordResult
	task task
	// guard must hold for the command to be carried out; nil for none.
	guard *guard
	// deadline is when a command is refused because its turn comes too late.
	deadline time.Time
	state    atomic.Uint32
	// err is the outcome where there is no code. The committer and the releaser set it, the owner reads it at the end.
	err   error
	owner owner
	// from is what the command is part of, for ownerCounts.
	from Origin
	// done holds the token for ownerWaits.
	done chan struct{}
	// waiting is what ownerCounts waits on.
	waiting *sync.WaitGroup
}

// requests lends requests.
type requests struct{ pool sync.Pool }

// get returns a request whose owner waits.
func (p *requests) get() *request {
	if r, ok := p.pool.Get().(*request); ok {
		return r
	}
	return &request{done: make(chan struct{}, 1)}
}

// put takes a request back that nobody will look at again.
func (p *requests) put(r *request) {
	r.cmd, r.res, r.task, r.waiting, r.err = nil, nil, nil, nil, nil
	r.guard = nil
	r.deadline, r.owner, r.from = time.Time{}, ownerWaits, OriginClient
	r.state.Store(requestWaiting)
	p.pool.Put(r)
}

// newRequest returns a request for a command that may wait for its turn for so long; 0 takes the default.
func (n *namespace) newRequest(cmd *aero.RecordCommand, timeout time.Duration, res *aero.RecordResult) *request {
	r := n.requests.get()
	r.cmd, r.res = cmd, res
	if timeout <= 0 {
		timeout = n.options.DefaultTimeout
	}
	r.deadline = n.options.Now().Add(timeout)
	return r
}

// end tells the owner of a request that was taken that it has ended. The request must not be used afterwards.
func (n *namespace) end(r *request) {
	if r.task != nil {
		r.task.finished(r.err)
	}
	switch r.owner {
	case ownerWaits:
		r.done <- struct{}{}
	case ownerCounts:
		if r.err != nil {
			answerError(r.res, r.err)
		}
		n.tallies.answer(r.from, r.cmd, r.res, nil)
		waiting := r.waiting
		n.requests.put(r)
		waiting.Done()
	case ownerNobody:
		n.requests.put(r)
	}
}
