package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/zerodb"
)

// taskTruncation names the truncator in events.
const taskTruncation = "truncation"

// wake asks the truncator to look for work.
func (n *namespace) wake() {
	select {
	case n.wakeClean <- struct{}{}:
	default:
	}
}

// runTruncator removes the records of truncations whenever there are new ones, until the namespace closes. What it did
// not finish it takes up again after the next opening.
func (n *namespace) runTruncator() {
	for {
		select {
		case <-n.stop:
			return
		case <-n.wakeClean:
			n.cleanTruncated()
		}
	}
}

// cleanTruncated walks the records once and removes those that are hidden by the truncations of this moment.
func (n *namespace) cleanTruncated() {
	todo := n.hidden.Load().uncleaned()
	if len(todo) == 0 {
		return
	}
	step := &truncationStep{}
	total := uint64(0)
	for from := []byte(nil); !n.closing(); {
		next, err := n.collectHidden(step, from)
		if err == nil && len(step.digests) > 0 {
			err = n.runTask(step)
			total += step.removed
		}
		if err == nil && next == nil {
			err = n.runTask(&cleaned{n: n, done: todo})
			n.options.Events.Event(Truncated{Namespace: n.settings.Name, Records: total})
		}
		if err != nil {
			n.report(taskTruncation, err)
		}
		if err != nil || next == nil {
			return
		}
		from = next
	}
}

// collectHidden fills the step with hidden records from a key on. It looks at a bounded number of records and returns
// the key to go on from, or nil at the end.
func (n *namespace) collectHidden(step *truncationStep, from []byte) (next []byte, err error) {
	step.digests, step.removed = step.digests[:0], 0
	hidden := *n.hidden.Load()
	visited := 0
	err = n.view(func(tx *zerodb.Tx) error {
		table, err := tx.Table(tableRecords)
		if err != nil {
			return err
		}
		cursor := table.Cursor()
		ok := seek(cursor, from)
		for ; ok; ok = cursor.Next() {
			if visited++; visited > n.options.ScanChunkRecords || len(step.digests) == n.options.CleanStep {
				next = cursor.AppendKey(nil)
				return nil
			}
			if err := step.consider(cursor, hidden); err != nil {
				return err
			}
		}
		return cursor.Err()
	})
	return next, err
}

// seek places the cursor at the first key from the given one on, or at the first of all for nil.
func seek(cursor *zerodb.Cursor, from []byte) bool {
	if from == nil {
		return cursor.First()
	}
	return cursor.Seek(from)
}

// truncationStep is the task that removes some hidden records.
type truncationStep struct {
	digests []aero.Digest
	removed uint64
}

// consider takes the record at the cursor into the step if it is hidden.
func (s *truncationStep) consider(cursor *zerodb.Cursor, hidden truncations) error {
	header, err := layout.DecodeHeader(cursor.Value())
	if err != nil || !hidden.hides(&header) {
		return err
	}
	digest, err := layout.DecodeRecordKey(cursor.Key())
	if err == nil {
		s.digests = append(s.digests, digest)
	}
	return err
}

// apply implements task. A record that was written anew meanwhile is no longer hidden and stays.
func (s *truncationStep) apply(c *committer, now uint64) error {
	s.removed = 0
	for _, digest := range s.digests {
		if err := c.found.find(c.group.records, digest, now, c.hidden, c.n.sets); err != nil {
			return err
		}
		if !c.found.present || !c.hidden.hides(&c.found.header) {
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
func (*truncationStep) finished(error) {}
