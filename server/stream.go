package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// errStream marks failures of the connection that end a batch or scan, so that they are not taken for the store's.
var errStream = errors.New("server: reply could not be streamed")

// stream sends the many messages that answer a batch or scan: they are gathered into frames of about
// MaxBurstReplyBytes, each written when it is full. Memory is bounded however long the answer is.
type stream struct {
	session *session
	// start is where the open frame begins in the outbox; -1 if none is open.
	start int
	// compress says that frames shall be compressed.
	compress bool
	// pause is how long messages may wait for a frame to fill; 0 is for ever.
	pause time.Duration
	// sent is when the last frame was written, where pause asks for it.
	sent time.Time
}

// pacedPause is how long the messages of an answer that is slow by request may wait for others.
const pacedPause = 100 * time.Millisecond

// newStream returns a stream on the session's connection for the answer to the request of a slot.
func (c *session) newStream(s *slot) *stream {
	return &stream{session: c, start: -1, compress: s.compress}
}

// begin opens a frame unless one is open. It precedes every message that is appended to the outbox.
func (t *stream) begin() {
	if t.start < 0 {
		out := &t.session.out
		out.bytes, t.start = wire.BeginFrame(out.bytes)
	}
}

// item follows every message: it writes the frame if it is full. An error ends the answer and the connection.
func (t *stream) item() error {
	out := &t.session.out
	out.settle()
	if len(out.bytes)-t.start < t.session.server.options.MaxBurstReplyBytes && !t.overdue() {
		return nil
	}
	t.end()
	if err := t.session.flush(); err != nil {
		return fmt.Errorf("%w: %w", errStream, err)
	}
	return nil
}

// overdue reports whether messages have waited for too long.
func (t *stream) overdue() bool {
	if t.pause == 0 {
		return false
	}
	now := t.session.server.options.Now()
	if now.Sub(t.sent) < t.pause {
		return false
	}
	t.sent = now
	return true
}

// end closes the open frame.
func (t *stream) end() {
	out := &t.session.out
	out.bytes = wire.EndFrame(out.bytes, t.start, wire.TypeMessage)
	if t.compress {
		out.bytes = t.session.server.compressors.replace(out.bytes, t.start)
		out.settle()
	}
	t.start = -1
}

// conclude ends the answer after the store is done: with the code that its error is, with ok if there is none. Any
// other error ends the connection, as do those of the connection itself.
func (t *stream) conclude(ctx context.Context, err error) error {
	code := aero.CodeOK
	switch {
	case err == nil:
	case errors.Is(err, errStream):
		return err
	case ctx.Err() != nil:
		return errDraining
	case errors.As(err, &code) && code != aero.CodeOK:
		t.session.count(code)
	default:
		return storeFailure(err)
	}
	t.begin()
	out := &t.session.out
	out.bytes = wire.AppendEnd(out.bytes, code)
	out.settle()
	t.end()
	return nil
}
