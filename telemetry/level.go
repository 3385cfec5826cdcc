package telemetry

import (
	"log/slog"
	"maps"
	"sync"
)

// Levels say from which level on the parts of a program log; they can be changed while it runs. The zero Levels log from
// slog.LevelInfo on. All methods may be called from several goroutines.
type Levels struct {
	// mu guards what follows.
	mu sync.RWMutex
	// standard is the level of parts without one of their own, parts are the others.
	standard slog.Level
	parts    map[string]slog.Level
}

// Set changes the level of a part, or of all parts without one of their own if the name is empty. It counts at once.
func (l *Levels) Set(part string, level slog.Level) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if part == "" {
		l.standard = level
		return
	}
	if l.parts == nil {
		l.parts = make(map[string]slog.Level)
	}
	l.parts[part] = level
}

// Unset lets a part have the level of those without one of their own again.
func (l *Levels) Unset(part string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.parts, part)
}

// All returns the levels of the parts that have one, with the others' under the empty name.
func (l *Levels) All() map[string]slog.Level {
	l.mu.RLock()
	defer l.mu.RUnlock()
	all := maps.Clone(l.parts)
	if all == nil {
		all = make(map[string]slog.Level)
	}
	all[""] = l.standard
	return all
}

// Of returns the level of a part as it is at each moment.
func (l *Levels) Of(part string) slog.Leveler { return partLevel{l, part} }

// partLevel is the level of a part.
type partLevel struct {
	levels *Levels
	part   string
}

// Level implements slog.Leveler.
func (p partLevel) Level() slog.Level {
	p.levels.mu.RLock()
	defer p.levels.mu.RUnlock()
	if level, own := p.levels.parts[p.part]; own {
		return level
	}
	return p.levels.standard
}
