package server

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/server/access"
	"github.com/aerolith/aerolith/wire"
)

// session serves one connection. All fields but conn, ending, stop and userAgent belong to its goroutine.
type session struct {
	server *Server
	conn   net.Conn
	direct direct
	in     inbox
	out    outbox
	// held are the requests of the burst whose replies are not encoded yet, in order.
	held []*slot
	// heldBytes is about how much their replies will take.
	heldBytes int
	// writes are those of the held requests that are not carried out yet.
	writes  []aero.Write
	tally   tally
	timing  timing
	decoder *wire.Decoder
	// skipping is the request that is read past because there was no room for it.
	skipping skipped
	// framed says that the read deadline is that of a request under way.
	framed        bool
	readDeadline  time.Time
	writeDeadline time.Time
	// writeTimeout is how long one write may take: the server's limit, or less while a scan asks for it.
	writeTimeout time.Duration
	// identity is who acts on the connection, nil for nobody; loginFailures counts logins that were refused.
	identity      *access.Identity
	loginFailures int
	// endWatch is the watch for the end of the peer's side, 0 for none; ending says that it has come, resumed that what was
	// left then is being read.
	endWatch uint64
	ending   atomic.Bool
	resumed  bool
	// stop cancels what the session executes.
	stop atomic.Pointer[context.CancelFunc]
	// userAgent is what the client said it is, in base 64; nil before.
	userAgent atomic.Pointer[string]
}

// newSession returns a session that run will serve.
func newSession(s *Server, conn net.Conn) *session {
	initial := blockSize(s.options.InitialBufferSize)
	return &session{
		server:       s,
		conn:         conn,
		direct:       directOf(conn),
		writeTimeout: s.options.WriteTimeout,
		in: inbox{
			pool: &s.pool, budget: &s.budget, initial: initial,
			hintMax: max(initial, blockSize(s.options.MaxBurstReplyBytes)),
		},
		decoder: wire.NewDecoder(wire.Options{
			MaxFrameSize: s.options.MaxFrameSize, MaxBatchEntries: int(s.settings.maxBatchEntries.Load()),
		}),
		out: outbox{pool: &s.pool, budget: &s.budget, keep: initial, hintMax: blockSize(2 * s.options.MaxBurstReplyBytes)},
	}
}

// interrupt ends the session's wait for requests; it finishes those that it has.
func (c *session) interrupt() {
	// A connection that has no deadlines any more is closed already.
	_ = c.conn.SetReadDeadline(time.Unix(1, 0))
}

// cut ends the session at once, whatever it is doing.
func (c *session) cut() {
	if stop := c.stop.Load(); stop != nil {
		(*stop)()
	}
	if c.direct.raw != nil {
		hangUp(c.conn)
		return
	}
	// The reader or writer of the connection sees the same.
	_ = c.conn.Close()
}

// run serves the connection until it ends, then releases everything.
func (c *session) run(ctx context.Context) {
	defer c.server.unregister(c)
	defer c.unwatchEnd()
	defer c.finish()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c.stop.Store(&cancel)
	if ctx.Err() != nil {
		return
	}
	reason := c.serve(ctx)
	c.carryOut() // what came before a defect
	c.report(reason)
}

// serve exchanges bursts until the connection ends; it returns why. A panic is a *PanicError.
func (c *session) serve(ctx context.Context) (reason error) {
	defer func() {
		if value := recover(); value != nil {
			reason = &PanicError{Value: value, Stack: debug.Stack()}
		}
	}()
	if c.direct.raw != nil {
		return c.serveReady(ctx)
	}
	if !c.in.reserve(0) {
		return errNoRoom
	}
	for {
		if err := c.receive(); err != nil {
			return err
		}
		if err := c.burst(ctx); err != nil {
			return err
		}
	}
}

// finish closes the connection and releases the session's memory.
func (c *session) finish() {
	// Whatever ended the session ends the connection too.
	_ = c.conn.Close()
	c.identity.Close()
	c.tally.addTo(&c.server.counters)
	c.in.release()
	c.out.release()
}

