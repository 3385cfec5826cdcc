package wal

import (
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Hold keeps the log from a position on, for somebody who reads it while it is written. Its methods may be called from anywhere.
type Hold struct {
	log *Log
	// The log's mutex guards the fields below.
	from   ids.LSN
	broken bool
}

// Hold keeps the log from a position on until the hold is released, or until more than Options.HoldBytes have been written behind
// the position; a position further back is taken for the furthest possible. It does not bring back what has been given up before.
func (l *Log) Hold(from ids.LSN) *Hold {
	l.mu.Lock()
	defer l.mu.Unlock()
	end, most := l.position.LSN, ids.LSN(l.opts.HoldBytes)
	h := &Hold{log: l, from: max(from, end-min(most, end))}
	l.holds = append(l.holds, h)
	return h
}

// Move gives up what lies before a later position.
func (h *Hold) Move(to ids.LSN) {
	h.log.mu.Lock()
	defer h.log.mu.Unlock()
	h.from = max(h.from, to)
}

// Broken reports whether the hold was dropped because it kept too much.
func (h *Hold) Broken() bool {
	h.log.mu.Lock()
	defer h.log.mu.Unlock()
	return h.broken
}

// Release ends the hold.
func (h *Hold) Release() {
	h.log.mu.Lock()
	defer h.log.mu.Unlock()
	h.log.holds = slices.DeleteFunc(h.log.holds, func(other *Hold) bool { return other == h })
}

// neededFrom returns from where on the log must stay when a checkpoint needs it from upTo on. The caller holds mu.
func (l *Log) neededFrom(upTo ids.LSN) ids.LSN {
	end := l.position.LSN
	if keep := ids.LSN(l.opts.KeepBytes); keep > 0 {
		upTo = min(upTo, end-min(keep, end))
	}
	for _, h := range l.holds {
		if end-min(h.from, end) > ids.LSN(l.opts.HoldBytes) {
			h.broken = true
		}
		if !h.broken {
			upTo = min(upTo, h.from)
		}
	}
	return upTo
}
