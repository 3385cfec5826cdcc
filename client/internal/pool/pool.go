package pool

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// Pool keeps the connections to one node. It is safe for concurrent use.
type Pool struct {
	address Address
	options *Options

	// mu guards everything below.
	mu sync.Mutex
	// idle are the free connections, the one used last at the end.
	idle []*Conn
	// all are the connections that are open, in use or not.
	all map[*Conn]struct{}
	// open counts the connections and the permits to dial one; dialing counts those permits alone.
	open, dialing int
	// waiters are *waiter, the one that came first at the front.
	waiters list.List
	closed  bool
}

// waiter is a caller that waits.
type waiter struct {
	// granted receives exactly one grant once the waiter has left the queue for another reason than its own.
	granted chan grant
}

// grant is what a waiter gets: a connection, a permit to dial one (neither conn nor err), or an error.
type grant struct {
	conn *Conn
	err  error
}

// New makes a pool without connections.
func New(address Address, options *Options) *Pool {
	return &Pool{address: address, options: options, all: make(map[*Conn]struct{})}
}

// Get returns a connection: the free one that was used last, or a new one. At the limit it waits in line, until the
// context ends or the deadline passes if that is not zero. The holder ends with Put or Discard.
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
		if conn == nil {
			return p.dial(ctx, deadline)
		}
		if conn.idleSince.IsZero() || p.options.Now().Sub(conn.idleSince) < p.options.CheckAfter || conn.alive() {
			return conn, nil
		}
		p.Discard(conn)
	}
}

// take returns a free connection, or a place in the queue, or neither: then the caller has a permit to dial.
func (p *Pool) take() (*Conn, *list.Element, error) {
	now := p.options.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.takeLocked(now)
}

// takeLocked is take with the lock held.
func (p *Pool) takeLocked(now time.Time) (*Conn, *list.Element, error) {
	if p.closed {
		return nil, nil, ErrClosed
	}
	if last := len(p.idle) - 1; last >= 0 {
		conn := p.idle[last]
		p.idle[last] = nil
		p.idle = p.idle[:last]
		if now.Sub(conn.idleSince) < p.options.IdleLimit && !conn.expired(now) {
			return conn, nil, nil
		}
		if conn.expired(now) {
			p.drop(conn)
			return p.takeLocked(now)
		}
		// Those beneath have been idle for longer still.
		p.drop(conn)
		p.dropIdle(len(p.idle))
	}
	if p.mayDial() && p.waiters.Len() == 0 {
		p.open++
		p.dialing++
		return nil, nil, nil
	}
	if p.waiters.Len() >= p.options.MaxWaiters {
		return nil, nil, ErrFull
	}
	return nil, p.waiters.PushBack(&waiter{granted: make(chan grant, 1)}), nil
}

// mayDial reports whether the limits allow one connection more.
func (p *Pool) mayDial() bool {
	return p.open < p.options.MaxConns && p.dialing < p.options.MaxDials
}

// serve hands out what there is to those who wait. The lock is held.
func (p *Pool) serve() {
	for front := p.waiters.Front(); front != nil; front = p.waiters.Front() {
		var g grant
		switch last := len(p.idle) - 1; {
		case last >= 0:
			g.conn = p.idle[last]
			p.idle[last] = nil
			p.idle = p.idle[:last]
		case p.mayDial():
			p.open++
			p.dialing++
		default:
			return
		}
		p.leave(front, g)
	}
}

// leave takes a waiter out of the queue and gives it its grant. The lock is held.
func (p *Pool) leave(place *list.Element, g grant) {
	if w, ok := p.waiters.Remove(place).(*waiter); ok {
		w.granted <- g
	}
}

// wait waits for a grant. No connection and no error is a permit to dial.
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
		p.abandon(place, w)
		return nil, ctx.Err()
	case <-late:
		p.abandon(place, w)
		return nil, ErrTimeout
	}
}

// abandon takes a waiter out of the queue whose caller is gone; a grant that it got meanwhile goes to the next.
func (p *Pool) abandon(place *list.Element, w *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case g := <-w.granted:
		switch {
		case g.err != nil:
		case g.conn != nil:
			p.keep(g.conn)
		default:
			p.open--
			p.dialing--
		}
	default:
		p.waiters.Remove(place)
	}
	p.serve()
}

// dial uses a permit to make a connection.
func (p *Pool) dial(ctx context.Context, deadline time.Time) (*Conn, error) {
	if !deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadlineCause(ctx, deadline, ErrTimeout)
		defer cancel()
	}
	conn, err := Dial(ctx, p.address, p.options)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dialing--
	defer p.serve()
	if err != nil {
		p.open--
		return nil, err
	}
	p.all[conn] = struct{}{}
	conn.expires = p.expiry()
	if p.closed {
		p.drop(conn)
		return nil, ErrClosed
	}
	return conn, nil
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
