package eval

import "github.com/aerolith/aerolith/record/internal/layout"

// Renew evaluates the renewal of a record that was read: it shall live for ttlSeconds from now on. The generation
// stays, so that no generation check of a client fails because somebody read. stored is the record's stored form.
// A record that would not live longer than it does anyway is left alone.
func (e *Evaluator) Renew(cur *Current, stored []byte, ttlSeconds uint32, now uint64) Outcome {
	header := cur.Record.Header
	header.VoidTime = clampVoidTime(now/millisPerSecond + uint64(ttlSeconds))
	if !cur.Exists || cur.Record.VoidTime == 0 || header.VoidTime <= cur.Record.VoidTime {
		return Outcome{}
	}
	header.LastUpdate = max(header.LastUpdate, now)
	e.value = layout.AppendWithHeader(e.value[:0], stored, header)
	return Outcome{Change: ChangePut, Value: e.value, Header: header}
}
