package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
)

// totals are how many records each set has and how many bytes they take, as of the newest transaction, and the sum of the
// bytes. They belong to the committer.
type totals struct {
	sets  map[uint16]countChange
	bytes int64
}

// loadTotals reads the totals from the table of sets.
func (n *namespace) loadTotals() (totals, error) {
	t := totals{sets: map[uint16]countChange{}}
	rows, err := n.setRows()
	for set, row := range rows {
		t.add(countChange{set: uint16(set), objects: int64(row.objects), bytes: int64(row.bytes)})
	}
	return t, err
}

// add adds a change.
func (t *totals) add(change countChange) {
	sum := t.sets[change.set]
	t.sets[change.set] = countChange{
		set: change.set, objects: sum.objects + change.objects, bytes: sum.bytes + change.bytes,
	}
	t.bytes += change.bytes
}

// take adds the changes of a request to the totals.
func (c *committer) take(changes []countChange) {
	for _, change := range changes {
		c.totals.add(change)
	}
	c.n.usedBytes.Store(uint64(max(c.totals.bytes, 0)))
}

// giveBack takes back what a group added that did not happen.
func (c *committer) giveBack(group *counts) {
	for _, change := range group.changes {
		c.totals.add(countChange{set: change.set, objects: -change.objects, bytes: -change.bytes})
	}
	c.n.usedBytes.Store(uint64(max(c.totals.bytes, 0)))
}

// admits checks a write against the limits of namespace and set before it is evaluated. Deletes are always admitted. It
// returns aero.CodeOutOfSpace if the namespace's budget is used up, aero.CodeForbidden if the set's is.
func (c *committer) admits(cmd *aero.RecordCommand) aero.ResultCode {
	t := c.n.tunings.Load()
	if t.StopWritesPercent == 0 && len(t.sets) == 0 || cmd.Flags&aero.FlagDelete != 0 {
		return aero.CodeOK
	}
	if t.stopsWrites(uint64(max(c.totals.bytes, 0))) {
		return aero.CodeOutOfSpace
	}
	own := t.sets[cmd.Set]
	if own.StopWritesSize != 0 {
		if set, ok := c.n.sets.number(cmd.Set); ok && uint64(max(c.totals.sets[set].bytes, 0)) > own.StopWritesSize {
			return aero.CodeForbidden
		}
	}
	return aero.CodeOK
}

// admitsNew checks the outcome of a write against how many records its set may have.
func (c *committer) admitsNew(cmd *aero.RecordCommand, out *eval.Outcome) bool {
	if out.Change != eval.ChangePut || c.found.current.Exists || len(c.n.tunings.Load().sets) == 0 {
		return true
	}
	limit := c.n.tunings.Load().sets[cmd.Set].StopWritesCount
	return limit == 0 || uint64(max(c.totals.sets[out.Header.SetID].objects, 0)) < limit
}
