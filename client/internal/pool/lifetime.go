package pool

import (
	"context"
	"time"
)

// expiry returns when a connection that is made now is not used again; zero for never.
func (p *Pool) expiry() time.Time {
	life := p.options.Lifetime
	if life <= 0 || p.options.Draw == nil {
		return time.Time{}
	}
	const jitterShare = 10
	return p.options.Now().Add(life - time.Duration(p.options.Draw()%uint64(life/jitterShare+1)))
}

// expired reports whether the connection is not to be used again.
func (c *Conn) expired(now time.Time) bool { return !c.expires.IsZero() && !now.Before(c.expires) }

// Warm opens connections until so many are open, as far as the limits allow, and waits for them. It returns the first failure,
// or the context's error; dials that have begun go on.
func (p *Pool) Warm(ctx context.Context, count int) error {
	for {
		ended := make(chan error, p.options.MaxDials)
		p.mu.Lock()
		begun := p.replenish(count, ended)
		p.mu.Unlock()
		if begun == 0 {
			return nil
		}
		for range begun {
			select {
			case err := <-ended:
				if err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// Replenish begins to open connections until so many are open, as far as the limits allow, and waits for none of them.
func (p *Pool) Replenish(count int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.replenish(count, nil)
}

// Trim closes the connections that have been idle for too long.
func (p *Pool) Trim() {
	now := p.options.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	old := 0
	for old < len(p.idle) && now.Sub(p.idle[old].idleSince) >= p.options.IdleLimit {
		old++
	}
	p.dropIdle(old)
}

// CloseIdle closes all connections that are not in use; for a node that was restarted or does not answer.
func (p *Pool) CloseIdle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropIdle(len(p.idle))
}

// Close closes all connections, those in use included, ends dials, and refuses everybody who waits. It returns when no dial
// runs any more.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	for conn := range p.all {
		p.drop(conn)
	}
	clear(p.idle)
	p.idle = p.idle[:0]
	for front := p.waiters.Front(); front != nil; front = p.waiters.Front() {
		p.leave(front, grant{err: ErrClosed})
	}
	p.mu.Unlock()
	p.cancel()
	p.running.Wait()
}

// Stats says how a pool is used at a moment.
type Stats struct {
	// Open counts all connections and those being dialled, Idle the free ones, Waiting the callers in line, those included
	// for whom a connection is being dialled.
	Open, Idle, Waiting int
}

// Stats returns how the pool is used.
func (p *Pool) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Stats{Open: p.open, Idle: len(p.idle), Waiting: p.waiters.Len()}
}

// Busy returns how many connections are in use or being dialled, and how many callers wait.
func (p *Pool) Busy() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.open - len(p.idle) + p.waiters.Len()
}