// report emits the event that belongs to the reason for the session's end.
func (c *session) report(reason error) {
	event := Event{Kind: EventClosed, Addr: c.conn.RemoteAddr(), Err: reason}
	var defect *PanicError
	var broken *protocolError
	switch {
	case errors.As(reason, &defect):
		event.Kind = EventPanic
		c.server.counters.panics.Add(1)
	case errors.As(reason, &broken):
		event.Kind = EventProtocol
		c.server.counters.malformed.Add(1)
	case errors.Is(reason, errStore):
		event.Kind = EventStoreFailed
		c.server.counters.storeFailures.Add(1)
	case errors.Is(reason, errIdle):
		c.server.counters.reaped.Add(1)
	case errors.Is(reason, io.EOF):
		event.Err = nil
	}
	c.server.options.Events.Observe(event)
}

// receive waits for bytes: the rest of a request that began, or the first of the next one.
func (c *session) receive() error {
	if err := c.armRead(); err != nil {
		return err
	}
	count, err := c.in.fill(c.conn)
	c.tally.received += uint64(count)
	if count > 0 {
		return nil // an error comes again
	}
	return c.ended(err)
}

// ended returns why the connection ends after reading it failed.
func (c *session) ended(err error) error {
	waiting := len(c.in.unread()) == 0 && c.skipping.left == 0
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded) && c.server.draining.Load():
		return errDraining
	case errors.Is(err, os.ErrDeadlineExceeded) && waiting:
		return errIdle
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errFrameTooSlow
	case errors.Is(err, io.EOF) && !waiting:
		return errTruncated
	case err == nil:
		return io.ErrNoProgress
	}
	return err
}

// armRead sets the read deadline: the idle time before a request, the frame time from its first bytes on. It returns
// errDraining if the server is stopping.
func (c *session) armRead() error {
	options := &c.server.options
	idle := c.server.settings.idleTimeout()
	begun := len(c.in.unread()) > 0 || c.skipping.left > 0
	now := c.clockFresh()
	switch {
	case begun && !c.framed:
		c.readDeadline = now.Add(options.FrameTimeout)
	case !begun && (c.framed || c.readDeadline.Sub(now) < idle-idle/idleSlack || c.readDeadline.Sub(now) > idle):
		c.readDeadline = now.Add(idle)
	default:
		return c.undrained()
	}
	c.framed = begun
	if err := c.conn.SetReadDeadline(c.readDeadline); err != nil {
		return err
	}
	// Shutdown stores draining before it sets its own deadline: either that one lies behind ours, or we see it here.
	return c.undrained()
}

// undrained returns errDraining if the server is stopping.
func (c *session) undrained() error {
	if c.server.draining.Load() {
		return errDraining
	}
	return nil
}

// completed notes that a request has arrived completely: the frame time of the next one begins anew.
func (c *session) completed() {
	if c.framed {
		c.framed, c.readDeadline = false, time.Time{}
	}
}

// idleSlack is the share of the idle time that may be lost so that not every burst sets a deadline.
const idleSlack = 8

// flush writes the replies that are ready: with one call, or in pieces if they are long, so that the write time counts
// for each piece and a client that is slow but alive gets all of them.
func (c *session) flush() error {
	for rest := c.out.bytes; len(rest) > 0; {
		if count := c.writeNow(rest); count > 0 {
			c.tally.sent += uint64(count)
			rest = rest[count:]
			continue
		}
		piece := rest[:min(len(rest), writePiece)]
		if err := c.armWrite(); err != nil {
			return err
		}
		if _, err := c.conn.Write(piece); err != nil {
			return err
		}
		c.tally.sent += uint64(len(piece))
		rest = rest[len(piece):]
	}
	c.out.reset()
	return nil
}

// writePiece is how much is written under one deadline, in bytes.
const writePiece = 256 << 10

// armWrite sets the write deadline, unless the one that is set leaves half of the write time.
func (c *session) armWrite() error {
	now := c.server.options.Now()
	if c.writeDeadline.Sub(now) >= c.writeTimeout/2 {
		return nil
	}
	c.writeDeadline = now.Add(c.writeTimeout)
	return c.conn.SetWriteDeadline(c.writeDeadline)
}

// limitWrites lets writes take no longer than the given time, if that is less than the server's limit, until the
// returned function is called.
func (c *session) limitWrites(timeout time.Duration) (restore func()) {
	before := c.writeTimeout
	c.writeTimeout, c.writeDeadline = min(before, timeout), time.Time{}
	return func() { c.writeTimeout, c.writeDeadline = before, time.Time{} }
}
