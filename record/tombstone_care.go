package record

import (
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// TombstoneCare says how a namespace treats what durable deletes leave.
type TombstoneCare struct {
	// Age is how old they are at least when they are removed.
	Age time.Duration
	// Period is how often old ones are looked for; 0 keeps all.
	Period time.Duration
	// Sleep is the pause between two steps of the looking, each of ScanChunkRecords tombstones at most; 0 makes none.
	Sleep time.Duration
}

// DefaultTombstoneCare returns what holds until something else is said, as in an Aerospike server: a day each, and a pause of a
// millisecond.
func DefaultTombstoneCare() TombstoneCare {
	const day = 24 * time.Hour
	return TombstoneCare{Age: day, Period: day, Sleep: time.Millisecond}
}

// raidCheck is how often the raider looks whether it is time to look for old tombstones.
const raidCheck = time.Second

// raider removes old tombstones of a namespace.
type raider struct {
	care atomic.Pointer[TombstoneCare]
	// changed gets a token when care was changed: the raider then looks at once, and pauses no longer.
	changed chan struct{}
	// last is when old ones were looked for last, in protocol milliseconds. Only the raider's goroutine uses it.
	last uint64
}

// init begins with the default care at a time.
func (r *raider) init(now uint64) {
	care := DefaultTombstoneCare()
	r.care.Store(&care)
	r.changed, r.last = make(chan struct{}, 1), now
}

// set changes the care.
func (r *raider) set(care TombstoneCare) {
	r.care.Store(&care)
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// runRaider removes old tombstones when it is time to, until the namespace closes.
func (n *namespace) runRaider() {
	ticker := time.NewTicker(raidCheck)
	defer ticker.Stop()
	for n.restUntil(ticker.C) {
		n.raidTombstones()
	}
}

// restUntil waits for a time, or until the care of tombstones changes. It reports whether the namespace goes on.
func (n *namespace) restUntil(over <-chan time.Time) bool {
	select {
	case <-over:
	case <-n.raider.changed:
	case <-n.stop:
	}
	return !n.closing()
}

// raidTombstones removes the tombstones that are old enough, or that a truncation hides, if it is time to look for them.
func (n *namespace) raidTombstones() {
	now, care := n.now(), n.raider.care.Load()
	if care.Period <= 0 || now < n.raider.last+uint64(care.Period/time.Millisecond) {
		return
	}
	n.raider.last = now
	limit := now - min(now, uint64(care.Age/time.Millisecond))
	for from := []byte(nil); ; {
		step := &tombstoneStep{}
		next, err := n.collectTombstones(step, from, limit)
		if err == nil && len(step.keys) > 0 {
			err = n.runTask(step)
		}
		if err != nil {
			n.report(taskTombstones, err)
		}
		if err != nil || next == nil || !n.restFromRaid() {
			return
		}
		from = next
	}
}

// restFromRaid makes the pause between two steps. It reports whether the namespace goes on.
func (n *namespace) restFromRaid() bool {
	pause := n.raider.care.Load().Sleep
	if pause <= 0 {
		return !n.closing()
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	return n.restUntil(timer.C)
}

// TombstoneCare returns how a namespace treats what durable deletes leave; zero if there is no such namespace.
func (s *Store) TombstoneCare(namespace string) TombstoneCare {
	n := s.namespaces[namespace]
	if n == nil {
		return TombstoneCare{}
	}
	return *n.raider.care.Load()
}

// SetTombstoneCare changes how a namespace treats what durable deletes leave, until the store is closed. It fails with
// aero.CodeNamespace, and with aero.CodeParameter for what is negative.
func (s *Store) SetTombstoneCare(namespace string, care TombstoneCare) error {
	n := s.namespaces[namespace]
	switch {
	case n == nil:
		return refusal("set the care of tombstones", aero.CodeNamespace)
	case care.Age < 0 || care.Period < 0 || care.Sleep < 0:
		return refusal("set the care of tombstones", aero.CodeParameter)
	}
	n.raider.set(care)
	return nil
}
