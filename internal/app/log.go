package app

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/telemetry"
)

// levelDetail is below slog.LevelDebug, as a real node's detail is.
const levelDetail = slog.LevelDebug - 4

// The parts of the node that log lines come from, by the names of a real node's contexts.
const (
	partService   = "service"
	partSecurity  = "security"
	partInfo      = "info"
	partStorage   = "storage"
	partNamespace = "namespace"
	partExpiry    = "nsup"
	partTruncate  = "truncate"
)

// levelNames are the levels by their names in the configuration and, in capitals, in the protocol.
func levelNames() map[string]slog.Level {
	return map[string]slog.Level{
		"critical": slog.LevelError, "warning": slog.LevelWarn, "info": slog.LevelInfo, "debug": slog.LevelDebug, "detail": levelDetail,
	}
}

// nodeLog is the log of a node: lines of text without secrets, whose levels change while it runs. It implements server.LogLevels.
type nodeLog struct {
	levels  telemetry.Levels
	handler slog.Handler
	// contexts are the names of a real node's contexts; few ever ask for them.
	contexts func() []string
}

// newLog returns a log with one level for all parts. The error names the option.
func newLog(out io.Writer, level string) (*nodeLog, error) {
	l := &nodeLog{
		handler:  slog.NewTextHandler(out, &slog.HandlerOptions{Level: levelDetail}),
		contexts: sync.OnceValue(logContexts),
	}
	number, known := levelNames()[level]
	if !known {
		return nil, fmt.Errorf("--log-level: %q is not one of critical, warning, info, debug and detail", level)
	}
	l.levels.Set("", number)
	return l, nil
}

// logContexts returns the names of the contexts in the configuration of a real node.
func logContexts() []string {
	var names []string
	for _, option := range registry.Aerospike().Context("logging").Options {
		if option.Type == schema.Enum && option.Name != "any" && option.Until == "" && option.Allows("detail") {
			names = append(names, option.Name)
		}
	}
	return names
}

// part returns the logger of a part.
func (l *nodeLog) part(name string) *slog.Logger {
	return slog.New(telemetry.Redacting(l.handler, l.levels.Of(name))).With("part", name)
}

// Contexts implements server.LogLevels.
func (l *nodeLog) Contexts() []string { return l.contexts() }

// Level implements server.LogLevels.
func (l *nodeLog) Level(context string) string {
	if !slices.Contains(l.contexts(), context) {
		return ""
	}
	level := l.levels.Of(context).Level()
	for name, number := range levelNames() {
		if number == level {
			return strings.ToUpper(name)
		}
	}
	return ""
}

// SetLevel implements server.LogLevels.
func (l *nodeLog) SetLevel(context, level string) bool {
	number, known := levelNames()[strings.ToLower(level)]
	switch {
	case !known:
		return false
	case context == "any":
		l.setAll(number)
	case slices.Contains(l.contexts(), context):
		l.levels.Set(context, number)
	default:
		return false
	}
	return true
}

// setAll gives all parts one level.
func (l *nodeLog) setAll(level slog.Level) {
	l.levels.Set("", level)
	for part := range l.levels.All() {
		if part != "" {
			l.levels.Unset(part)
		}
	}
}

// changeLevel gives all parts the level of a configuration; what it returns brings the levels back that were there before.
func (l *nodeLog) changeLevel(level string) (func() error, error) {
	number, known := levelNames()[level]
	if !known {
		return nil, fmt.Errorf("%w: %s", errLimit, level)
	}
	before := l.levels.All()
	l.setAll(number)
	return func() error {
		l.setAll(before[""])
		for part, level := range before {
			l.levels.Set(part, level)
		}
		return nil
	}, nil
}
