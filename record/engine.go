package record

import "github.com/aerolith/aerolith/zerodb"

// Engine returns what the database of a namespace has counted and how it is now, and whether there is such a namespace. It never waits.
func (s *Store) Engine(namespace string) (zerodb.Metrics, zerodb.Stats, bool) {
	n := s.namespaces[namespace]
	if n == nil {
		return zerodb.Metrics{}, zerodb.Stats{}, false
	}
	return n.db.Metrics(), n.db.Stats(), true
}
