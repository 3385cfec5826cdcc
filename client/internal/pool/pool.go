package pool

import (
	"container/list"
	"context"
	"fmt"
	"sync"
	"time"
)

// Pool keeps the connections to one node. It is safe for concurrent use.
type Pool struct {
	address Address
	options *Options
	// life ends the dials with cancel; running counts their goroutines.
	life    context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup

	// mu guards everything below.
	mu sync.Mutex
	// idle are the free connections, the one used last at the end.
	idle []*Conn
	// all are the connections that are open, in use or not.
	all map[*Conn]struct{}
	// open counts the connections and those being dialled; dialing counts the latter alone.
	open, dialing int
	// waiters are *waiter, the one that came first at the front.
	waiters list.List
	// begun counts the dials, failed those that failed, and inRow those that failed since one succeeded; failure is why the
	// last of them did.
	begun, failed uint64
	inRow         int
	failure       error
	closed        bool
}

// waiter is a caller that waits.
type waiter struct {
	// granted receives exactly one grant once the waiter has left the queue for another reason than its own.
	granted chan grant
	// begun and failed are those of the pool when the waiter came.
	begun, failed uint64
}

// grant is what a waiter gets: a connection or an error.
type grant struct {
	conn *Conn
	err  error
}

// New makes a pool without connections. Close ends it.
func New(address Address, options *Options) *Pool {
	p := &Pool{address: address, options: options, all: make(map[*Conn]struct{})}
	p.life, p.cancel = context.WithCancel(context.Background())
	return p
}

// Get returns a connection: the free one that was used last, or the first that becomes free or is made while it waits in line.
// It waits until the context ends, or the deadline passes if that is not zero; a connection that is being made meanwhile
// serves the next caller. The holder ends with Put or Discard.
//
// Errors: ErrClosed, ErrFull, ErrTimeout, the context's error, or why no connection could be made. Nothing was sent in
// any case.
func (p *Pool) Get(ctx context.Context, deadline time.Time) (*Conn, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		conn, place, err := p.take()
		if err != nil {
			return nil, err
		}
		if place != nil {
			if conn, err = p.wait(ctx, deadline, place); err != nil {
				return nil, err
			}
		}
		if p.options.Now().Sub(conn.idleSince) < p.options.CheckAfter || conn.alive() {
			return conn, nil
		}
		p.Discard(conn)
	}
}

// take returns a free connection, or a place in the queue.
func (p *Pool) take() (*Conn, *list.Element, error) {
	now := p.options.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, nil, ErrClosed
	}
	if conn := p.takeIdle(now); conn != nil {
		return conn, nil, nil
	}
	// Those for whom a connection is being made do not count.
	if p.waiters.Len()-p.dialing >= p.options.MaxWaiters {
		return nil, nil, ErrFull
	}
	place := p.waiters.PushBack(&waiter{granted: make(chan grant, 1), begun: p.begun, failed: p.failed})
	p.dialForWaiters()
	return nil, place, nil
}

// takeIdle returns the free connection that was used last, nil if there is none that may be used. The lock is held.
func (p *Pool) takeIdle(now time.Time) *Conn {
	for last := len(p.idle) - 1; last >= 0; last = len(p.idle) - 1 {
		conn := p.idle[last]
		p.idle[last] = nil
		p.idle = p.idle[:last]
		if conn.expired(now) {
			p.drop(conn)
			continue
		}
		if now.Sub(conn.idleSince) < p.options.IdleLimit {
			return conn
		}
		// Those beneath have been idle for longer still.
		p.drop(conn)
		p.dropIdle(len(p.idle))
	}
	return nil
}

// serve hands out what there is to those who wait, and dials for the others. The lock is held.
func (p *Pool) serve() {
	for last := len(p.idle) - 1; last >= 0 && p.waiters.Len() > 0; last-- {
		conn := p.idle[last]
		p.idle[last] = nil
		p.idle = p.idle[:last]
		p.leave(p.waiters.Front(), grant{conn: conn})
	}
	p.dialForWaiters()
}

// leave takes a waiter out of the queue and gives it its grant. The lock is held.
func (p *Pool) leave(place *list.Element, g grant) {
	if w, ok := p.waiters.Remove(place).(*waiter); ok {
		w.granted <- g
	}
}

// wait waits for a grant.
func (p *Pool) wait(ctx context.Context, deadline time.Time, place *list.Element) (*Conn, error) {
	w, ok := place.Value.(*waiter)
	if !ok {
		return nil, ErrClosed
	}
	var late <-chan time.Time
	if !deadline.IsZero() {
		timer := time.NewTimer(deadline.Sub(p.options.Now()))
		defer timer.Stop()
		late = timer.C
	}
	select {
	case g := <-w.granted:
		return g.conn, g.err
	case <-ctx.Done():
		return nil, p.abandon(place, w, ctx.Err())
	case <-late:
		return nil, p.abandon(place, w, ErrTimeout)
	}
}

// abandon takes a waiter out of the queue whose caller is gone because of a cause. The result says what the waiter has waited for.
func (p *Pool) abandon(place *list.Element, w *waiter, cause error) error {
	open, dialing, failure := p.withdraw(place, w)
	if failure != nil {
		return fmt.Errorf("%w (%w)", cause, failure)
	}
	return fmt.Errorf("connect to %s: %w: %d open, %d being made", p.address, cause, open, dialing)
}

// withdraw takes a waiter out of the queue; a connection that it got meanwhile goes to the next. It returns how many connections
// are open and being made, and why the last dial failed if one has failed since the waiter came. Many may leave at once, so
// nothing else is done with the lock held.
func (p *Pool) withdraw(place *list.Element, w *waiter) (open, dialing int, failure error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case g := <-w.granted:
		if g.conn != nil {
			p.keep(g.conn)
			p.serve()
		}
	default:
		p.waiters.Remove(place)
	}
	if p.failed > w.failed {
		failure = p.failure
	}
	return p.open - p.dialing, p.dialing, failure
}

// Put takes back a connection whose exchange is complete. One with bytes left over is discarded.
func (p *Pool) Put(conn *Conn) {
	now := p.options.Now()
	if !conn.clean() || conn.expired(now) {
		p.Discard(conn)
		return
	}
	conn.rest(p.options)
	p.mu.Lock()
	defer p.mu.Unlock()
	conn.idleSince = now
	p.keep(conn)
	p.serve()
}

// keep lays a connection aside, unless the pool is closed. The lock is held.
func (p *Pool) keep(conn *Conn) {
	if p.closed {
		p.drop(conn)
		return
	}
	p.idle = append(p.idle, conn)
}

// Discard closes a connection that cannot be used again.
func (p *Pool) Discard(conn *Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drop(conn)
	p.serve()
}

// drop closes and forgets a connection. The lock is held.
func (p *Pool) drop(conn *Conn) {
	if _, known := p.all[conn]; !known {
		return
	}
	delete(p.all, conn)
	p.open--
	conn.Close()
}

// dropIdle closes the count free connections that have been idle for longest. The lock is held.
func (p *Pool) dropIdle(count int) {
	for _, conn := range p.idle[:count] {
		p.drop(conn)
	}
	kept := copy(p.idle, p.idle[count:])
	clear(p.idle[kept:])
	p.idle = p.idle[:kept]
}
