package zerodb

import "sync"

// stressPace lets the writer of a stress and what runs beside it wait for each other: in steps, never for a time.
type stressPace struct {
	mu      sync.Mutex
	changed *sync.Cond
	// written counts transactions.
	written uint64
	// calm says that those beside the writer wait, of whom there are so many and waiting do so; over that all should end.
	calm, over      bool
	beside, waiting int
}

// newStressPace returns a pace for so many goroutines beside the writer that wait where it is calm.
func newStressPace(beside int) *stressPace {
	p := &stressPace{beside: beside}
	p.changed = sync.NewCond(&p.mu)
	return p
}

// set changes something and tells everybody.
func (p *stressPace) set(change func(p *stressPace)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(p)
	p.changed.Broadcast()
}

// until waits for something, or the end. It returns false at the end.
func (p *stressPace) until(done func(p *stressPace) bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.over && !done(p) {
		p.changed.Wait()
	}
	return !p.over
}

// isOver reports whether all should end.
func (p *stressPace) isOver() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.over
}

// isCalm reports whether those beside the writer should wait.
func (p *stressPace) isCalm() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calm
}

// end ends all waiting.
func (p *stressPace) end() { p.set(func(p *stressPace) { p.over = true }) }

// wrote says that the writer has ended a transaction.
func (p *stressPace) wrote() { p.set(func(p *stressPace) { p.written++ }) }

// awaitWriter waits until the writer has ended so many transactions, until it wants calm, or until the end.
func (p *stressPace) awaitWriter(transactions int) {
	target := uint64(0)
	p.set(func(p *stressPace) { target = p.written + uint64(transactions) })
	p.until(func(p *stressPace) bool { return p.calm || p.written >= target })
}

// awaitVisit waits until the writer has ended so many transactions, calm or not.
func (p *stressPace) awaitVisit(transactions int) {
	target := uint64(0)
	p.set(func(p *stressPace) { target = p.written + uint64(transactions) })
	p.until(func(p *stressPace) bool { return p.written >= target })
}

// calmDown waits until nobody is at work beside the writer.
func (p *stressPace) calmDown() {
	p.set(func(p *stressPace) { p.calm = true })
	p.until(func(p *stressPace) bool { return p.waiting >= p.beside })
}

// stirUp lets all go on.
func (p *stressPace) stirUp() { p.set(func(p *stressPace) { p.calm = false }) }

// pass waits as long as it is calm. It returns false at the end.
func (p *stressPace) pass() bool {
	p.set(func(p *stressPace) { p.waiting++ })
	goes := p.until(func(p *stressPace) bool { return !p.calm })
	p.set(func(p *stressPace) { p.waiting-- })
	return goes
}
