package pipeline

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// line is one shared connection.
type line struct {
	lane   *Lane
	conn   net.Conn
	reader *wire.Reader
	direct directWriter
	// retired says that the line takes no more requests; set with the lock held.
	retired atomic.Bool
	// load counts the slots in queue and ring.
	load atomic.Int64
	// frames counts what was received.
	frames atomic.Uint64
	// wake lets the writer goroutine take over.
	wake chan struct{}
	// ended is closed when the line has failed or was closed.
	ended chan struct{}

	// expires is when the line is retired; zero for never. It does not change.
	expires time.Time
	// sweptFrames is what the last sweep saw, idleAt the last one that found work or progress, busyAt the last one that
	// found no work or progress; they belong to the lane's lock.
	sweptFrames    uint64
	idleAt, busyAt time.Time

	// mu guards everything below.
	mu sync.Mutex
	// queue are the slots that the writer has not taken.
	queue []*Slot
	// ring are the slots that were taken, the oldest at first; it has count of them.
	ring         []*Slot
	first, count int
	// writing says that somebody writes or is about to.
	writing bool
	// out is what is being written, usedAt when a request last found the line idle; they belong to who writes.
	out    []byte
	usedAt time.Time
	// failed says that the line is over.
	failed bool
}

// newLine makes a line of a connection.
func newLine(l *Lane, conn net.Conn) *line {
	ln := &line{
		lane: l, conn: conn, reader: wire.NewReader(conn, l.options.Wire), direct: newDirectWriter(conn),
		wake: make(chan struct{}, 1), ended: make(chan struct{}),
		ring: make([]*Slot, l.options.MaxDepth),
	}
	born := l.options.Now()
	ln.idleAt, ln.busyAt, ln.usedAt = born, born, born
	if life := l.options.Lifetime; life > 0 {
		const jitterShare = 10
		ln.expires = born.Add(life - time.Duration(l.options.Draw()%uint64(life/jitterShare+1)))
	}
	return ln
}

// role says what whoever adds a slot has to do about the writing.
type role uint8

// The roles.
const (
	// roleNone leaves the writing to somebody else, who is at it.
	roleNone role = iota
	// roleAlone writes at once.
	roleAlone
	// roleGather writes after others had a chance to add theirs.
	roleGather
)

// add queues a slot. It reports false if the line takes none. A slot that was abandoned meanwhile counts as added.
func (ln *line) add(s *Slot) (added bool, r role) {
	ln.mu.Lock()
	defer ln.mu.Unlock()
	load := len(ln.queue) + ln.count
	if ln.failed || ln.retired.Load() || load >= len(ln.ring) {
		return false, roleNone
	}
	s.line = ln
	if !s.state.CompareAndSwap(slotWaiting, slotQueued) {
		return true, roleNone
	}
	ln.queue = append(ln.queue, s)
	ln.load.Store(int64(load + 1))
	if ln.writing {
		return true, roleNone
	}
	ln.writing = true
	if load == 0 {
		return true, roleAlone
	}
	return true, roleGather
}

// take moves what is queued into the ring and returns its bytes; none means that there is nothing to write, and that
// the caller no longer is the writer.
func (ln *line) take() []byte {
	ln.mu.Lock()
	defer ln.mu.Unlock()
	ln.out = ln.out[:0]
	if cap(ln.out) > maxKeptOut {
		ln.out = nil
	}
	seen := ln.frames.Load()
	for i, s := range ln.queue {
		ln.queue[i] = nil
		s.seen = seen
		request := s.Request
		if !s.state.CompareAndSwap(slotQueued, slotSent) {
			continue
		}
		ln.out = append(ln.out, request...)
		ln.ring[(ln.first+ln.count)%len(ln.ring)] = s
		ln.count++
	}
	ln.queue = ln.queue[:0]
	ln.load.Store(int64(ln.count))
	if len(ln.out) == 0 {
		ln.writing = false
	}
	return ln.out
}

// maxKeptOut is the largest write buffer, in bytes, that a line keeps.
const maxKeptOut = 256 << 10

// pop takes the oldest slot out of the ring; nil if it is empty.
func (ln *line) pop() *Slot {
	ln.mu.Lock()
	defer ln.mu.Unlock()
	if ln.count == 0 {
		return nil
	}
	s := ln.ring[ln.first]
	ln.ring[ln.first] = nil
	ln.first = (ln.first + 1) % len(ln.ring)
	ln.count--
	ln.load.Store(int64(ln.count + len(ln.queue)))
	return s
}

// fail ends the line. What was taken for writing is in doubt, the rest is provably unsent.
func (ln *line) fail(err error) {
	ln.mu.Lock()
	if ln.failed {
		ln.mu.Unlock()
		return
	}
	ln.failed = true
	queue, ring := ln.queue, make([]*Slot, 0, ln.count)
	for i := range ln.count {
		ring = append(ring, ln.ring[(ln.first+i)%len(ln.ring)])
	}
	ln.queue, ln.ring, ln.count = nil, nil, 0
	ln.load.Store(0)
	close(ln.ended)
	ln.mu.Unlock()
	// Nothing is left to be done about a connection that fails to close.
	_ = ln.conn.Close()
	ln.lane.forget(ln)
	for _, s := range ring {
		if s.state.CompareAndSwap(slotSent, slotClaimed) {
			s.complete(err, false)
		}
	}
	for _, s := range queue {
		if s.state.CompareAndSwap(slotQueued, slotClaimed) {
			s.complete(err, true)
		}
	}
	ln.lane.serve()
}

// suspect is called when a caller gave up on a sent request. If nothing has come since then, the line takes no more.
func (ln *line) suspect(seen uint64) {
	if ln.frames.Load() == seen {
		ln.lane.retire(ln)
	}
}
