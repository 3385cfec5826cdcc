package server

import (
	"context"
	"errors"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// compressed carries out a request that came compressed. It runs alone, because its memory is given back right after.
// Whether its reply is compressed is for the request inside to say.
func (c *session) compressed(ctx context.Context, body []byte) error {
	size, err := wire.InflatedSize(body, c.server.options.MaxFrameSize)
	if err != nil {
		return c.refuseCompressed(err)
	}
	if !c.server.budget.take(int64(size)) {
		c.server.counters.overload.Add(1)
		return c.answerCode(wire.KindRecord, aero.CodeDeviceOverload)
	}
	defer c.server.budget.give(int64(size))
	header, inner, err := wire.Inflate(make([]byte, size), body)
	if err != nil {
		return c.refuseCompressed(err)
	}
	if err := c.dispatch(ctx, header.Type, inner); err != nil {
		return err
	}
	c.settle() // commands under way alias the memory
	return nil
}

// refuseCompressed answers a compressed request that makes no sense, or ends the connection if none can be answered.
func (c *session) refuseCompressed(err error) error {
	if errors.Is(err, wire.ErrFrameTooLarge) {
		return &protocolError{err}
	}
	return c.refuse(wire.KindRecord, err)
}
