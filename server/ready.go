package server

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"
	"time"
)

// errNotReady says that a connection has no bytes now, or takes none.
var errNotReady = errors.New("server: connection is not ready")

// direct is a session's access to its socket without the steps that package net takes for each call. It exists where the
// system and the kind of connection allow it.
//
// All of a session runs inside one call of raw.Read then, whose function is called when the socket may have bytes and
// says whether the session is over. So the descriptor cannot be closed and given to somebody else meanwhile, and
// deadlines and Close end the waiting as usual.
type direct struct {
	raw syscall.RawConn
	// socket is the descriptor; it counts while inside is set.
	socket uintptr
	inside bool
	// single says that a read which returns less than it had room for has emptied the socket.
	single bool
}

// serveReady is serve for a session that reads and writes its socket itself; it returns why the connection ended.
func (c *session) serveReady(ctx context.Context) error {
	var reason error
	for {
		err := c.direct.raw.Read(func(socket uintptr) (over bool) {
			c.direct.socket, c.direct.inside = socket, true
			c.watchEnd()
			reason = c.whileReady(ctx)
			c.direct.inside = false
			return reason != nil
		})
		switch {
		case reason != nil:
			return reason
		case !c.resume(err):
			return c.ended(err)
		}
	}
}

// whileReady exchanges bursts until the socket has no more bytes for now, and prepares the wait for others; it returns
// nil then, and else why the connection ended.
func (c *session) whileReady(ctx context.Context) error {
	for {
		if err := c.undrained(); err != nil {
			return err
		}
		if c.in.block == nil && !c.in.reserve(0) {
			return errNoRoom
		}
		room := c.in.room()
		count, err := c.in.fillFrom(c.direct.socket)
		switch {
		case errors.Is(err, errNotReady):
			if len(c.in.unread()) == 0 {
				c.in.release()
			}
			return c.armRead()
		case count == 0:
			return c.ended(err)
		}
		c.tally.received += uint64(count)
		if err := c.burst(ctx); err != nil {
			return err
		}
		if count == room || !c.mayWait() {
			continue
		}
		if err := c.armRead(); err != nil {
			return err
		}
		// peerEnded sets ending before its own deadline: either that one lies behind ours, or we see it here.
		if c.mayWait() {
			return nil
		}
	}
}

// fillFrom reads once from a socket into the free space, of which there must be some, and returns the number of bytes
// read. It returns errNotReady if there are none now.
func (in *inbox) fillFrom(socket uintptr) (int, error) {
	count, err := receiveNow(socket, in.block.bytes[in.end:])
	if count == 0 && err == nil {
		err = io.EOF
	}
	in.end += count
	if count > 0 {
		in.learn()
	}
	return count, err
}

// writeNow writes what the socket takes at once, if the session has direct access to it, and returns how much that was.
func (c *session) writeNow(piece []byte) int {
	if !c.direct.inside || len(piece) > directPiece {
		return 0
	}
	// Whatever the problem is, writing through the connection meets it again and waits or reports it.
	count, _ := sendNow(c.direct.socket, piece)
	return count
}

// directPiece is the most that is written by a call that the scheduler knows nothing of, in bytes: it takes some tens of
// microseconds.
const directPiece = 64 << 10

// directOf returns the direct access to a connection, if there is one.
func directOf(conn net.Conn) direct {
	if !hasDirect {
		return direct{}
	}
	switch conn.(type) {
	case *net.TCPConn, *net.UnixConn:
		raw, err := conn.(syscall.Conn).SyscallConn()
		if err != nil {
			return direct{} // the connection is closed already: reading it tells
		}
		_, single := conn.(*net.TCPConn) // a Unix socket may keep what came from another process apart
		return direct{raw: raw, single: single}
	}
	return direct{}
}

// hangUp ends a connection both ways, so that whoever waits for it goes on. Unlike Close it does not wait until the session
// lets go of the socket, which happens only after the store finished its writes.
func hangUp(conn net.Conn) {
	type halves interface {
		CloseRead() error
		CloseWrite() error
	}
	if both, ok := conn.(halves); ok {
		// A connection that cannot be ended has ended.
		_ = both.CloseRead()
		_ = both.CloseWrite()
	}
}

// clockFresh returns the time of the burst that just ended, or the present time if there was none.
func (c *session) clockFresh() time.Time {
	if !c.timing.ended.IsZero() {
		return c.timing.ended
	}
	return c.server.options.Now()
}
