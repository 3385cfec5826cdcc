package record

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/record/internal/sindex"
	"github.com/aerolith/aerolith/zerodb"
)

// index is a secondary index as of one state of the namespace. It never changes, but for its progress.
type index struct {
	name string
	row  sindex.Row
	// set is the number of the indexed set; with everySet, records of all sets are indexed.
	set      uint16
	everySet bool
	// table is the name of the index's table.
	table string
	// progress is shared by all states of the index.
	progress *indexProgress
}

// indexProgress is what is known of an index's building, and of its entries since.
type indexProgress struct {
	// millis is how long the building has taken, in milliseconds.
	millis atomic.Int64
	// perValue and perRecord are how many entries there are for each value and record, once the index was surveyed.
	perValue, perRecord atomic.Uint64
	surveyed            atomic.Bool
}

// newIndex returns an index for a row. The set's number is resolved, which makes one for a set that is new.
func newIndex(name string, row sindex.Row, sets *setTable) (*index, error) {
	set, ok := sets.Resolve(row.Definition.Set)
	if !ok {
		return nil, fmt.Errorf("record: index %s: no room for its set (option MaxSets)", name)
	}
	return &index{
		name: name, row: row, set: set, everySet: row.Definition.Set == "",
		table: fmt.Sprintf("%s%d", indexTablePrefix, row.ID), progress: new(indexProgress),
	}, nil
}

// ready reports whether the index holds all records.
func (x *index) ready() bool { return x.row.State == sindex.StateReady }

// covers reports whether records of the set are in the index.
func (x *index) covers(set uint16) bool { return x.everySet || x.set == set }

// at returns the index with another state of its building.
func (x *index) at(state sindex.State, cursor []byte) *index {
	next := *x
	next.row.State, next.row.Cursor = state, slices.Clone(cursor)
	return &next
}

// renamed returns the index under another name.
func (x *index) renamed(name string) *index {
	next := *x
	next.name = name
	return &next
}

// indexes are those of a namespace, by name in ascending order. A value never changes.
type indexes []*index

// find returns the index of a name, or nil.
func (x indexes) find(name string) *index {
	at, ok := slices.BinarySearchFunc(x, name, func(i *index, name string) int { return strings.Compare(i.name, name) })
	if !ok {
		return nil
	}
	return x[at]
}

// numbered returns the index with the table's number, or nil.
func (x indexes) numbered(id uint32) *index {
	for _, i := range x {
		if i.row.ID == id {
			return i
		}
	}
	return nil
}

// defined returns the index with the same definition, or nil.
func (x indexes) defined(d *sindex.Definition) *index {
	for _, i := range x {
		if i.row.Definition.Same(d) {
			return i
		}
	}
	return nil
}

// without returns the indexes but for one.
func (x indexes) without(gone *index) indexes {
	return slices.DeleteFunc(slices.Clone(x), func(i *index) bool { return i == gone })
}

// with returns the indexes with one more.
func (x indexes) with(added *index) indexes {
	next := append(slices.Clone(x), added)
	slices.SortFunc(next, func(a, b *index) int { return strings.Compare(a.name, b.name) })
	return next
}

// loadIndexes returns the indexes of a namespace.
func (n *namespace) loadIndexes(tx *zerodb.Tx) (indexes, error) {
	table, err := tx.Table(tableSystem)
	if err != nil {
		return nil, err
	}
	var all indexes
	for key, value := range table.Prefix([]byte(indexRowPrefix)) {
		row, err := sindex.DecodeRow(value, n.compileIndexed)
		if err != nil {
			return nil, fmt.Errorf("%w: index %q: %w", ErrFormat, key[len(indexRowPrefix):], err)
		}
		x, err := newIndex(string(key[len(indexRowPrefix):]), row, n.sets)
		if err != nil {
			return nil, err
		}
		all = all.with(x)
	}
	return all, nil
}

// storeIndex writes an index's row.
func (c *committer) storeIndex(x *index) error {
	system, err := c.group.systemTable()
	if err != nil {
		return err
	}
	return system.Put(append([]byte(indexRowPrefix), x.name...), sindex.AppendRow(nil, &x.row))
}

// forgetIndex removes an index's row.
func (c *committer) forgetIndex(x *index) error {
	system, err := c.group.systemTable()
	if err != nil {
		return err
	}
	return system.Delete(append([]byte(indexRowPrefix), x.name...))
}

// appendRecordValues adds the values that a stored record has in the index; there is none for an absent record, or one
// of another set.
func (x *index) appendRecordValues(dst []sindex.Value, digest aero.Digest, record *layout.Record) []sindex.Value {
	if record == nil || !x.covers(record.SetID) {
		return dst
	}
	return x.row.Definition.AppendValues(dst, digest, record)
}
