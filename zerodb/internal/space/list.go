package space

// AppendFree appends every run that is not in use, available and retired ones, to dst in no order. It costs a copy of all
// runs.
func (m *Manager) AppendFree(dst []Run) []Run {
	m.closeOpen()
	for p := range m.byPlace.Freeze().All() {
		dst = append(dst, runAtPlace(p))
	}
	return m.retired.arena.appendRuns(dst)
}
