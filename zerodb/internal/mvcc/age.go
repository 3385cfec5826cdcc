package mvcc

import (
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Ages measures how long versions have been pinned, without a clock in the readers' path: whoever collects the pins
// now and then shows them to it with the time. An age counts from the first time that the version was seen pinned although
// a newer one was visible; only from then on does the reader cost space. It is thus exact to the interval between
// two observations, never too high. The zero Ages is ready. For one goroutine.
type Ages struct {
	seen []sighting // ascending by tx
	next []sighting // scratch that takes turns with seen
}

// sighting is the first time that a superseded version was seen pinned.
type sighting struct {
	tx   ids.TxID
	time time.Time
}

// Observe takes in the pins at a time. pins ascend without duplicates; visible is the visible version's transaction.
func (a *Ages) Observe(pins []ids.TxID, visible ids.TxID, now time.Time) {
	next, old := a.next[:0], a.seen
	for _, tx := range pins {
		if tx >= visible {
			break
		}
		for len(old) > 0 && old[0].tx < tx {
			old = old[1:]
		}
		first := sighting{tx: tx, time: now}
		if len(old) > 0 && old[0].tx == tx {
			first = old[0]
		}
		next = append(next, first)
	}
	a.seen, a.next = next, a.seen[:0]
}

// Oldest returns the oldest superseded version that was pinned at the last observation, and its age at the given time.
// ok is false when there was none.
func (a *Ages) Oldest(now time.Time) (tx ids.TxID, age time.Duration, ok bool) {
	if len(a.seen) == 0 {
		return 0, 0, false
	}
	return a.seen[0].tx, max(0, now.Sub(a.seen[0].time)), true
}
