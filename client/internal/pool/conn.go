package pool

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// Conn is a connection with one holder. An exchange is Begin, Send, any number of Receives, End.
type Conn struct {
	// Decoder decodes what was received; it remembers names between exchanges.
	Decoder *wire.Decoder
	// Request is a buffer for the holder's request.
	Request []byte
	// Result is scratch memory for the holder; it aliases what was received last.
	Result aero.RecordResult

	socket net.Conn
	reader *wire.Reader
	// expires is when the connection is not used again; zero for never.
	expires time.Time
	// idleSince is when the connection was put back; guarded by the pool's lock.
	idleSince time.Time
	// interrupt is what a context's end calls; made once, so that an exchange needs no closure.
	interrupt func()
	// stop ends the watch over the present exchange's context; nil outside of exchanges.
	stop func() bool

	// turn makes an exchange with fewer system calls; nil where that cannot be.
	turn *turn

	// mu guards interrupted and the order of deadlines.
	mu sync.Mutex
	// interrupted says that a context ended an exchange: the connection cannot be used any more.
	interrupted bool
}

// longAgo is a deadline that has passed: it wakes whoever reads or writes.
var longAgo = time.Unix(1, 0)

// Dial makes a connection.
func Dial(ctx context.Context, address Address, options *Options) (*Conn, error) {
	socket, err := DialSocket(ctx, address, options)
	if err != nil {
		return nil, err
	}
	c := &Conn{
		socket:  socket,
		reader:  wire.NewReader(socket, options.Wire),
		Decoder: wire.NewDecoder(options.Wire),
	}
	c.interrupt = c.interruptNow
	c.turn = newTurn(socket)
	return c, nil
}

// DialSocket makes a connection for somebody who reads and writes by himself.
func DialSocket(ctx context.Context, address Address, options *Options) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, options.DialTimeout)
	defer cancel()
	socket, err := options.Dial(ctx, address.Network, address.Place)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", address, err)
	}
	if options.Prepare == nil {
		return socket, nil
	}
	if socket, err = options.Prepare(ctx, socket, address); err != nil {
		return nil, fmt.Errorf("connect to %s: %w", address, err)
	}
	return socket, nil
}

// Close ends the connection, whoever holds it.
func (c *Conn) Close() {
	// Nothing is left to be done about a connection that fails to close.
	_ = c.socket.Close()
}

// Begin starts an exchange that ends at the deadline, if that is not zero, or when the context ends. It fails only if
// the connection is dead.
func (c *Conn) Begin(ctx context.Context, deadline time.Time) error {
	if err := c.Extend(deadline); err != nil {
		return err
	}
	if ctx.Done() != nil {
		c.stop = context.AfterFunc(ctx, c.interrupt)
	}
	return nil
}

// Extend moves the deadline of the exchange, unless its context has ended.
func (c *Conn) Extend(deadline time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.interrupted {
		return context.Canceled
	}
	return c.socket.SetDeadline(deadline)
}

// interruptNow wakes whoever reads or writes, and spoils the connection.
func (c *Conn) interruptNow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.interrupted = true
	// A connection that takes no deadline is dead already.
	_ = c.socket.SetDeadline(longAgo)
}

// End ends the exchange and reports whether the connection may be used again as far as the context is concerned.
func (c *Conn) End() bool {
	if c.stop == nil {
		return true
	}
	stopped := c.stop()
	c.stop = nil
	return stopped
}

// Send writes a whole request. unsent says, of a failure, that no byte of it can have left this machine.
func (c *Conn) Send(request []byte) (unsent bool, err error) {
	n, err := c.socket.Write(request)
	if err != nil {
		return n == 0, fmt.Errorf("send: %w", err)
	}
	return false, nil
}

// Receive returns the body of the next frame, which must be of the given type. The body is valid until the next
// Receive.
//
// Errors: ErrReply for another type of frame, those of wire for a frame that cannot be, those of the network.
func (c *Conn) Receive(kind wire.Type) ([]byte, error) {
	frame, ok, err := c.reader.Next()
	for err == nil && !ok {
		if err = c.reader.Fill(); err == nil {
			frame, ok, err = c.reader.Next()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("receive: %w", err)
	}
	if kind == wire.TypeMessage && frame.Type == wire.TypeCompressed {
		body, err := c.reader.Message(frame)
		if err != nil {
			return nil, fmt.Errorf("receive: %w", err)
		}
		return body, nil
	}
	if frame.Type != kind {
		return nil, fmt.Errorf("frame of type %d, want %d: %w", frame.Type, kind, ErrReply)
	}
	return frame.Body, nil
}

// clean reports whether nothing was received that nobody asked for.
func (c *Conn) clean() bool {
	return c.reader.Buffered() == 0
}

// rest readies the connection for lying idle: large buffers are given up.
func (c *Conn) rest(options *Options) {
	if cap(c.Request) > options.MaxKeptBuffer {
		c.Request = nil
	}
	c.Result = aero.RecordResult{Bins: c.Result.Bins[:0]}
	c.reader.Rest()
}

// IsTimeout reports whether an error is a deadline that passed.
func IsTimeout(err error) bool {
	var timeout net.Error
	return errors.Is(err, ErrTimeout) || errors.Is(err, context.DeadlineExceeded) ||
		errors.As(err, &timeout) && timeout.Timeout()
}
