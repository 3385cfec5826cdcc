package partition

import "github.com/aerolith/aerolith/aero"

// Claim is what one node says it owns.
type Claim[N comparable] struct {
	// Node is the claimant.
	Node N
	// Owned is the claim, for each namespace.
	Owned []Ownership
}

// Map is an immutable picture of who owns what.
type Map[N comparable] struct {
	// namespaces has a table for each namespace.
	namespaces map[string]*table[N]
	// silent says that a node has not said yet what it owns.
	silent bool
}

// table is one namespace's owners.
type table[N comparable] struct {
	// regimes are those of the claims that won.
	regimes [aero.PartitionCount]uint32
	// replicas has, for the master and each further copy, the owner of every partition; the zero N is nobody.
	replicas []*[aero.PartitionCount]N
}

// Build makes a map of the nodes' claims, which come in the order in which they were made: where two nodes claim the
// same copy, the higher regime wins, then the later claim. What nobody claims is taken over from the previous map, if
// its node is among the claimants: while a partition moves there are moments when nobody claims it, and the node that
// had it forwards commands. previous may be nil.
func Build[N comparable](previous *Map[N], claims []Claim[N]) *Map[N] {
	m := &Map[N]{namespaces: make(map[string]*table[N])}
	present := make(map[N]bool, len(claims))
	m.silent = len(claims) == 0
	for i := range claims {
		present[claims[i].Node] = true
		m.silent = m.silent || len(claims[i].Owned) == 0
		for j := range claims[i].Owned {
			m.claim(claims[i].Node, &claims[i].Owned[j])
		}
	}
	if m.silent && previous != nil {
		m.remember(previous)
	}
	m.fill(previous, present)
	return m
}

// remember takes over the namespaces of the previous map that nobody claims, because some nodes have not said yet what they
// own: that there is nobody to ask is no proof that a namespace has gone.
func (m *Map[N]) remember(previous *Map[N]) {
	for name, before := range previous.namespaces {
		if m.namespaces[name] != nil {
			continue
		}
		t := &table[N]{}
		for range before.replicas {
			t.replicas = append(t.replicas, new([aero.PartitionCount]N))
		}
		m.namespaces[name] = t
	}
}

// claim enters one node's claim on one namespace.
func (m *Map[N]) claim(node N, o *Ownership) {
	t := m.namespaces[o.Namespace]
	if t == nil {
		t = &table[N]{}
		m.namespaces[o.Namespace] = t
	}
	for len(t.replicas) < len(o.Replicas) {
		t.replicas = append(t.replicas, new([aero.PartitionCount]N))
	}
	for copyIndex, bitmap := range o.Replicas {
		for id := range aero.PartitionID(aero.PartitionCount) {
			if bitmap.Has(id) && o.Regime >= t.regimes[id] {
				t.replicas[copyIndex][id] = node
				t.regimes[id] = o.Regime
			}
		}
	}
}

// fill takes over from the previous map what nobody claims.
func (m *Map[N]) fill(previous *Map[N], present map[N]bool) {
	if previous == nil {
		return
	}
	var nobody N
	for name, t := range m.namespaces {
		before := previous.namespaces[name]
		if before == nil {
			continue
		}
		for copyIndex := range min(len(t.replicas), len(before.replicas)) {
			now, then := t.replicas[copyIndex], before.replicas[copyIndex]
			for id := range now {
				if now[id] == nobody && present[then[id]] {
					now[id] = then[id]
				}
			}
		}
	}
}

// Complete reports whether all nodes have said what they own: only then is a namespace that is missing none.
func (m *Map[N]) Complete() bool { return !m.silent }

// Has reports whether any node has the namespace.
func (m *Map[N]) Has(namespace string) bool {
	return m.namespaces[namespace] != nil
}

// Replicas returns how many copies of a partition the namespace has.
func (m *Map[N]) Replicas(namespace string) int {
	t := m.namespaces[namespace]
	if t == nil {
		return 0
	}
	return len(t.replicas)
}

// Regime returns the regime of the claims that count for a partition; 0 if nobody claims it.
func (m *Map[N]) Regime(namespace string, id aero.PartitionID) uint32 {
	t := m.namespaces[namespace]
	if t == nil || id >= aero.PartitionCount {
		return 0
	}
	return t.regimes[id]
}

// Owner returns the node with one copy of a partition, 0 being the master. It returns the zero N if nobody has it or
// the arguments are out of range.
func (m *Map[N]) Owner(namespace string, id aero.PartitionID, copyIndex int) (owner N) {
	t := m.namespaces[namespace]
	if t == nil || copyIndex < 0 || copyIndex >= len(t.replicas) || id >= aero.PartitionCount {
		return owner
	}
	return t.replicas[copyIndex][id]
}

// Maps reports whether the node owns any copy of any partition.
func (m *Map[N]) Maps(node N) bool {
	for _, t := range m.namespaces {
		for _, owners := range t.replicas {
			for _, owner := range owners {
				if owner == node {
					return true
				}
			}
		}
	}
	return false
}
