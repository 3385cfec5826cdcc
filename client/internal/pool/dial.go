package pool

// mayDial reports whether the limits allow one connection more. The lock is held.
func (p *Pool) mayDial() bool {
	return !p.closed && p.open < p.options.MaxConns && p.dialing < p.options.MaxDials
}

// dialForWaiters begins a dial for everybody who waits and has none, as far as the limits allow. The lock is held.
func (p *Pool) dialForWaiters() {
	for p.dialing < p.waiters.Len() && p.mayDial() {
		p.begin(nil)
	}
}

// replenish begins dials until so many connections are open, as far as the limits allow, and returns how many. Each tells how
// it ended; nil for nobody. The lock is held.
func (p *Pool) replenish(count int, ended chan<- error) (begun int) {
	for p.open < count && p.mayDial() {
		p.begin(ended)
		begun++
	}
	return begun
}

// begin begins a dial. It belongs to the pool and goes on when the caller who wanted it has left. The lock is held.
func (p *Pool) begin(ended chan<- error) {
	p.open++
	p.dialing++
	p.begun++
	number := p.begun
	p.running.Go(func() {
		err := p.dial(number)
		if ended != nil {
			ended <- err
		}
	})
}

// dial makes a connection and gives it to who waits, or lays it aside.
func (p *Pool) dial(number uint64) error {
	conn, err := Dial(p.life, p.address, p.options)
	now := p.options.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dialing--
	switch {
	case p.closed:
		p.open--
		if err == nil {
			conn.Close()
		}
		return ErrClosed
	case err != nil:
		p.open--
		p.refuse(number, err)
	default:
		p.inRow = 0
		p.all[conn] = struct{}{}
		conn.expires, conn.idleSince = p.expiry(), now
		p.keep(conn)
	}
	p.serve()
	return err
}

// refuse tells the one who waits for longest that a dial has failed. The others have dials of their own to wait for, and
// connections that become free. If there are none of these, and as many dials have failed in a row as are made at once, then
// everybody fails who was there when the dial began: it was made for all of them, and to make one after the other for each
// would take longer than any of them can wait. The lock is held.
func (p *Pool) refuse(number uint64, err error) {
	p.failed++
	p.inRow++
	p.failure = err
	hopeless := p.inRow >= min(p.options.MaxDials, p.options.MaxConns) && p.open == p.dialing
	for first := true; p.waiters.Len() > 0; first = false {
		front := p.waiters.Front()
		if w, ok := front.Value.(*waiter); !first && (!hopeless || !ok || w.begun >= number) {
			return
		}
		p.leave(front, grant{err: err})
	}
}
