package server

import (
	"context"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// scan carries out a scan and streams its records. Everything before it is settled.
func (c *session) scan(ctx context.Context, s *slot) error {
	command := &s.request.Scan.Command
	command.ID, command.From = s.request.Scan.TaskID, c.conn.RemoteAddr().String()
	if s.request.Scan.Background {
		return c.background(&s.request.Scan)
	}
	if !c.server.scans.enter() {
		return c.answerCode(wire.KindScan, aero.CodeForbidden)
	}
	defer c.server.scans.leave()
	c.server.counters.scans.Add(1)
	if command.SocketTimeout > 0 {
		restore := c.limitWrites(command.SocketTimeout)
		defer restore()
	}
	if s.request.Scan.Function != nil {
		return c.aggregate(ctx, s)
	}
	stream := c.newStream(s)
	if command.RecordsPerSecond > 0 {
		stream.pause = pacedPause
	}
	var records uint64
	err := c.server.store.Scan(ctx, command, func(res *aero.RecordResult) error {
		records++
		stream.begin()
		c.out.bytes = wire.AppendScanRecord(c.out.bytes, command, res)
		return stream.item()
	}, func(id aero.PartitionID, code aero.ResultCode) error {
		if code == aero.CodeOK {
			return nil
		}
		stream.begin()
		c.out.bytes = wire.AppendPartitionDone(c.out.bytes, id, code)
		return stream.item()
	})
	c.server.counters.scanRecords.Add(records)
	return stream.conclude(ctx, err)
}
