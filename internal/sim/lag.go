package sim

// lateWrite is a write that a replica has received and not applied yet: reads there do not see it, but it is not lost
// when the master dies.
type lateWrite struct {
	owner *Node
	key   recordKey
	// record is the new state, nil for a deletion.
	record *record
}

// SetLag lets replicas be so many writes behind; 0 lets them apply each write before it is answered.
func (c *Cluster) SetLag(writes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lag = writes
	c.applyLate(writes)
}

// replicate stores a new state of a record, nil for none: at the master at once, at replicas as the lag allows. The lock
// is held.
func (c *Cluster) replicate(owners []*Node, key recordKey, next *record) {
	now := c.clock()
	for i, owner := range owners {
		w := lateWrite{owner: owner, key: key}
		if next != nil {
			w.record = next.clone()
			w.record.updated = now
		}
		if i == 0 {
			w.apply()
			continue
		}
		c.late = append(c.late, w)
	}
	c.applyLate(c.lag)
}

// applyLate applies all late writes but the given number of latest ones. The lock is held.
func (c *Cluster) applyLate(keep int) {
	for len(c.late) > keep {
		c.late[0].apply()
		c.late = c.late[1:]
	}
}

// apply stores the write.
func (w *lateWrite) apply() {
	if w.record == nil {
		delete(w.owner.records, w.key)
		return
	}
	w.owner.records[w.key] = w.record
}
