package server

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// skipped is a request that is read past without being kept, because the buffers of all connections had no room.
type skipped struct {
	// left counts the bytes that are still to come.
	left int
	// kind says in which form the refusal is.
	kind wire.Kind
}

// prepare makes room in the inbox for what comes next, unless nothing has begun and the session reads its socket itself: an
// idle connection holds no block then. When the budget refuses room for the rest of a message, the
// message is read past and answered with an overload code; other requests end the connection then.
func (c *session) prepare() error {
	unread := c.in.unread()
	if len(unread) == 0 {
		if c.direct.inside {
			c.in.release()
			return nil
		}
		c.in.relax()
	}
	total := 0
	if len(unread) >= wire.FrameHeaderSize {
		header, err := wire.DecodeFrameHeader(unread, c.server.options.MaxFrameSize)
		if err != nil {
			return &protocolError{err}
		}
		total = wire.FrameHeaderSize + header.Size
		if !c.in.reserve(total) {
			return c.beginSkip(header, total)
		}
		return nil
	}
	if !c.in.reserve(total) {
		return errNoRoom
	}
	return nil
}

// beginSkip starts to read past the request whose beginning fills the inbox.
func (c *session) beginSkip(header wire.FrameHeader, total int) error {
	c.server.counters.overload.Add(1)
	if header.Type != wire.TypeMessage {
		return errNoRoom
	}
	held := c.in.unread()
	c.skipping = skipped{left: total - len(held), kind: c.peekKind(held[wire.FrameHeaderSize:])}
	c.in.consume(len(held))
	c.in.relax()
	if !c.in.reserve(0) {
		return errNoRoom
	}
	return nil
}

// peekKind returns the kind of a message of which only the beginning is there.
func (c *session) peekKind(beginning []byte) wire.Kind {
	s := c.server.slots.get()
	defer c.letGo(s)
	// The message is cut off, which is an error; its kind is known nevertheless.
	_ = c.decoder.Request(beginning, &s.request)
	return s.request.Kind
}

// skip drops what has arrived of the request that is read past, and answers it when it is complete. It reports
// whether it is.
func (c *session) skip() bool {
	count := min(c.skipping.left, len(c.in.unread()))
	c.in.consume(count)
	c.skipping.left -= count
	if c.skipping.left > 0 {
		return false
	}
	c.completed()
	c.count(aero.CodeDeviceOverload)
	c.out.bytes = wire.AppendRefusal(c.out.bytes, c.skipping.kind, aero.CodeDeviceOverload)
	c.out.settle()
	return true
}
