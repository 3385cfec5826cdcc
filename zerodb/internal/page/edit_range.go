package page

// RemoveRange takes the entries from..to-1 out, in place. A branch whose first entry goes gives up the key of the entry
// that becomes first, as Remove does.
func (n Node) RemoveRange(from, to int) {
	count := n.Count()
	if from >= to {
		return
	}
	if to-from == count {
		Init(n, n.Kind(), n.Ref())
		return
	}
	for i := from; i < to; i++ {
		n.bury(i)
	}
	left := count - (to - from)
	copy(n[n.slotAt(from):], n[n.slotAt(to):n.slotAt(count)])
	clear(n[n.slotAt(left):n.slotAt(count)])
	n.setCount(left)
	if from == 0 && n.Kind() == KindBranch {
		n.dropFirstKey()
	}
}
