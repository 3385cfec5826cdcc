package server

import (
	"context"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// function carries out a function on one record. Everything before it is settled: it may take its time, and what it
// reads shall include what this connection wrote.
func (c *session) function(ctx context.Context, s *slot) error {
	c.tally.writes++
	if err := c.server.store.Execute(ctx, &s.request.Record, &s.result); err != nil {
		return storeFailure(err)
	}
	c.reply(&s.result)
	return nil
}

// aggregate applies a function to the stream of a scan's records and streams its results.
func (c *session) aggregate(ctx context.Context, s *slot) error {
	if c.server.modules == nil {
		return c.answerLast(aero.CodeUnsupportedFeature)
	}
	request, stream := &s.request.Scan, c.newStream(s)
	err := c.server.modules.Aggregate(ctx, &request.Command, request.Function, func(bin aero.Bin) error {
		stream.begin()
		c.out.bytes = wire.AppendValue(c.out.bytes, bin)
		return stream.item()
	})
	return stream.conclude(ctx, err)
}
