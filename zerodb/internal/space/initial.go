package space

import (
	"slices"
)

// The free runs that a manager starts with stay a list until somebody needs them in the sets: a database that is opened to be read
// never does.

// adopt checks runs and takes them over as available. It fails like NewManager.
func (m *Manager) adopt(free []Run) error {
	if !slices.IsSortedFunc(free, compareStarts) {
		free = slices.Clone(free)
		slices.SortFunc(free, compareStarts)
	}
	for i, r := range free {
		if !r.within(m.highWater) {
			return runError(ErrRange, r)
		}
		if i > 0 && free[i-1].End() > r.Start {
			return runError(ErrOverlap, r)
		}
		m.pages += r.Count
	}
	m.initial = free
	return nil
}

// enterInitial enters the runs that the manager started with into the sets.
func (m *Manager) enterInitial() {
	free := m.initial
	m.initial = nil
	for _, r := range free {
		m.pages -= r.Count
		if err := m.insert(r); err != nil {
			continue // adopt has looked. Were it to happen, the run would be lost, which is safe.
		}
	}
}
