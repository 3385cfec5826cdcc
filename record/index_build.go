package record

import (
	"bytes"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/record/internal/sindex"
	"github.com/aerolith/aerolith/zerodb"
)

// taskIndex names the builder of indexes in events.
const taskIndex = "index"

// wakeBuilder asks the builder to look for indexes that are not ready.
func (n *namespace) wakeBuilder() {
	select {
	case n.wakeIndex <- struct{}{}:
	default:
	}
}

// runBuilder builds indexes whenever there are new ones, until the namespace closes. Where it was is stored, so that it
// goes on there after the next opening. It surveys indexes once they are built, and all of them from time to time.
func (n *namespace) runBuilder() {
	ticks, end := n.surveyTicks()
	defer end()
	for {
		select {
		case <-n.stop:
			return
		case <-n.wakeIndex:
			n.buildAll()
			n.surveyAll(neverSurveyed)
		case <-ticks:
			n.surveyAll(everyIndex)
		}
	}
}

// buildAll builds one index after the other until all are ready or one fails.
func (n *namespace) buildAll() {
	for !n.closing() {
		var next *index
		for _, x := range *n.indexes.Load() {
			if !x.ready() {
				next = x
				break
			}
		}
		if next == nil {
			return
		}
		if err := n.build(next.row.ID); err != nil {
			n.report(taskIndex, err)
			return
		}
	}
}

// build takes all records into an index, step by step, so that other writes come in between. It ends when the index is
// ready or gone.
func (n *namespace) build(id uint32) error {
	began := n.options.Now()
	for !n.closing() {
		x := n.indexes.Load().numbered(id)
		if x == nil || x.ready() {
			return nil
		}
		step := &buildStep{n: n, id: id}
		if err := n.collectUnindexed(x, step); err != nil {
			return err
		}
		if err := n.runTask(step); err != nil {
			return err
		}
		x.progress.millis.Store(n.options.Now().Sub(began).Milliseconds())
	}
	return nil
}

// collectUnindexed fills the step with records from the index's cursor on. It looks at a bounded number of records.
func (n *namespace) collectUnindexed(x *index, step *buildStep) error {
	visited := 0
	return n.view(func(tx *zerodb.Tx) error {
		table, err := tx.Table(tableRecords)
		if err != nil {
			return err
		}
		cursor := table.Cursor()
		for ok := seek(cursor, orNil(x.row.Cursor)); ok; ok = cursor.Next() {
			if visited++; visited > n.options.ScanChunkRecords || len(step.digests) == n.options.CleanStep {
				step.next = cursor.AppendKey(nil)
				return nil
			}
			header, err := layout.DecodeHeader(cursor.Value())
			if err != nil {
				return err
			}
			if !x.covers(header.SetID) {
				continue
			}
			digest, err := layout.DecodeRecordKey(cursor.Key())
			if err != nil {
				return err
			}
			step.digests = append(step.digests, digest)
		}
		return cursor.Err()
	})
}

// orNil returns nil for an empty key.
func orNil(key []byte) []byte {
	if len(key) == 0 {
		return nil
	}
	return bytes.Clone(key)
}

// buildStep is the task that takes some records into an index. It reads each again, since it may have changed since it
// was collected.
type buildStep struct {
	n       *namespace
	id      uint32
	digests []aero.Digest
	// next is where the step after this one begins; nil if this is the last.
	next  []byte
	after indexes
	// values is memory that is used again.
	values []sindex.Value
}

// apply implements task.
func (s *buildStep) apply(c *committer, now uint64) error {
	s.after = c.indexes
	x := c.indexes.numbered(s.id)
	if x == nil || x.ready() {
		return nil
	}
	table, err := c.group.tx.Table(x.table)
	if err != nil {
		return err
	}
	for _, digest := range s.digests {
		if err := s.add(c, x, table, digest, now); err != nil {
			return err
		}
	}
	state := sindex.StateBuilding
	if s.next == nil {
		state = sindex.StateReady
	}
	moved := x.at(state, s.next)
	if err := c.storeIndex(moved); err != nil {
		return err
	}
	c.indexes = c.indexes.without(x).with(moved)
	s.after = c.indexes
	return nil
}

// add takes one record into the index.
func (s *buildStep) add(c *committer, x *index, table *zerodb.Table, digest aero.Digest, now uint64) error {
	if err := c.found.find(c.group.records, digest, now, c.hidden, c.n.sets); err != nil {
		return err
	}
	record, err := decodeIfAny(c.found.stored)
	if err != nil {
		return err
	}
	s.values = x.appendRecordValues(s.values[:0], digest, record)
	for _, value := range s.values {
		c.key = sindex.AppendKey(c.key[:0], value, digest)
		if err := table.Put(c.key, nil); err != nil {
			return err
		}
		c.written += len(c.key)
	}
	return nil
}

// finished implements task.
func (s *buildStep) finished(err error) { s.n.publishIndexes(s.after, err) }
