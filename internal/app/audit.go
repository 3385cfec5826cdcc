package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/server"
)

// auditPermission is that of the audit log: it tells who does what.
const auditPermission = 0o600

// auditedEvents writes audit events to a log of their own, and everything to the next listener too.
type auditedEvents struct {
	next  server.Events
	audit *slog.Logger
}

// Observe implements server.Events.
func (a auditedEvents) Observe(e server.Event) {
	if e.Kind != server.EventAudit {
		a.next.Observe(e)
		return
	}
	peer := ""
	if e.Addr != nil {
		peer = e.Addr.String()
	}
	level := slog.LevelInfo
	if e.Code != aero.CodeOK {
		level = slog.LevelWarn
	}
	a.audit.Log(context.Background(), level, "audit", "action", e.Action, "user", e.User, "subject", e.Subject, "peer", peer,
		"code", int(e.Code), "outcome", e.Code.String())
}

// openAudit opens the audit log, or returns the part of the node's log for it.
func (o Options) openAudit(log *nodeLog) (*slog.Logger, io.Closer, error) {
	if o.AuditLog == "" {
		return log.part(partSecurity), nil, nil
	}
	file, err := os.OpenFile(o.AuditLog, os.O_CREATE|os.O_APPEND|os.O_WRONLY, auditPermission)
	if err != nil {
		return nil, nil, fmt.Errorf("--audit-log: %w", err)
	}
	return slog.New(slog.NewJSONHandler(file, nil)), file, nil
}
