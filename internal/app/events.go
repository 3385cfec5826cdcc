package app

import (
	"context"
	"log/slog"

	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
	"github.com/aerolith/aerolith/zerodb"
)

// storeEvents writes what happens in the record store's background to the log.
type storeEvents struct{ expiry, truncate, namespace *slog.Logger }

// newStoreEvents returns a listener that writes to the log.
func newStoreEvents(log *nodeLog) storeEvents {
	return storeEvents{log.part(partExpiry), log.part(partTruncate), log.part(partNamespace)}
}

// Event implements record.EventListener.
func (s storeEvents) Event(e record.Event) {
	switch e := e.(type) {
	case record.BackgroundFailed:
		s.namespace.Warn("background work failed, it is tried again", "namespace", e.Namespace, "task", e.Task, "error", e.Err)
	case record.Evicted:
		s.expiry.Info("records were removed to make room", "namespace", e.Namespace, "records", e.Records)
	case record.Expired:
		s.expiry.Debug("expired records were removed", "namespace", e.Namespace, "records", e.Records)
	case record.Truncated:
		s.truncate.Info("truncated records were removed", "namespace", e.Namespace, "records", e.Records)
	}
}

// engineEvents writes what happens in the engine to the log.
type engineEvents struct{ log *slog.Logger }

// Event implements zerodb.EventListener.
func (s engineEvents) Event(e zerodb.Event) {
	switch e := e.(type) {
	case zerodb.CheckpointFailed:
		s.log.Warn("checkpoint failed, it is tried again", "error", e.Err)
	case zerodb.Stopped:
		s.log.Error("database stopped for writes; restart the server once the cause is gone", "error", e.Cause)
	case zerodb.RecoveryDone:
		s.log.Info("database opened", "clean", e.Clean, "replayed", e.Transactions, "transaction", e.LastTx)
	case zerodb.LogGap:
		s.log.Warn("log is missing from before the last checkpoint: history and archive begin behind it; take a full backup",
			"missing", e.Missing, "next", e.Next, "removed", e.Removed)
	case zerodb.DataFileSparse:
		level := slog.LevelInfo
		if e.Err != nil {
			level = slog.LevelWarn
		}
		s.log.Log(context.Background(), level, "the data file lacked blocks, as a sparse copy does", "bytes", e.Bytes, "error", e.Err)
	case zerodb.ReaderOld:
		s.log.Warn("an old read transaction keeps space from being used again", "reader", e.ReaderInfo)
	case zerodb.ReaderEnded:
		s.log.Warn("an old read transaction was asked to end", "reader", e.ReaderInfo)
	case zerodb.ReaderCheckFailed:
		s.log.Warn("readers could not be looked at, it is tried again", "error", e.Err)
	case zerodb.CheckpointDone:
		s.log.Debug("checkpoint", "transaction", e.Tx, "pages", e.Pages, "took", e.Took)
	case zerodb.Grown:
		s.log.Debug("the data file has grown", "bytes", e.Bytes)
	case zerodb.Shrunk:
		s.log.Debug("the data file was cut", "bytes", e.Bytes)
	case zerodb.Compacted:
		s.log.Info("compaction has ended", "report", e.CompactReport)
	}
}

// serverEvents writes what happens on connections to the log.
type serverEvents struct{ service, info *slog.Logger }

// newServerEvents returns a listener that writes to the log.
func newServerEvents(log *nodeLog) serverEvents {
	return serverEvents{log.part(partService), log.part(partInfo)}
}

// serviceLevel is how important an event is.
func serviceLevel(kind server.EventKind) slog.Level {
	switch kind {
	case server.EventStoreFailed, server.EventPanic:
		return slog.LevelError
	case server.EventAcceptFailed, server.EventRefused:
		return slog.LevelWarn
	case server.EventListening, server.EventShutdown, server.EventProtocol:
		return slog.LevelInfo
	default:
		return slog.LevelDebug
	}
}

// Observe implements server.Events.
func (s serverEvents) Observe(e server.Event) {
	if e.Kind == server.EventMessage {
		s.info.Info(e.Subject, "from", e.Action)
		return
	}
	level := serviceLevel(e.Kind)
	if !s.service.Enabled(context.Background(), level) {
		return
	}
	attrs := make([]slog.Attr, 0, 2)
	if e.Addr != nil {
		attrs = append(attrs, slog.String("address", e.Addr.String()))
	}
	if e.Err != nil {
		attrs = append(attrs, slog.Any("error", e.Err))
	}
	s.service.LogAttrs(context.Background(), level, e.Kind.String(), attrs...)
}
