package server

import "sync/atomic"

// gate admits a limited number of users at once.
type gate struct {
	inside atomic.Int64
	limit  *atomic.Int64
}

// enter reports whether there was room; then leave must follow.
func (g *gate) enter() bool {
	if g.inside.Add(1) <= g.limit.Load() {
		return true
	}
	g.inside.Add(-1)
	return false
}

// leave makes room for another.
func (g *gate) leave() { g.inside.Add(-1) }
