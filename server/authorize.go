package server

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/server/access"
	"github.com/aerolith/aerolith/wire"
)

// permit reports whether the user of the connection may do something: CodeOK, or the code that refuses it.
func (c *session) permit(wanted access.Permission, namespace, set string) aero.ResultCode {
	switch {
	case c.server.options.Access == nil:
		return aero.CodeOK
	case c.identity == nil:
		return aero.CodeNotAuthenticated
	}
	return c.identity.Permit(wanted, namespace, set)
}

// authorize checks a request against the rights and quotas of the user. Rows of a batch are refused one by one.
func (c *session) authorize(r *wire.Request) aero.ResultCode {
	var code aero.ResultCode
	action := "query"
	switch r.Kind {
	case wire.KindRecord:
		action = "command"
		code = c.authorizeRecord(&r.Record)
	case wire.KindBatch:
		code = c.authorizeBatch(&r.Batch)
	default:
		code = c.authorizeScan(&r.Scan)
	}
	if code != aero.CodeOK {
		c.audit(action, "", code)
	}
	return code
}

// withinLimits reports whether a request respects the limits that may have changed since the connection began.
func (c *session) withinLimits(r *wire.Request) bool {
	return r.Kind != wire.KindBatch || int64(len(r.Batch.Command.Entries)) <= c.server.settings.maxBatchEntries.Load()
}

// authorizeRecord checks a command on one record.
func (c *session) authorizeRecord(cmd *aero.RecordCommand) aero.ResultCode {
	if code := c.permit(neededFor(cmd), cmd.Namespace, cmd.Set); code != aero.CodeOK {
		return code
	}
	reads, writes := weight(cmd)
	return c.identity.Spend(c.server.options.Now(), reads, writes)
}

// neededFor returns what a command on one record needs.
func neededFor(cmd *aero.RecordCommand) access.Permission {
	var wanted access.Permission
	if cmd.Function != nil {
		wanted |= access.PermitFunction
	}
	if cmd.Flags&aero.FlagWrite != 0 {
		wanted |= access.PermitWrite
	}
	if cmd.Flags&aero.FlagDelete != 0 {
		wanted |= access.PermitDelete
	}
	if cmd.Flags&(aero.FlagRead|aero.FlagReadAllBins) != 0 || wanted == 0 {
		wanted |= access.PermitRead
	}
	return wanted
}

// weight returns how much of the quotas a command takes.
func weight(cmd *aero.RecordCommand) (reads, writes uint32) {
	if cmd.Flags&(aero.FlagWrite|aero.FlagDelete) != 0 {
		return 0, 1
	}
	return 1, 0
}

// authorizeBatch checks the rows of a batch: those that are not permitted are refused alone.
func (c *session) authorizeBatch(b *wire.BatchRequest) aero.ResultCode {
	if code := c.permit(0, "", ""); code != aero.CodeOK {
		return code
	}
	var reads, writes uint32
	for i := range b.Command.Entries {
		cmd := &b.Command.Entries[i]
		code := c.permit(neededFor(cmd), cmd.Namespace, cmd.Set)
		if code == aero.CodeOK {
			read, write := weight(cmd)
			reads, writes = reads+read, writes+write
			continue
		}
		c.audit("command", "", code)
		b.Refused[i] = code
		*cmd = aero.RecordCommand{Namespace: cmd.Namespace, Set: cmd.Set, Digest: cmd.Digest, Timeout: cmd.Timeout}
	}
	return c.identity.Spend(c.server.options.Now(), reads, writes)
}

// authorizeScan checks a request on many records.
func (c *session) authorizeScan(s *wire.ScanRequest) aero.ResultCode {
	wanted, reads, writes := access.PermitQuery, uint32(1), uint32(0)
	switch {
	case s.Function != nil || s.Write.Function != nil:
		wanted = access.PermitFunctionQuery
	case s.Background:
		wanted = access.PermitWriteQuery
	}
	if s.Background {
		reads, writes = 0, 1
	}
	if code := c.permit(wanted, s.Command.Namespace, s.Command.Set); code != aero.CodeOK {
		return code
	}
	return c.identity.Spend(c.server.options.Now(), reads, writes)
}
