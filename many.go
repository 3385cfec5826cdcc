package aerolith

import (
	"context"
	"iter"
)

// Batch carries out commands on many records, which client.BatchGet and its siblings make, and returns an outcome for each
// in order. What is refused stands in the entry's outcome alone. The error is nil if every entry was answered.
func (db *DB) Batch(ctx context.Context, entries []BatchEntry, policy *BatchPolicy) ([]BatchResult, error) {
	ctx, end := db.begin(ctx, OpBatch, "", len(entries))
	results, err := db.client.Batch(ctx, entries, policy)
	return results, end(err)
}

// GetMany reads many records, all bins or those that are named, and returns an outcome for each key in order. A missing record is
// aero.CodeNotFound in its outcome. The error is nil if every key was answered.
func (db *DB) GetMany(ctx context.Context, keys []Key, policy *BatchPolicy, bins ...string) ([]BatchResult, error) {
	ctx, end := db.begin(ctx, OpBatch, "", len(keys))
	results, err := db.client.GetMany(ctx, keys, policy, bins...)
	return results, end(err)
}

// Scan walks through the records of a set, or of the namespace if the set is empty, in no order that means anything. A nil
// policy means the defaults. Records that are written meanwhile may be given or not.
//
// An error, always an *Error, is given once and ends the walk. Breaking the loop ends the scan.
func (db *DB) Scan(ctx context.Context, set string, policy *ScanPolicy) iter.Seq2[*Record, error] {
	return observed(db, ctx, OpScan, set, func(ctx context.Context) iter.Seq2[*Record, error] {
		return db.client.Scan(ctx, db.namespace, set, policy)
	})
}

// Query walks through the records that have a value of a range in a secondary index, which client.EqualInt and its siblings
// describe. It is otherwise as Scan; aero.CodeIndexNotFound says that there is no index for the range.
func (db *DB) Query(ctx context.Context, set string, where IndexRange, policy *ScanPolicy) iter.Seq2[*Record, error] {
	return observed(db, ctx, OpQuery, set, func(ctx context.Context) iter.Seq2[*Record, error] {
		return db.client.Query(ctx, db.namespace, set, where, policy)
	})
}

// Aggregate runs a stream function over records, and gives its results. An empty namespace means that of the DSN.
func (db *DB) Aggregate(ctx context.Context, a Aggregation, policy *ScanPolicy) iter.Seq2[any, error] {
	if a.Namespace == "" {
		a.Namespace = db.namespace
	}
	return observed(db, ctx, OpAggregate, a.Set, func(ctx context.Context) iter.Seq2[any, error] {
		return db.client.Aggregate(ctx, a, policy)
	})
}

// observed tells the observer of a walk.
func observed[T any](db *DB, ctx context.Context, op Op, set string, walk func(context.Context) iter.Seq2[T, error]) iter.Seq2[T, error] {
	if db.observer == nil {
		return walk(ctx)
	}
	return func(yield func(T, error) bool) {
		ctx, end := db.begin(ctx, op, set, 0)
		var failure error
		defer func() { _ = end(failure) }() // the error is given to yield
		for value, err := range walk(ctx) {
			if err != nil {
				failure = err
			}
			if !yield(value, err) {
				return
			}
		}
	}
}
