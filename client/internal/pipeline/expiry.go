package pipeline

import (
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// expiry is when a lane looks for requests whose deadline has passed. One timer serves all of them: a request that sets a
// timer of its own pays for it with each exchange, although hardly any is ever late.
type expiry struct {
	// born is what points of time are counted from, in nanoseconds.
	born time.Time
	// at is when the timer fires; never if it is not set.
	at atomic.Int64

	// mu guards everything below, and the setting of the timer.
	mu     sync.Mutex
	timer  *time.Timer
	closed bool
}

// never is a point of time that does not come.
const never = math.MaxInt64

// lookSpacing is how far apart two looks for late requests are at least.
const lookSpacing = int64(time.Millisecond)

// since returns a point of time in the lane's own count.
func (e *expiry) since(t time.Time) int64 { return int64(t.Sub(e.born)) }

// watch makes sure that somebody looks when the slot's deadline passes. The slot is in the queue or on a line.
func (l *Lane) watch(s *Slot) {
	if s.expires < l.expiry.at.Load() {
		l.lookAt(s.expires)
	}
}

// lookAt sets the timer, unless it fires sooner or the lane is closed.
func (l *Lane) lookAt(at int64) {
	e := &l.expiry
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || at >= e.at.Load() {
		return
	}
	e.at.Store(at)
	wait := time.Duration(at - e.since(l.options.Now()))
	l.running.Add(1)
	if e.timer == nil {
		e.timer = time.AfterFunc(wait, l.expire)
	} else if e.timer.Reset(wait) {
		l.running.Done() // the look that it was set for does not happen
	}
}

// expire ends the requests whose deadline has passed, and sets the timer for the next one.
func (l *Lane) expire() {
	defer l.running.Done()
	// Whoever comes from now on sets the timer; whoever came before is found.
	l.expiry.at.Store(never)
	now := l.expiry.since(l.options.Now())
	late, next := l.late(now)
	for _, s := range late {
		s.giveUp()
	}
	if next != never {
		l.lookAt(max(next, now+lookSpacing))
	}
}

// late takes the requests away from the lane whose deadline has passed, and returns them and when the next one's does.
func (l *Lane) late(now int64) (late []*Slot, next int64) {
	next = never
	look := func(s *Slot) {
		switch {
		case s == nil:
		case s.expires > now:
			next = min(next, s.expires)
		case s.leave():
			late = append(late, s)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.queue[l.head:] {
		look(s)
	}
	for _, ln := range *l.lines.Load() {
		ln.each(look)
	}
	for _, ln := range l.retired {
		ln.each(look)
	}
	return late, next
}

// each calls a function with every slot of a line.
func (ln *line) each(look func(*Slot)) {
	ln.mu.Lock()
	defer ln.mu.Unlock()
	for _, s := range ln.queue {
		look(s)
	}
	for i := range ln.count {
		look(ln.ring[(ln.first+i)%len(ln.ring)])
	}
}

// leave takes the request away from its line, for its caller. It reports false if it is just being completed, or was
// abandoned.
func (s *Slot) leave() bool {
	for {
		state := s.state.Load()
		if state >= slotClaimed {
			return false
		}
		if s.state.CompareAndSwap(state, slotAbandoned) {
			s.unsent = state != slotSent
			return true
		}
	}
}

// giveUp ends a request that was taken away from its line because its deadline has passed.
func (s *Slot) giveUp() {
	if !s.unsent {
		s.line.suspect(s.seen)
	}
	s.abandoned = true
	s.complete(ErrTimeout, s.unsent)
}

// stopLooking stops the timer for good.
func (l *Lane) stopLooking() {
	e := &l.expiry
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	if e.timer != nil && e.timer.Stop() {
		l.running.Done()
	}
}
