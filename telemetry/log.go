package telemetry

import (
	"context"
	"log/slog"
	"slices"
)

// Redacting returns a handler that passes records on to another one without secrets: attributes whose name says that they are
// one, such as password, token or authorization, whatever their value is; the same names inside of groups, structs and maps,
// and in texts of the form NAME=VALUE; passwords in URLs; values of type secret.Value. Further names are added to the known ones.
//
// Records below the level are dropped before anything is done with them; Levels gives levels that change while the program runs.
// What is a secret by its content alone nobody can tell: log values of type secret.Value.
func Redacting(next slog.Handler, level slog.Leveler, names ...string) slog.Handler {
	return &redacting{next: next, level: level, names: newNames(names)}
}

// redacting is the handler.
type redacting struct {
	next  slog.Handler
	level slog.Leveler
	names names
	// hidden says that a group is open whose name says that it is a secret.
	hidden bool
}

// Enabled implements slog.Handler.
func (h *redacting) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= h.level.Level() && h.next.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h *redacting) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, h.names.text(r.Message), r.PC)
	attrs := make([]slog.Attr, 0, r.NumAttrs())
	r.Attrs(func(a slog.Attr) bool {
		attrs = append(attrs, h.clean(a))
		return true
	})
	clean.AddAttrs(attrs...)
	return h.next.Handle(ctx, clean)
}

// clean returns an attribute without secrets.
func (h *redacting) clean(a slog.Attr) slog.Attr {
	if h.hidden {
		return slog.String(a.Key, redacted)
	}
	return h.names.attr(a, 0)
}

// WithAttrs implements slog.Handler.
func (h *redacting) WithAttrs(attrs []slog.Attr) slog.Handler {
	attrs = slices.Clone(attrs)
	for i := range attrs {
		attrs[i] = h.clean(attrs[i])
	}
	with := *h
	with.next = h.next.WithAttrs(attrs)
	return &with
}

// WithGroup implements slog.Handler.
func (h *redacting) WithGroup(name string) slog.Handler {
	with := *h
	with.next, with.hidden = h.next.WithGroup(name), h.hidden || h.names.isSecret(name)
	return &with
}
