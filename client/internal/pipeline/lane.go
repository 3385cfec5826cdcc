package pipeline

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Lane is the shared connections to one node for one kind of commands. It is safe for concurrent use.
type Lane struct {
	options *Options
	// lines are those that take requests; the slice is replaced, never changed.
	lines atomic.Pointer[[]*line]
	// waiting is the length of the queue, so that nobody need take the lock to see that it is empty.
	waiting atomic.Int64
	expiry  expiry

	// mu guards everything below, and the replacing of lines.
	mu sync.Mutex
	// queue are the slots that wait for a place, in order of arrival; those before head are gone.
	queue []*Slot
	head  int
	// dialing counts the connections being made, retired the lines that only finish what they have.
	dialing int
	retired []*line
	closed  bool
	// cancel ends dials; running counts the goroutines of the lane.
	ctx     context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// New makes a lane without connections. The caller ends with Close.
func New(options *Options) *Lane {
	l := &Lane{options: options}
	l.expiry.born = options.Now()
	l.expiry.at.Store(never)
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.lines.Store(new([]*line))
	return l
}

// Do sends the slot's request and waits for the answer, until the context ends or the deadline passes if that is not
// zero.
//
// Errors: ErrClosed, ErrFull, ErrTimeout, ErrStalled, ErrReply, the context's, the network's.
func (l *Lane) Do(ctx context.Context, deadline time.Time, s *Slot) Outcome {
	s.state.Store(slotWaiting)
	s.expires = never
	if !deadline.IsZero() {
		s.expires = l.expiry.since(deadline)
	}
	if l.waiting.Load() > 0 || !l.place(s) {
		if err := l.enqueue(s); err != nil {
			return Outcome{Err: err, Unsent: true}
		}
	}
	l.watch(s)
	return s.await(ctx)
}

// place puts the slot on the line with the least to do. It reports false if all are full.
func (l *Lane) place(s *Slot) bool {
	best, load := l.leastLoaded()
	if best == nil {
		return false
	}
	if load >= l.options.TargetDepth {
		l.grow()
	}
	added, role := best.add(s)
	if added && role != roleNone {
		best.writeDirectly(role)
	}
	return added
}

// leastLoaded returns the line with the fewest requests under way that has room, or nil.
func (l *Lane) leastLoaded() (best *line, load int) {
	load = l.options.MaxDepth
	for _, ln := range *l.lines.Load() {
		if n := int(ln.load.Load()); n < load {
			best, load = ln, n
		}
	}
	return best, load
}

// grow opens another line if the limits allow it.
func (l *Lane) grow() {
	if len(*l.lines.Load()) >= l.options.MaxLines {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dialLocked()
}

// dialLocked starts making a connection if the limits allow it. The lock is held.
func (l *Lane) dialLocked() {
	if l.closed || l.dialing >= l.options.MaxDials || len(*l.lines.Load())+l.dialing >= l.options.MaxLines {
		return
	}
	l.dialing++
	l.running.Go(l.dial)
}

// dial makes a connection and lets those who wait have it; if there is none at all, they get the failure.
func (l *Lane) dial() {
	conn, err := l.options.Dial(l.ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dialing--
	switch {
	case err != nil:
		if len(*l.lines.Load()) == 0 && l.dialing == 0 {
			l.refuseLocked(err)
		}
	case l.closed:
		// Nobody is interested any more.
		_ = conn.Close()
	default:
		l.adoptLocked(newLine(l, conn))
		l.serveLocked()
	}
}

// adoptLocked adds a line and starts its goroutines. The lock is held.
func (l *Lane) adoptLocked(ln *line) {
	present := *l.lines.Load()
	lines := append(make([]*line, 0, len(present)+1), present...)
	lines = append(lines, ln)
	l.lines.Store(&lines)
	l.running.Go(ln.read)
	l.running.Go(ln.writeForOthers)
}

// enqueue lets the slot wait for a place.
func (l *Lane) enqueue(s *Slot) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return ErrClosed
	}
	if len(l.queue)-l.head >= l.options.MaxWaiters {
		return ErrFull
	}
	l.queue = append(l.queue, s)
	l.waiting.Add(1)
	l.serveLocked()
	if len(l.queue) > l.head {
		l.dialLocked()
	}
	return nil
}

// serve gives places to those who wait.
func (l *Lane) serve() {
	if l.waiting.Load() == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.serveLocked()
}

// serveLocked is serve with the lock held.
func (l *Lane) serveLocked() {
	for l.head < len(l.queue) {
		s := l.queue[l.head]
		if s.state.Load() == slotWaiting {
			best, _ := l.leastLoaded()
			if best == nil {
				break
			}
			added, role := best.add(s)
			if !added {
				// The line has just ended or filled up; whoever ends or empties it serves again.
				break
			}
			if role != roleNone {
				best.wakeWriter()
			}
		}
		l.popLocked()
	}
	if l.head < len(l.queue) && len(*l.lines.Load()) == 0 {
		l.dialLocked()
	}
}

// popLocked takes the first one out of the queue.
func (l *Lane) popLocked() {
	l.queue[l.head] = nil
	l.head++
	l.waiting.Add(-1)
	if l.head == len(l.queue) {
		l.queue, l.head = l.queue[:0], 0
	} else if l.head > 1024 && l.head > len(l.queue)/2 {
		kept := copy(l.queue, l.queue[l.head:])
		clear(l.queue[kept:])
		l.queue, l.head = l.queue[:kept], 0
	}
}

// refuseLocked fails everybody who waits.
func (l *Lane) refuseLocked(err error) {
	for l.head < len(l.queue) {
		s := l.queue[l.head]
		if s.state.CompareAndSwap(slotWaiting, slotClaimed) {
			s.complete(err, true)
		}
		l.popLocked()
	}
}
