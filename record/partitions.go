package record

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/zerodb"
)

// PartitionObjects counts the stored records of a namespace by partition, those included that have expired but were not
// removed yet. It reads the keys of all records, in chunks: a record that comes or goes meanwhile may or may not be counted.
//
// It fails with aero.CodeNamespace and with the engine's errors.
func (s *Store) PartitionObjects(namespace string) (counts []uint64, err error) {
	n := s.namespaces[namespace]
	if n == nil {
		return nil, refusal("count records", aero.CodeNamespace)
	}
	counts = make([]uint64, aero.PartitionCount)
	for from, more := []byte(nil), true; more; {
		if from, more, err = n.countSome(counts, from); err != nil {
			return nil, tableError(namespace, "count records", err)
		}
	}
	return counts, nil
}

// countedAtOnce is how many records are counted in one read transaction: some milliseconds.
const countedAtOnce = 64 << 10

// countSome counts some records from a key on, nil for the first, and returns the key to go on from and whether there are
// more.
func (n *namespace) countSome(counts []uint64, from []byte) (next []byte, more bool, err error) {
	err = n.view(func(tx *zerodb.Tx) error {
		table, err := tx.Table(tableRecords)
		if err != nil {
			return err
		}
		cursor, visited := table.Cursor(), 0
		for ok := seek(cursor, from); ok; ok = cursor.Next() {
			if visited++; visited > countedAtOnce {
				next, more = cursor.AppendKey(nil), true
				return nil
			}
			if key := cursor.Key(); len(key) == layout.RecordKeySize {
				counts[binary.BigEndian.Uint16(key)%aero.PartitionCount]++
			}
		}
		return cursor.Err()
	})
	return next, more, err
}
