package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// change is what a command or a task does to one record: the complete write set follows from it.
type change struct {
	digest aero.Digest
	// value is the new stored form, nil to remove the record; header is its header.
	value  []byte
	header layout.Header
	// had says that there is a stored record now, of the size and with the header.
	had       bool
	oldSize   int
	oldHeader layout.Header
	// durable says that a removal leaves a tombstone of the time deletedAt, if there are any.
	durable   bool
	deletedAt uint64
	// old is the stored record. It is the engine's, until the first write.
	old []byte
}

// apply stores the outcome of a command on the record found last.
func (c *committer) apply(cmd *aero.RecordCommand, out *eval.Outcome, now uint64) error {
	c.change = c.changeOfFound(cmd.Digest)
	c.change.durable, c.change.deletedAt = cmd.Flags&aero.FlagDurableDelete != 0, now
	if out.Change == eval.ChangePut {
		c.change.value, c.change.header = out.Value, out.Header
	}
	if c.group.touched || c.cautious {
		return c.underSavepoint(c.store)
	}
	return c.first(c.store)
}

// first runs fn, which is the first to change anything in its group, without a savepoint: what is worth most to a command
// that is alone in its group. Its failure is that of the group, which is carried out anew with a savepoint for each.
func (c *committer) first(fn func() error) error {
	c.counted, c.written = c.counted[:0], 0
	c.group.touched = true
	if err := fn(); err != nil {
		c.again = true
		return err
	}
	c.settle()
	return nil
}

// settle counts what a command has changed.
func (c *committer) settle() {
	c.group.counts.add(c.counted)
	c.take(c.counted)
	c.group.bytes += c.written
}

// changeOfFound returns the removal of the record found last.
func (c *committer) changeOfFound(digest aero.Digest) change {
	return change{
		digest: digest, had: c.found.present, oldSize: len(c.found.stored), oldHeader: c.found.header,
		old: c.found.stored,
	}
}

// underSavepoint runs fn so that its failure undoes what it did, in the tables, the counts and the
// truncations, alone.
func (c *committer) underSavepoint(fn func() error) error {
	c.counted, c.written = c.counted[:0], 0
	hidden, indexes := c.hidden, c.indexes
	c.group.touched = true
	if err := c.group.tx.Savepoint(fn); err != nil {
		c.hidden, c.indexes = hidden, indexes
		return err
	}
	c.settle()
	return nil
}

// storeChange writes a change to the tables. It runs under a savepoint.
func (c *committer) storeChange(ch *change) error {
	if err := c.planIndexes(ch); err != nil {
		return err
	}
	c.key = layout.AppendRecordKey(c.key[:0], ch.digest)
	oldVoid, newVoid := ch.oldHeader.VoidTime, ch.header.VoidTime
	if ch.value == nil {
		newVoid = 0
		if err := c.group.records.Delete(c.key); err != nil {
			return err
		}
	} else if err := c.group.records.Put(c.key, ch.value); err != nil {
		return err
	}
	c.count(ch)
	if err := c.applyIndexes(ch); err != nil {
		return err
	}
	if err := c.bury(ch); err != nil {
		return err
	}
	if oldVoid == newVoid {
		return nil
	}
	return c.moveExpiry(ch.digest, oldVoid, newVoid)
}

// moveExpiry keeps the table expiry in step with a record's void time; 0 stands for no entry.
func (c *committer) moveExpiry(digest aero.Digest, oldVoid, newVoid uint32) error {
	expiry, err := c.group.expiryTable()
	if err != nil {
		return err
	}
	if oldVoid != 0 {
		c.key = layout.AppendExpiryKey(c.key[:0], oldVoid, digest)
		if err := expiry.Delete(c.key); err != nil {
			return err
		}
	}
	if newVoid == 0 {
		return nil
	}
	c.key = layout.AppendExpiryKey(c.key[:0], newVoid, digest)
	return expiry.Put(c.key, nil)
}

// count notes what a change does to the counts of its sets.
func (c *committer) count(ch *change) {
	c.written += len(ch.value) + layout.RecordKeySize
	if ch.had {
		c.counted = append(c.counted, countChange{set: ch.oldHeader.SetID, objects: -1, bytes: -int64(ch.oldSize)})
	}
	if ch.value != nil {
		c.counted = append(c.counted, countChange{set: ch.header.SetID, objects: 1, bytes: int64(len(ch.value))})
	}
}
