package breaker

import (
	"sync"
	"sync/atomic"
	"time"
)

// Options say when a breaker opens. Every field must be set.
type Options struct {
	// MinFailures is how many failures within Window open it at least.
	MinFailures int
	// FailureShare is the share of failures among all outcomes of the window that opens it, in percent.
	FailureShare int
	// Window is how long outcomes count.
	Window time.Duration
	// OpenFor is how long it stays open at first; the time doubles with each failed trial up to OpenForMax.
	OpenFor, OpenForMax time.Duration
	// Trials is how many commands are let through at once while it is half-open.
	Trials int
}

// State is what a breaker does with commands.
type State uint32

// The states.
const (
	// Closed lets all through.
	Closed State = iota
	// Open lets none through.
	Open
	// HalfOpen lets a few through to see.
	HalfOpen
)

// Breaker is the breaker of one node. It is safe for concurrent use.
type Breaker struct {
	options Options
	// state is a State, successes the good outcomes of the window.
	state     atomic.Uint32
	successes atomic.Int64

	// mu guards everything below, and changes of state.
	mu sync.Mutex
	// windowEnds is when the outcomes are forgotten, failures the bad ones.
	windowEnds time.Time
	failures   int
	// until is when an open breaker becomes half-open, or when trials are given up; openFor how long it was open.
	until   time.Time
	openFor time.Duration
	trials  int
}

// New makes a closed breaker.
func New(options Options) *Breaker {
	return &Breaker{options: options}
}

// State returns what the breaker does at the moment.
func (b *Breaker) State() State { return State(b.state.Load()) }

// Ready reports whether a command would be let through, without counting it.
func (b *Breaker) Ready(now time.Time) bool {
	if b.State() == Closed {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return !now.Before(b.until) || b.State() == HalfOpen && b.trials < b.options.Trials
}

// Allow reports whether a command may go to the node. Its end must be reported with Succeed, Fail or Forget.
func (b *Breaker) Allow(now time.Time) bool {
	if b.State() == Closed {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.State() {
	case Closed:
		return true
	case Open:
		if now.Before(b.until) {
			return false
		}
		b.state.Store(uint32(HalfOpen))
		b.trials = 0
	case HalfOpen:
		if !now.Before(b.until) {
			// The trials have neither succeeded nor failed for too long: make others.
			b.trials = 0
		}
	}
	if b.trials >= b.options.Trials {
		return false
	}
	b.trials++
	b.until = now.Add(b.options.OpenForMax)
	return true
}

// Succeed reports a command that the node answered.
func (b *Breaker) Succeed() {
	if b.State() == Closed {
		b.successes.Add(1)
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.State() == HalfOpen {
		b.state.Store(uint32(Closed))
		b.failures, b.openFor, b.windowEnds = 0, 0, time.Time{}
		b.successes.Store(0)
	}
}

// Forget reports a command of which nothing was learned, such as one whose caller left.
func (b *Breaker) Forget() {
	if b.State() != HalfOpen {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trials = max(0, b.trials-1)
}

// Fail reports a command that the node failed.
func (b *Breaker) Fail(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.State() {
	case HalfOpen:
		b.open(now)
		return
	case Open:
		// It was on its way already.
		return
	}
	if !now.Before(b.windowEnds) {
		b.windowEnds = now.Add(b.options.Window)
		b.failures = 0
		b.successes.Store(0)
	}
	b.failures++
	total := int64(b.failures) + b.successes.Load()
	if b.failures >= b.options.MinFailures && int64(b.failures)*100 >= total*int64(b.options.FailureShare) {
		b.open(now)
	}
}

// open opens the breaker. The lock is held.
func (b *Breaker) open(now time.Time) {
	b.openFor = min(max(2*b.openFor, b.options.OpenFor), b.options.OpenForMax)
	b.until = now.Add(b.openFor)
	b.state.Store(uint32(Open))
}
