package server

import (
	"context"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// batch carries out a batch and streams the answers of its rows. Everything before it is settled.
func (c *session) batch(ctx context.Context, s *slot) error {
	request := &s.request.Batch
	c.server.counters.batches.Add(1)
	c.server.counters.batchEntries.Add(uint64(len(request.Command.Entries)))
	stream := c.newStream(s)
	err := c.server.store.Batch(ctx, &request.Command, func(index int, res *aero.RecordResult) error {
		if refused := request.Refused[index]; refused != aero.CodeOK {
			res = &aero.RecordResult{Code: refused}
		}
		c.count(res.Code)
		stream.begin()
		c.out.bytes = wire.AppendBatchRow(c.out.bytes, request.Indexes[index], res)
		return stream.item()
	})
	return stream.conclude(ctx, err)
}
