package space

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// Restamp counts everything that is retired as freed in the given transaction, which must not be less than any before. So
// readers keep it from reuse that see what came between. It costs a copy of all retired runs. Errors are Free's.
func (m *Manager) Restamp(freed ids.TxID) error {
	var live []lifetime
	for _, e := range m.retired.arena.entries {
		if e.run.Count > 0 {
			live = append(live, lifetime{run: e.run, born: e.born})
		}
	}
	m.retired = retirement{}
	for _, l := range live {
		if err := m.Free(l.run, l.born, freed); err != nil {
			return err
		}
	}
	return nil
}
