package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/zerodb"
)

// taskEviction names eviction in events.
const taskEviction = "eviction"

// thousandth is what a tenth of a percent is part of.
const thousandth = 1000

// evictAll makes room, round by round, while more of the budget is in use than Tuning.EvictPercent allows and there are
// records that would expire. Each round removes Tuning.EvictTenthsPercent of them, those that would expire first.
func (n *namespace) evictAll() {
	total := uint64(0)
	for !n.closing() {
		t := n.tunings.Load()
		if n.hwmBreached.Store(t.evicts(n.usedBytes.Load())); !n.hwmBreached.Load() {
			break
		}
		removed, err := n.evictRound(t)
		total += removed
		if err != nil {
			n.report(taskEviction, err)
		}
		if err != nil || removed == 0 {
			break
		}
	}
	if total > 0 {
		n.evicted.Add(total)
		n.options.Events.Event(Evicted{Namespace: n.settings.Name, Records: total})
	}
}

// evictRound removes the share of a round in steps, so that other writes come in between, and returns how many records
// those were.
func (n *namespace) evictRound(t *tunings) (removed uint64, err error) {
	search := evictionSearch{n: n, kept: n.setsKept(t)}
	search.share = uint64(t.EvictTenthsPercent)
	for !n.closing() && !search.done {
		step := &evictionStep{}
		if err := n.view(func(tx *zerodb.Tx) error { return search.fill(tx, step) }); err != nil {
			return removed, err
		}
		if len(step.digests) == 0 {
			continue
		}
		if err := n.runTask(step); err != nil {
			return removed, err
		}
		removed += step.removed
	}
	return removed, nil
}

// setsKept returns the sets whose records are not evicted.
func (n *namespace) setsKept(t *tunings) map[uint16]bool {
	kept := map[uint16]bool{}
	for name, own := range t.sets {
		if set, ok := n.sets.number(name); ok && own.DisableEviction {
			kept[set] = true
		}
	}
	return kept
}

// evictionSearch looks for the records that would expire first.
type evictionSearch struct {
	n    *namespace
	kept map[uint16]bool
	// from is the key of the table expiry to go on from; nil for its beginning.
	from []byte
	// share is how many of the records the round removes, in thousandths; left how many it may still remove.
	share, left uint64
	// done says that the round is over.
	done bool
}

// fill fills the step with the next records. It looks at a bounded number of entries.
func (e *evictionSearch) fill(tx *zerodb.Tx, step *evictionStep) error {
	expiry, err := tx.Table(tableExpiry)
	if err != nil {
		return err
	}
	records, err := tx.Table(tableRecords)
	if err != nil {
		return err
	}
	if e.from == nil {
		e.left = max(1, expiry.Len()*e.share/thousandth)
	}
	cursor, visited := expiry.Cursor(), 0
	for ok := seek(cursor, e.from); ok && e.left > 0; ok = cursor.Next() {
		if visited++; visited > e.n.options.ScanChunkRecords || len(step.digests) == e.n.options.CleanStep {
			e.from = cursor.AppendKey(e.from[:0])
			return nil
		}
		_, digest, err := layout.DecodeExpiryKey(cursor.Key())
		if err != nil {
			return err
		}
		wanted, err := e.wants(records, digest)
		if err != nil {
			return err
		}
		if wanted {
			step.digests = append(step.digests, digest)
			e.left--
		}
	}
	e.done = true
	return cursor.Err()
}

// wants reports whether a record may be evicted.
func (e *evictionSearch) wants(records *zerodb.Table, digest aero.Digest) (bool, error) {
	if len(e.kept) == 0 {
		return true, nil
	}
	stored, err := records.Get(layout.AppendRecordKey(nil, digest))
	if err != nil {
		return false, err
	}
	header, err := layout.DecodeHeader(stored)
	return err == nil && !e.kept[header.SetID], err
}

// evictionStep is the task that removes some records to make room.
type evictionStep struct {
	digests []aero.Digest
	removed uint64
}

// apply implements task. A record that has been written since so that it will not expire stays.
func (s *evictionStep) apply(c *committer, now uint64) error {
	s.removed = 0
	for _, digest := range s.digests {
		if err := c.found.find(c.group.records, digest, now, c.hidden, c.n.sets); err != nil {
			return err
		}
		if !c.found.present || c.found.header.VoidTime == 0 {
			continue
		}
		ch := c.changeOfFound(digest)
		if err := c.storeChange(&ch); err != nil {
			return err
		}
		s.removed++
	}
	return nil
}

// finished implements task.
func (*evictionStep) finished(error) {}
