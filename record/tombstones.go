package record

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/zerodb"
)

// tableTombstones holds what durable deletes leave: number of the set, big-endian, and the record's key to the time of the delete
// in milliseconds, little-endian. No command sees them, since the delete itself is durable anyway: they are counted, as on a real
// node, until they are old.
const tableTombstones = "tombstones"

// The sizes of a tombstone's key and value.
const (
	tombstoneKeySize = setKeySize + layout.RecordKeySize
	tombstoneSize    = 8
)

// taskTombstones names the removal of old tombstones in events.
const taskTombstones = "tombstones"

// appendTombstoneKey adds the key of a record's tombstone.
func appendTombstoneKey(dst []byte, set uint16, digest aero.Digest) []byte {
	return layout.AppendRecordKey(binary.BigEndian.AppendUint16(dst, set), digest)
}

// bury leaves a tombstone where the change is a durable delete, and takes away the one that was left where it is a new record. It
// runs under the change's savepoint.
func (c *committer) bury(ch *change) error {
	table := c.group.tombstones
	switch {
	case table == nil:
		return nil
	case ch.value == nil && ch.durable && ch.had:
		c.key = appendTombstoneKey(c.key[:0], ch.oldHeader.SetID, ch.digest)
		return table.Put(c.key, binary.LittleEndian.AppendUint64(nil, ch.deletedAt))
	case ch.value != nil && !ch.had && table.Len() > 0:
		c.key = appendTombstoneKey(c.key[:0], ch.header.SetID, ch.digest)
		return table.Delete(c.key)
	}
	return nil
}

// openTombstones returns the table of tombstones, nil if there is none.
func openTombstones(tx *zerodb.Tx) (*zerodb.Table, error) {
	table, err := tx.Table(tableTombstones)
	if errors.Is(err, zerodb.ErrTableNotFound) {
		return nil, nil
	}
	return table, err
}

// collectTombstones fills the step with tombstones from before a time, from a key on. It looks at a bounded number and returns the
// key to go on from, or nil at the end.
func (n *namespace) collectTombstones(step *tombstoneStep, from []byte, limit uint64) (next []byte, err error) {
	hidden := *n.hidden.Load()
	budget := n.options.ScanChunkRecords
	err = n.view(func(tx *zerodb.Tx) error {
		table, err := openTombstones(tx)
		if err != nil || table == nil {
			return err
		}
		cursor := table.Cursor()
		for ok := seek(cursor, from); ok; ok = cursor.Next() {
			if budget--; budget < 0 || len(step.keys) == n.options.CleanStep {
				next = cursor.AppendKey(nil)
				return nil
			}
			set, at, err := decodeTombstone(cursor.Key(), cursor.Value())
			if err != nil {
				return err
			}
			if at <= limit || hidden.hides(&layout.Header{SetID: set, LastUpdate: at}) {
				step.keys = append(step.keys, cursor.AppendKey(nil))
			}
		}
		return cursor.Err()
	})
	return next, err
}

// decodeTombstone reads a tombstone.
func decodeTombstone(key, value []byte) (set uint16, deletedAt uint64, err error) {
	if len(key) != tombstoneKeySize || len(value) != tombstoneSize {
		return 0, 0, fmt.Errorf("%w: tombstone of %d and %d bytes", ErrFormat, len(key), len(value))
	}
	return binary.BigEndian.Uint16(key), binary.LittleEndian.Uint64(value), nil
}

// tombstoneStep is the task that removes some tombstones. A record that was deleted anew meanwhile loses its one too, which
// nobody misses.
type tombstoneStep struct{ keys [][]byte }

// apply implements task.
func (s *tombstoneStep) apply(c *committer, _ uint64) error {
	if c.group.tombstones == nil {
		return nil
	}
	for _, key := range s.keys {
		if err := c.group.tombstones.Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// finished implements task.
func (*tombstoneStep) finished(error) {}

// countTombstones returns how many tombstones a namespace has, and how many of them the sets of the given numbers; 0 for what
// cannot be read.
func (n *namespace) countTombstones(sets []uint16) (total uint64, bySet []uint64) {
	bySet = make([]uint64, len(sets))
	err := n.view(func(tx *zerodb.Tx) error {
		table, err := openTombstones(tx)
		if err != nil || table == nil || table.Len() == 0 {
			return err
		}
		total = table.Len()
		for i, set := range sets {
			from, to := binary.BigEndian.AppendUint16(nil, set), []byte(nil)
			if set < math.MaxUint16 {
				to = binary.BigEndian.AppendUint16(nil, set+1)
			}
			if bySet[i], err = table.Count(from, to); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, make([]uint64, len(sets)) // the numbers are for people; what is wrong shows in commands
	}
	return total, bySet
}

// Enterprise reports whether the store offers what a cluster has in its Enterprise edition only.
func (s *Store) Enterprise() bool { return s.options.Enterprise }
