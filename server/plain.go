package server

import "github.com/aerolith/aerolith/wire"

// answerInfo answers an info request.
func (c *session) answerInfo(body []byte) error {
	c.settle()
	c.server.counters.infos.Add(1)
	out, start := wire.BeginFrame(c.out.bytes)
	out = c.server.appendInfo(out, c, body)
	c.out.bytes = wire.EndFrame(out, start, wire.TypeInfo)
	c.out.settle()
	return nil
}
