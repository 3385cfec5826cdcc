package record

import (
	"time"

	"github.com/aerolith/aerolith/aero"
)

// Truncate removes the records of a set, or of the namespace for an empty set, that were last written before the
// given time; the zero time is now. They are gone for every command when Truncate returns, and stay gone whatever
// happens then; their space comes back in the background. Records written in the millisecond of the given time stay.
//
// It fails with aero.CodeNamespace for an unknown namespace, with aero.CodeParameter for a time in the future or
// before 2010, and with the errors of Execute. A set that does not exist is no error.
func (s *Store) Truncate(namespace, set string, before time.Time) error {
	n := s.namespaces[namespace]
	if n == nil {
		return refusal("truncate", aero.CodeNamespace)
	}
	number, ok := n.sets.number(set)
	if !ok {
		return nil
	}
	now := n.now()
	threshold := now
	if !before.IsZero() {
		threshold = protocolMillis(before)
	}
	if threshold == 0 || threshold > now {
		return refusal("truncate", aero.CodeParameter)
	}
	if err := n.runTask(&truncate{n: n, set: number, before: threshold}); err != nil {
		return err
	}
	n.wake()
	return nil
}

// truncate is the task that hides records.
type truncate struct {
	n      *namespace
	set    uint16
	before uint64
}

// apply implements task. A truncation to an earlier time than one before it changes nothing.
func (t *truncate) apply(c *committer, _ uint64) error {
	if t.before <= c.hidden[t.set].before {
		return nil
	}
	return c.setTruncation(t.set, truncation{before: t.before})
}

// finished implements task: readers learn of the truncation once it is durable.
func (t *truncate) finished(err error) {
	hidden := *t.n.hidden.Load()
	if err == nil && t.before > hidden[t.set].before {
		hidden = hidden.with(t.set, truncation{before: t.before})
		t.n.hidden.Store(&hidden)
	}
}

// setTruncation stores a truncation.
func (c *committer) setTruncation(set uint16, value truncation) error {
	key := appendTruncationKey(nil, set)
	system, err := c.group.systemTable()
	if err != nil {
		return err
	}
	if err := system.Put(key, appendTruncationRow(nil, value)); err != nil {
		return err
	}
	c.hidden = c.hidden.with(set, value)
	return nil
}

// cleaned is the task that notes that a truncation has nothing left to remove.
type cleaned struct {
	n    *namespace
	done truncations
}

// apply implements task. Truncations that were moved on meanwhile are left open.
func (t *cleaned) apply(c *committer, _ uint64) error {
	for set, value := range t.done {
		if c.hidden[set] != value {
			continue
		}
		value.cleaned = true
		if err := c.setTruncation(set, value); err != nil {
			return err
		}
	}
	return nil
}

// finished implements task.
func (t *cleaned) finished(err error) {
	if err != nil {
		return
	}
	hidden := *t.n.hidden.Load()
	for set, value := range t.done {
		if hidden[set] == value {
			value.cleaned = true
			hidden = hidden.with(set, value)
		}
	}
	t.n.hidden.Store(&hidden)
}
