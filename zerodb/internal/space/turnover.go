package space

// turnover counts pages over the manager's life.
type turnover struct {
	allocated, returned, freed uint64
}

// Turnover returns how many pages were handed out and not given back unused, and how many were freed, since the manager was
// made.
func (m *Manager) Turnover() (allocated, freed uint64) {
	return m.turnover.allocated - min(m.turnover.allocated, m.turnover.returned), m.turnover.freed
}
