package memfs

// LoseUnsynced makes the changes of the file's content since its last sync undurable for good, as a system does that
// drops what it failed to write: they stay readable, but no later sync makes them durable; only bytes that are
// written again become so. faultfs calls it for a sync that it lets fail. Without Options.CrashImages it does
// nothing.
func (h *file) LoseUnsynced() {
	h.fs.mu.Lock()
	defer h.fs.mu.Unlock()
	s := &h.node.stable
	for index := range s.before {
		s.diverge(index)
	}
	for _, e := range s.pending[s.lost:] {
		for p := range h.node.content.pieces(e.offset, int64(len(e.bytes))) {
			s.diverge(p.index)
		}
	}
	s.lost = len(s.pending)
}

// diverge remembers that a chunk's durable content may stay different from what it holds.
func (s *stable) diverge(index int) {
	if s.diverged == nil {
		s.diverged = map[int]bool{}
	}
	s.diverged[index] = true
}

// settleContent makes what a file holds durable, apart from what was lost. It is called with mu held.
func (f *FS) settleContent(node *inode) {
	s := &node.stable
	if s.diverged == nil {
		*s = stable{size: node.content.size.Load()}
		return
	}
	durable := node.durableContent()
	for _, e := range s.pending[s.lost:] {
		e.apply(durable)
	}
	settled := stable{size: durable.size.Load(), before: map[int]*frozen{}, diverged: s.diverged}
	for index := range s.diverged {
		settled.before[index] = durable.freeze(index)
	}
	*s = settled
}
