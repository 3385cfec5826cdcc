package record

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/record/internal/sindex"
	"github.com/aerolith/aerolith/zerodb"
)

// IndexFinding is a disagreement between a secondary index and the records.
type IndexFinding struct {
	// Index names the index, Digest the record.
	Index  string
	Digest aero.Digest
	// Missing says that the record has a value that the index lacks; otherwise the index has an entry that no record
	// stands behind.
	Missing bool
}

// Error describes the finding.
func (f IndexFinding) Error() string {
	what := "has an entry without a record's value behind it"
	if f.Missing {
		what = "lacks an entry of a record"
	}
	return fmt.Sprintf("record: index %s %s (digest %x)", f.Index, what, f.Digest)
}

// CheckIndexes compares every secondary index of a namespace with the records and calls report for each disagreement; an error
// of report ends the check. It reads in chunks (Options.ScanChunkRecords), each in a read transaction of its own, in which the
// index must agree with the records that it is about: so it may run for long beside writers without keeping the space of what
// they replace. Of an index under construction only what the builder has passed is compared for what is missing; one that is
// dropped meanwhile is left. It returns how many entries were compared.
//
// It fails with aero.CodeNamespace, ErrFormat, the engine's errors and the error of ctx.
func (s *Store) CheckIndexes(
	ctx context.Context, namespace string, report func(IndexFinding) error,
) (entries uint64, err error) {
	n := s.namespaces[namespace]
	if n == nil {
		return 0, refusal("check indexes", aero.CodeNamespace)
	}
	for _, x := range *n.indexes.Load() {
		check := indexCheck{ctx: ctx, n: n, id: x.row.ID, report: report, entries: &entries}
		for _, read := range []func() error{check.readEntries, check.readRecords} {
			if err := check.throughout(read); err != nil {
				return entries, err
			}
		}
	}
	return entries, nil
}

// indexCheck is the check of one index.
type indexCheck struct {
	ctx     context.Context
	n       *namespace
	id      uint32
	report  func(IndexFinding) error
	entries *uint64
	// from is the key to go on from in the table being read, nil for its beginning; done says that its end was reached.
	from []byte
	done bool
	// x, records and table are the index and both tables as the present transaction sees them.
	x              *index
	records, table *zerodb.Table
	values         []sindex.Value
	key            []byte
}

// throughout reads one of the tables from beginning to end, each chunk in a transaction of its own.
func (k *indexCheck) throughout(read func() error) error {
	for k.from, k.done = nil, false; !k.done; {
		err := k.n.view(func(tx *zerodb.Tx) error {
			found, err := k.open(tx)
			if err != nil || !found {
				k.done = true
				return err
			}
			if err := read(); err != nil {
				return err
			}
			return tx.Err()
		})
		if err == nil {
			err = k.ctx.Err()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// open finds the index and the tables as a transaction sees them; false if the index is gone.
func (k *indexCheck) open(tx *zerodb.Tx) (found bool, err error) {
	all, err := k.n.loadIndexes(tx)
	if err != nil {
		return false, err
	}
	if k.x = all.numbered(k.id); k.x == nil {
		return false, nil
	}
	if k.records, err = tx.Table(tableRecords); err != nil {
		return false, err
	}
	k.table, err = tx.Table(k.x.table)
	return err == nil, err
}

// readEntries compares a chunk of entries with the records behind them.
func (k *indexCheck) readEntries() error {
	return k.readChunk(k.table.Cursor(), func(cursor *zerodb.Cursor) error { return k.entry(cursor.Key()) })
}

// readRecords compares a chunk of records with their entries, as far as a builder has come.
func (k *indexCheck) readRecords() error {
	return k.readChunk(k.records.Cursor(), func(cursor *zerodb.Cursor) error {
		if !k.x.ready() && bytes.Compare(cursor.Key(), k.x.row.Cursor) >= 0 {
			k.done = true
			return nil
		}
		return k.record(cursor.Key(), cursor.Value())
	})
}

// readChunk calls visit at a bounded number of places from where the check stands.
func (k *indexCheck) readChunk(cursor *zerodb.Cursor, visit func(*zerodb.Cursor) error) error {
	budget := k.n.options.ScanChunkRecords
	for ok := seek(cursor, k.from); ok && !k.done; ok = cursor.Next() {
		if budget--; budget < 0 {
			k.from = cursor.AppendKey(k.from[:0])
			return nil
		}
		if err := visit(cursor); err != nil {
			return err
		}
	}
	k.done = true
	return cursor.Err()
}

// entry checks that a record stands behind an entry.
func (k *indexCheck) entry(key []byte) error {
	*k.entries++
	value, digest, err := sindex.DecodeKey(key)
	if err != nil {
		return err
	}
	k.key = layout.AppendRecordKey(k.key[:0], digest)
	stored, err := k.records.Get(k.key)
	if err != nil && !errors.Is(err, zerodb.ErrNotFound) {
		return err
	}
	record, err := decodeIfAny(stored)
	if err != nil {
		return err
	}
	k.values = k.x.appendRecordValues(k.values[:0], digest, record)
	if _, ok := slices.BinarySearch(k.values, value); !ok {
		return k.report(IndexFinding{Index: k.x.name, Digest: digest})
	}
	return nil
}

// record checks that a record's values are in the index.
func (k *indexCheck) record(key, stored []byte) error {
	digest, err := layout.DecodeRecordKey(key)
	if err != nil {
		return err
	}
	record, err := decodeIfAny(stored)
	if err != nil {
		return err
	}
	k.values = k.x.appendRecordValues(k.values[:0], digest, record)
	for _, value := range k.values {
		k.key = sindex.AppendKey(k.key[:0], value, digest)
		_, err := k.table.Get(k.key)
		if errors.Is(err, zerodb.ErrNotFound) {
			err = k.report(IndexFinding{Index: k.x.name, Digest: digest, Missing: true})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
