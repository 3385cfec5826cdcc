package server

import (
	"sync"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// slot is a request and its result from decoding until its reply is encoded.
type slot struct {
	request wire.Request
	result  aero.RecordResult
	// waits says that the request is one of the session's writes that are not carried out yet.
	waits bool
	// compress says that the frames of an answer about many records shall be compressed.
	compress bool
}

// keepMemory is how much memory a slot keeps for its next result, in bytes; what large records need is given back.
const keepMemory = 16 << 10

// slotPool lends slots. The garbage collector empties it in the course of time.
type slotPool struct {
	pool sync.Pool
}

// get returns a slot that is ready for a request.
func (p *slotPool) get() *slot {
	if s, ok := p.pool.Get().(*slot); ok {
		return s
	}
	return new(slot)
}

// put takes a slot back that nobody uses any more.
func (p *slotPool) put(s *slot) {
	s.waits, s.compress = false, false
	if cap(s.result.Memory) > keepMemory {
		s.result.Memory = nil
	}
	s.result.Reset()
	p.pool.Put(s)
}

// letGo gives a slot back that nobody uses any more. Slot and decoder forget the request's bytes, which no longer count
// against MaxInFlightBytes once they were consumed: a connection that stays idle must not hold them.
func (c *session) letGo(s *slot) {
	c.decoder.Release(&s.request)
	c.server.slots.put(s)
}

// hold keeps the slot until its reply is encoded.
func (c *session) hold(s *slot) {
	c.held = append(c.held, s)
	c.heldBytes += len(s.result.Memory)
}

// writesTo reports whether a write that waits has the same record as cmd.
func (c *session) writesTo(cmd *aero.RecordCommand) bool {
	for _, s := range c.held {
		if s.waits && s.request.Record.Digest == cmd.Digest && s.request.Record.Namespace == cmd.Namespace {
			return true
		}
	}
	return false
}

// carryOut carries out the writes that wait, all together.
func (c *session) carryOut() {
	if len(c.writes) == 0 {
		return
	}
	writes := c.writes
	c.writes = writes[:0] // none is given to the store twice, whatever happens in it
	c.server.store.Write(writes)
	clear(writes)
}

// settle carries out the writes that wait, appends the replies of all held slots in order, and lets go of the slots.
func (c *session) settle() {
	c.carryOut()
	for i, s := range c.held {
		c.reply(&s.result)
		c.letGo(s)
		c.held[i] = nil
	}
	c.held, c.heldBytes = c.held[:0], 0
}

// reply appends the reply to a command on one record.
func (c *session) reply(result *aero.RecordResult) {
	c.count(result.Code)
	c.out.bytes = wire.AppendRecordReply(c.out.bytes, result)
	c.out.settle()
}

// count notes a reply with the code.
func (c *session) count(code aero.ResultCode) {
	if code == aero.CodeOK {
		c.tally.ok++
		return
	}
	c.server.counters.codes[code].Add(1)
}
