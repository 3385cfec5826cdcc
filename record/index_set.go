package record

import (
	"errors"
	"strings"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/sindex"
	"github.com/aerolith/aerolith/zerodb"
)

// unnamedPrefix begins the stored names of the indexes of sets that were switched on without a name; the set's name follows. No
// other index has such a name.
const unnamedPrefix = "\x00"

// unnamed reports whether a stored name is that of an index without a name.
func unnamed(name string) bool { return strings.HasPrefix(name, unnamedPrefix) }

// EnableSetIndex keeps an index of a set's records, without a name, as CreateIndex does for a definition whose source is
// aero.IndexSet. It stays until DisableSetIndex; CreateIndex for the same set gives it a name, after which it is like any other.
//
// It fails with aero.CodeNamespace, aero.CodeParameter for a set that cannot be, aero.CodeIndexFound if the set has an index with
// a name, and with the errors of Execute.
func (s *Store) EnableSetIndex(namespace, set string) error {
	n := s.namespaces[namespace]
	if n == nil {
		return refusal("enable set index", aero.CodeNamespace)
	}
	made, err := sindex.New(&aero.IndexDefinition{Name: set, Set: set, Source: aero.IndexSet}, nil)
	if err != nil {
		return refusalBecause("enable set index", aero.CodeParameter, err)
	}
	made.Set = strings.Clone(set)
	return n.define(&defineIndex{n: n, name: unnamedPrefix + set, definition: made})
}

// DisableSetIndex removes what EnableSetIndex made; a set without an index is no error.
//
// It fails with aero.CodeNamespace, aero.CodeIndexFound if the set has an index with a name, and with the errors of Execute.
func (s *Store) DisableSetIndex(namespace, set string) error {
	n := s.namespaces[namespace]
	if n == nil {
		return refusal("disable set index", aero.CodeNamespace)
	}
	x := n.indexes.Load().ofSet(set)
	switch {
	case x == nil:
		return nil
	case !unnamed(x.name):
		return refusal("disable set index", aero.CodeIndexFound)
	}
	return n.runTask(&dropIndex{n: n, name: x.name})
}

// ofSet returns the index of a set's records, or nil.
func (x indexes) ofSet(set string) *index {
	for _, i := range x {
		if i.row.Definition.Source == aero.IndexSet && i.row.Definition.Set == set {
			return i
		}
	}
	return nil
}

// ofValues returns how many of the indexes are about values of records, which MaxIndexes bounds.
func (x indexes) ofValues() (count int) {
	for _, i := range x {
		if i.row.Definition.Source != aero.IndexSet {
			count++
		}
	}
	return count
}

// useSetIndex lets the scan of a set go through the index of its records, if there is one that is complete.
func (sc *scan) useSetIndex() {
	if x := sc.n.indexes.Load().ofSet(sc.cmd.Set); x != nil && x.ready() {
		sc.members = x.table
	}
}

// walk goes through the records of partitions: by their own table, or by the entries of a set's index, which are in the same
// order.
type walk struct {
	cursor *zerodb.Cursor
	// records is the table that entries lead to; nil where the cursor is on the records themselves.
	records *zerodb.Table
	memory  []byte
}

// openWalk opens a walk as the scan wants it. An index that was dropped meanwhile is done without.
func (sc *scan) openWalk(tx *zerodb.Tx) (*walk, error) {
	records, err := tx.Table(tableRecords)
	if err != nil {
		return nil, err
	}
	if sc.members != "" {
		entries, err := tx.Table(sc.members)
		if err == nil {
			return &walk{cursor: entries.Cursor(), records: records}, nil
		}
		if !errors.Is(err, zerodb.ErrTableNotFound) {
			return nil, err
		}
		sc.members = ""
	}
	return &walk{cursor: records.Cursor()}, nil
}

// seek places the walk at the first record from a key of the table records on.
func (w *walk) seek(key []byte) bool {
	if w.records == nil {
		return w.cursor.Seek(key)
	}
	w.memory = sindex.AppendMember(w.memory[:0], key)
	return w.cursor.Seek(w.memory)
}

// key returns the present record's key in the table records; nil if the entry is none of a set's index.
func (w *walk) key() []byte {
	if w.records == nil {
		return w.cursor.Key()
	}
	// What is no entry has no key and is in no partition.
	key, _ := sindex.MemberRecord(w.cursor.Key())
	return key
}

// stored returns the present record's bytes; nil for an entry without a record, which CheckIndexes tells of.
func (w *walk) stored() ([]byte, error) {
	if w.records == nil {
		return w.cursor.Value(), nil
	}
	stored, err := w.records.Get(w.key())
	if errors.Is(err, zerodb.ErrNotFound) {
		return nil, nil
	}
	return stored, err
}
