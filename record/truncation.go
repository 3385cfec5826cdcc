package record

import (
	"maps"

	"github.com/aerolith/aerolith/record/internal/layout"
)

// truncation says that records last updated before a time are gone. It is kept for ever, so that a clock that goes
// back cannot bring records about that look older.
type truncation struct {
	before  uint64 // milliseconds since the protocol's epoch
	cleaned bool   // no such record is left in the tables
}

// truncations are those of a namespace by set; that of noSet is for all records. A value never changes.
type truncations map[uint16]truncation

// hides reports whether the record is gone by truncation.
func (t truncations) hides(h *layout.Header) bool {
	if len(t) == 0 {
		return false
	}
	return h.LastUpdate < t[noSet].before || h.LastUpdate < t[h.SetID].before
}

// with returns the truncations with one more or changed.
func (t truncations) with(set uint16, value truncation) truncations {
	next := maps.Clone(t)
	if next == nil {
		next = truncations{}
	}
	next[set] = value
	return next
}

// uncleaned returns those whose records are still to be removed.
func (t truncations) uncleaned() truncations {
	todo := truncations{}
	for set, value := range t {
		if !value.cleaned {
			todo[set] = value
		}
	}
	return todo
}
