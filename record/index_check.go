package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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

// CheckIndexes compares every secondary index of a namespace with the records, in one read transaction, and calls report
// for each disagreement; an error of report ends the check. Of an index under construction only what the builder has
// passed is compared for what is missing. It returns how many entries were compared.
//
// It fails with aero.CodeNamespace, ErrFormat, the engine's errors and the error of ctx.
func (s *Store) CheckIndexes(
	ctx context.Context, namespace string, report func(IndexFinding) error,
) (entries uint64, err error) {
	n := s.namespaces[namespace]
	if n == nil {
		return 0, refusal("check indexes", aero.CodeNamespace)
	}
	err = n.view(func(tx *zerodb.Tx) error {
		all, err := n.loadIndexes(tx)
		if err != nil {
			return err
		}
		for _, x := range all {
			check := indexCheck{ctx: ctx, x: x, report: report, entries: &entries}
			if err := check.run(tx); err != nil {
				return err
			}
		}
		return nil
	})
	return entries, err
}

// indexCheck is the check of one index.
type indexCheck struct {
	ctx            context.Context
	x              *index
	report         func(IndexFinding) error
	entries        *uint64
	records, table *zerodb.Table
	values         []sindex.Value
	key            []byte
}

// run compares in both directions.
func (k *indexCheck) run(tx *zerodb.Tx) (err error) {
	if k.records, err = tx.Table(tableRecords); err != nil {
		return err
	}
	if k.table, err = tx.Table(k.x.table); err != nil {
		return err
	}
	for key := range k.table.All() {
		if err := k.entry(key); err != nil {
			return err
		}
	}
	for key, stored := range k.records.All() {
		if !k.x.ready() && strings.Compare(string(key), string(k.x.row.Cursor)) >= 0 {
			break
		}
		if err := k.record(key, stored); err != nil {
			return err
		}
	}
	return tx.Err()
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
	return k.ctx.Err()
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
	return k.ctx.Err()
}
