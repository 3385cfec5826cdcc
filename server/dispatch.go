package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// protocolError ends a connection on which something other than requests arrived.
type protocolError struct {
	err error
}

// Error describes what arrived.
func (e *protocolError) Error() string { return "server: no valid request: " + e.err.Error() }

// Unwrap returns the decoder's error.
func (e *protocolError) Unwrap() error { return e.err }

// burst executes all requests that have arrived completely, writes their replies, and makes room for the rest of
// the one that has not. An error ends the connection; replies that were ready before are still written.
func (c *session) burst(ctx context.Context) error {
	c.timing.began, c.timing.ended = c.server.options.Now(), time.Time{}
	c.out.begin()
	err := c.execute(ctx)
	c.settle()
	if flushed := c.flush(); err == nil {
		err = flushed
	}
	c.out.relax()
	c.measure()
	c.tally.addTo(&c.server.counters)
	if err != nil {
		return err
	}
	return c.prepare()
}

// execute carries out the complete requests in the inbox. Replies may still be due when it returns.
func (c *session) execute(ctx context.Context) error {
	for {
		if c.skipping.left > 0 && !c.skip() {
			return nil
		}
		unread := c.in.unread()
		if len(unread) < wire.FrameHeaderSize {
			return nil
		}
		header, err := wire.DecodeFrameHeader(unread, c.server.options.MaxFrameSize)
		if err != nil {
			return &protocolError{err}
		}
		size := wire.FrameHeaderSize + header.Size
		if len(unread) < size {
			return nil
		}
		c.in.consume(size)
		c.completed()
		if err := c.dispatch(ctx, header.Type, unread[wire.FrameHeaderSize:size]); err != nil {
			return err
		}
		if len(c.held) >= c.server.options.MaxBurstRequests || c.pendingBytes() >= c.server.options.MaxBurstReplyBytes {
			if err := c.drain(); err != nil {
				return err
			}
		}
	}
}

// pendingBytes returns how much is waiting to be written.
func (c *session) pendingBytes() int { return c.heldBytes + len(c.out.bytes) }

// drain writes all replies that are due, so that a request can run alone.
func (c *session) drain() error {
	c.settle()
	err := c.flush()
	c.measure()
	return err
}

// dispatch carries out one request.
func (c *session) dispatch(ctx context.Context, kind wire.Type, body []byte) error {
	switch kind {
	case wire.TypeInfo:
		return c.answerInfo(body)
	case wire.TypeAdmin:
		return c.answerAdmin(body)
	}
	if kind == wire.TypeCompressed && c.server.options.Compression {
		return c.compressed(ctx, body)
	}
	if err := wire.CheckFrame(kind); err != nil {
		return c.refuse(wire.KindRecord, err)
	}
	s := c.server.slots.get()
	s.compress = c.wantsCompressed(body)
	if err := c.decoder.Request(body, &s.request); err != nil {
		kind := s.request.Kind
		c.letGo(s)
		return c.refuse(kind, err)
	}
	if !c.withinLimits(&s.request) {
		c.letGo(s)
		return c.answerCode(wire.KindBatch, aero.CodeBatchMaxRequests)
	}
	if c.server.options.Access != nil {
		if code := c.authorize(&s.request); code != aero.CodeOK {
			kind := s.request.Kind
			c.letGo(s)
			return c.answerCode(kind, code)
		}
	}
	switch s.request.Kind {
	case wire.KindRecord:
		c.note(kindOf(&s.request.Record), s.request.Record.Namespace)
		return c.record(ctx, s)
	case wire.KindBatch:
		c.timing.batches++
		return c.alone(s, func() error { return c.batch(ctx, s) })
	default:
		c.note(latencyQuery, s.request.Scan.Command.Namespace)
		return c.alone(s, func() error { return c.scan(ctx, s) })
	}
}

// alone carries out a request that must see everything before it and be seen by everything behind it, and lets go of
// its slot.
func (c *session) alone(s *slot, carryOut func() error) error {
	c.settle()
	if err := carryOut(); err != nil {
		return err
	}
	c.letGo(s)
	return nil
}

// refuse answers a request that was not carried out with the code that the error carries. An error without a code
// ends the connection.
func (c *session) refuse(kind wire.Kind, err error) error {
	code, ok := wire.CodeOf(err)
	if !ok {
		return &protocolError{err}
	}
	if errors.Is(err, wire.ErrMalformed) {
		c.server.counters.malformed.Add(1)
	}
	return c.answerCode(kind, code)
}

// answerCode answers a request with a code and nothing else.
func (c *session) answerCode(kind wire.Kind, code aero.ResultCode) error {
	c.settle()
	c.count(code)
	c.out.bytes = wire.AppendRefusal(c.out.bytes, kind, code)
	c.out.settle()
	return nil
}

// record carries out a command on one record: a write waits for those that follow in the burst, a read is executed at
// once unless it must see a write that waits.
func (c *session) record(ctx context.Context, s *slot) error {
	cmd := &s.request.Record
	if cmd.Function != nil {
		return c.alone(s, func() error { return c.function(ctx, s) })
	}
	if cmd.Flags&(aero.FlagWrite|aero.FlagDelete) != 0 {
		c.tally.writes++
		s.waits = true
		c.hold(s)
		c.writes = append(c.writes, aero.Write{Command: cmd, Result: &s.result})
		return nil
	}
	c.tally.reads++
	if c.writesTo(cmd) {
		c.settle()
	}
	if err := c.server.store.Execute(ctx, cmd, &s.result); err != nil {
		return storeFailure(err)
	}
	if len(c.held) > 0 {
		c.hold(s) // its answer comes after those of writes that wait
		return nil
	}
	c.reply(&s.result)
	c.letGo(s)
	return nil
}

// storeFailure returns the error that ends a connection after the store failed without a result code.
func storeFailure(err error) error { return fmt.Errorf("%w: %w", errStore, err) }
