package server

import (
	"errors"
	"os"
)

// A socket tells once that it has become readable. If the end of a connection comes together with its last bytes, there is
// no further sign of it, and a session that waits after it has read all bytes would not notice. It could read once more and find
// nothing each time, which costs a tenth of a small request; instead hangups watches for ends alone, which costs nothing
// as long as there is none.

// watchEnd lets the session be told when its peer has ended its side, where that can be watched.
func (c *session) watchEnd() {
	if c.endWatch == 0 && c.server.hangups != nil && c.direct.single {
		c.endWatch = c.server.hangups.watch(c, c.direct.socket)
	}
}

// unwatchEnd ends what watchEnd began.
func (c *session) unwatchEnd() {
	if c.endWatch != 0 {
		c.server.hangups.forget(c.endWatch)
	}
}

// peerEnded tells the session that nothing will come behind what the socket holds now. It is called on another goroutine.
func (c *session) peerEnded() {
	c.ending.Store(true)
	c.interrupt()
}

// mayWait reports whether a session that has read less than it had room for will be told of whatever comes then.
func (c *session) mayWait() bool { return c.endWatch != 0 && !c.ending.Load() }

// resume readies a session whose wait was ended by peerEnded to read what is left; it returns false if that was not the
// reason, or is not any more.
func (c *session) resume(err error) bool {
	if !errors.Is(err, os.ErrDeadlineExceeded) || !c.ending.Load() || c.resumed || c.server.draining.Load() {
		return false
	}
	c.resumed = true
	c.readDeadline = c.server.options.Now().Add(c.server.options.FrameTimeout)
	return c.conn.SetReadDeadline(c.readDeadline) == nil
}
