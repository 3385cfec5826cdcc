package app

import (
	"context"
	"log/slog"

	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
	"github.com/aerolith/aerolith/zerodb"
)

// storeEvents writes what an operator must know of the record store to a log.
type storeEvents struct{ log *slog.Logger }

// Event implements record.EventListener.
func (s storeEvents) Event(e record.Event) {
	if failed, ok := e.(record.BackgroundFailed); ok {
		s.log.Warn("background work failed, it is tried again", "namespace", failed.Namespace, "task", failed.Task, "error", failed.Err)
	}
}

// engineEvents writes what an operator must know of the engine to a log.
type engineEvents struct{ log *slog.Logger }

// Event implements zerodb.EventListener.
func (s engineEvents) Event(e zerodb.Event) {
	switch e := e.(type) {
	case zerodb.CheckpointFailed:
		s.log.Warn("checkpoint failed, it is tried again", "error", e.Err)
	case zerodb.Stopped:
		s.log.Error("database stopped for writes; restart the server once the cause is gone", "error", e.Cause)
	}
}

// serverEvents writes what an operator must know of the server to a log.
type serverEvents struct{ log *slog.Logger }

// Observe implements server.Events.
func (s serverEvents) Observe(e server.Event) {
	level := slog.LevelDebug
	switch e.Kind {
	case server.EventAcceptFailed, server.EventRefused:
		level = slog.LevelWarn
	case server.EventStoreFailed, server.EventPanic:
		level = slog.LevelError
	}
	if !s.log.Enabled(context.Background(), level) {
		return
	}
	peer := ""
	if e.Addr != nil {
		peer = e.Addr.String()
	}
	s.log.LogAttrs(context.Background(), level, e.Kind.String(), slog.String("peer", peer), slog.Any("error", e.Err))
}
