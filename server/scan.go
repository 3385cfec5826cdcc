package server

import (
	"context"
	"errors"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// scan carries out a scan and streams its records. Everything before it is settled.
func (c *session) scan(ctx context.Context, s *slot) error {
	command := &s.request.Scan.Command
	if !c.server.scans.enter() {
		return c.answerCode(wire.KindScan, aero.CodeForbidden)
	}
	defer c.server.scans.leave()
	c.server.counters.scans.Add(1)
	if command.SocketTimeout > 0 {
		restore := c.limitWrites(command.SocketTimeout)
		defer restore()
	}
	stream := c.newStream()
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
	return c.endScan(stream, err)
}

// endScan ends the answer to a scan: with the code that the store's error is, with ok if there is none. Any other
// error ends the connection.
func (c *session) endScan(stream *stream, err error) error {
	code := aero.CodeOK
	switch {
	case err == nil:
	case errors.Is(err, errStream):
		return err
	case errors.As(err, &code) && code != aero.CodeOK:
	default:
		return storeFailure(err)
	}
	c.count(code)
	return stream.finish(code)
}
