package eval

import (
	"maps"
	"sync"
	"sync/atomic"

	"github.com/aerolith/aerolith/record/internal/layout"
)

// Names turns bin names into strings that live for ever, without allocating for a name seen before. It keeps a
// bounded number of them; names beyond that are allocated each time. It may be used by several goroutines.
type Names struct {
	known atomic.Pointer[map[layout.Name]string]
	limit int

	mu sync.Mutex // serialises the replacement of known
}

// NewNames returns an empty table that keeps at most limit names.
func NewNames(limit int) *Names {
	n := &Names{limit: limit}
	n.known.Store(&map[layout.Name]string{})
	return n
}

// String returns the name as a string.
func (n *Names) String(name layout.Name) string {
	if s, ok := (*n.known.Load())[name]; ok {
		return s
	}
	return n.learn(name)
}

// learn adds the name to a copy of the table, so that readers need no lock.
func (n *Names) learn(name layout.Name) string {
	s := name.String()
	n.mu.Lock()
	defer n.mu.Unlock()
	known := *n.known.Load()
	if len(known) >= n.limit {
		return s
	}
	next := maps.Clone(known)
	next[name] = s
	n.known.Store(&next)
	return s
}
