package server

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

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

// answerAdmin answers an administration command as a node without users and roles does: clients go on without
// logging in.
func (c *session) answerAdmin(body []byte) error {
	if _, err := wire.DecodeAdmin(body); err != nil {
		return &protocolError{err}
	}
	c.settle()
	c.server.counters.admins.Add(1)
	c.count(aero.CodeSecurityNotSupported)
	c.out.bytes = wire.AppendAdminReply(c.out.bytes, aero.CodeSecurityNotSupported)
	c.out.settle()
	return nil
}
