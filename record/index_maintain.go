package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/record/internal/sindex"
)

// indexEdit is one entry to be added to an index or removed from it.
type indexEdit struct {
	index *index
	value sindex.Value
	add   bool
}

// indexPlan is the change of all indexes that one change of a record makes. Its memory is used again.
type indexPlan struct {
	edits     []indexEdit
	old, next []sindex.Value
	key       []byte
}

// planKept is how many values a plan keeps memory for from one record to the next.
const planKept = 4096

// reset empties the plan.
func (p *indexPlan) reset() {
	if cap(p.edits)+cap(p.old)+cap(p.next) > planKept {
		*p = indexPlan{key: p.key}
	}
	p.edits = p.edits[:0]
}

// planIndexes works out what the change does to the indexes. It must run before the change's first write, after which the
// old record's bytes are gone.
func (c *committer) planIndexes(ch *change) error {
	c.plan.reset()
	if len(c.indexes) == 0 {
		return nil
	}
	old, err := decodeIfAny(ch.old)
	if err != nil {
		return err
	}
	next, err := decodeIfAny(ch.value)
	if err != nil {
		return err
	}
	for _, x := range c.indexes {
		c.plan.compare(x, ch.digest, old, next)
	}
	return nil
}

// decodeIfAny decodes a stored record; nil for none.
func decodeIfAny(stored []byte) (*layout.Record, error) {
	if stored == nil {
		return nil, nil
	}
	record, err := layout.Decode(stored)
	return &record, err
}

// compare adds what turns the old record's entries in an index into the new one's.
func (p *indexPlan) compare(x *index, digest aero.Digest, old, next *layout.Record) {
	if old != nil && !x.covers(old.SetID) {
		old = nil
	}
	if next != nil && !x.covers(next.SetID) {
		next = nil
	}
	if old == nil && next == nil || x.row.Definition.Unchanged(old, next) {
		return
	}
	p.old = x.row.Definition.AppendValues(p.old[:0], digest, old)
	p.next = x.row.Definition.AppendValues(p.next[:0], digest, next)
	a, b := p.old, p.next
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			p.edits = append(p.edits, indexEdit{x, a[0], false})
			a = a[1:]
		case len(a) == 0 || b[0] < a[0]:
			p.edits = append(p.edits, indexEdit{x, b[0], true})
			b = b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
}

// applyIndexes carries the plan out. It runs under the change's savepoint.
func (c *committer) applyIndexes(ch *change) error {
	for i := range c.plan.edits {
		edit := &c.plan.edits[i]
		table, err := c.group.tx.Table(edit.index.table)
		if err != nil {
			return err
		}
		c.plan.key = sindex.AppendKey(c.plan.key[:0], edit.value, ch.digest)
		if !edit.add {
			if err := table.Delete(c.plan.key); err != nil {
				return err
			}
			continue
		}
		if err := table.Put(c.plan.key, nil); err != nil {
			return err
		}
		c.written += len(c.plan.key)
	}
	return nil
}
