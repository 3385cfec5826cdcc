package record

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/transaction"
)

// The bins of a monitor, as clients write them.
const (
	monitorBinID      = "id"
	monitorBinDigests = "keyds"
	monitorBinForward = "fwd"
)

// performMonitor carries out a command on a monitor: one that begins a transaction or announces writes, one that decides
// it, or one that ends it.
func (c *committer) performMonitor(l *ledger, r *request, now uint64) error {
	if !c.n.options.Enterprise {
		answerCode(r.res, aero.CodeEnterpriseOnly)
		return nil
	}
	m, err := l.monitor(r.cmd.Digest)
	if err != nil {
		return err
	}
	answerCode(r.res, aero.CodeOK)
	if r.cmd.Flags&aero.FlagDelete != 0 {
		if !m.known {
			answerCode(r.res, aero.CodeNotFound)
			return nil
		}
		return c.underSavepoint(func() error { return c.end(l, r.cmd.Digest, &m.Monitor, now) })
	}
	if code := changeMonitor(&m, r.cmd, now); code != aero.CodeOK {
		answerCode(r.res, code)
		return nil
	}
	r.res.DeadlineSeconds = m.DeadlineSeconds
	row := transaction.AppendMonitor(nil, &m.Monitor)
	return c.underSavepoint(func() error {
		c.written += len(row)
		return l.monitors.Put(r.cmd.Digest[:], row)
	})
}

// changeMonitor carries out the operations of a command on a monitor, which is zero unless it is known.
func changeMonitor(m *monitorEntry, cmd *aero.RecordCommand, now uint64) aero.ResultCode {
	if len(cmd.Operations) == 0 {
		return aero.CodeParameter
	}
	for i := range cmd.Operations {
		op := &cmd.Operations[i]
		code := aero.CodeParameter
		switch {
		case op.Bin == monitorBinID && op.Type == aero.OpWrite:
			code = m.begin(cmd, op.Value, now)
		case op.Bin == monitorBinDigests && op.Type == aero.OpCDTModify:
			if code = m.checkOpen(now); code == aero.CodeOK {
				code = m.Add(op.Value.Data)
			}
		case op.Bin == monitorBinForward && op.Type == aero.OpWrite:
			code = m.decide(now)
		}
		if code != aero.CodeOK {
			return code
		}
	}
	return aero.CodeOK
}

// begin fills a new monitor. One that exists is left as it is: a client may have to repeat the command.
func (m *monitorEntry) begin(cmd *aero.RecordCommand, id aero.Particle, now uint64) aero.ResultCode {
	const integerSize = 8
	if id.Type != aero.ParticleInteger || len(id.Data) != integerSize {
		return aero.CodeParameter
	}
	number := binary.BigEndian.Uint64(id.Data)
	seconds := cmd.TTLSeconds
	if seconds == 0 {
		seconds = transaction.DefaultSeconds
	}
	switch {
	case number == 0 || transaction.MonitorDigest(number) != cmd.Digest || seconds > transaction.MaxSeconds:
		return aero.CodeParameter
	case m.known && m.ID != number:
		return aero.CodeTransactionMonitorExists
	case m.known:
		return aero.CodeOK
	}
	m.known, m.ID, m.DeadlineSeconds = true, number, uint32(now/millisPerSecond)+seconds
	return aero.CodeOK
}

// checkOpen checks that a transaction can still announce writes.
func (m *monitorEntry) checkOpen(now uint64) aero.ResultCode {
	switch {
	case !m.known || m.Expired(now):
		return aero.CodeTransactionExpired
	case m.Forward:
		return aero.CodeTransactionCommitted
	}
	return aero.CodeOK
}

// decide notes that a transaction is to be rolled forward. From then on nothing rolls it back.
func (m *monitorEntry) decide(now uint64) aero.ResultCode {
	switch {
	case !m.known || m.Expired(now) && !m.Forward:
		return aero.CodeTransactionAborted
	case m.Forward:
		return aero.CodeTransactionCommitted
	}
	m.Forward = true
	return aero.CodeOK
}
