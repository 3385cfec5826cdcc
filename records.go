package aerolith

import (
	"context"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
)

// Get reads a record: all bins, or those that are named. A nil policy means the defaults.
//
// Errors are of type *Error; errors.Is(err, aero.CodeNotFound) says that there is no such record.
func (db *DB) Get(ctx context.Context, key Key, policy *ReadPolicy, bins ...string) (*Record, error) {
	ctx, end := db.begin(ctx, OpGet, key.Set, 1)
	record, err := db.client.Get(ctx, db.ours(key), policy, bins...)
	return record, end(err)
}

// GetInto is Get into a record of the caller's, whose memory is reused; values taken from it before become invalid.
func (db *DB) GetInto(ctx context.Context, key Key, record *Record, policy *ReadPolicy, bins ...string) error {
	ctx, end := db.begin(ctx, OpGet, key.Set, 1)
	return end(db.client.GetInto(ctx, db.ours(key), record, policy, bins...))
}

// GetHeader reads a record's generation and expiry without bins. Errors are those of Get.
func (db *DB) GetHeader(ctx context.Context, key Key, policy *ReadPolicy) (*Record, error) {
	ctx, end := db.begin(ctx, OpGet, key.Set, 1)
	record, err := db.client.GetHeader(ctx, db.ours(key), policy)
	return record, end(err)
}

// Exists reports whether there is a record. Errors are of type *Error; a missing record is none.
func (db *DB) Exists(ctx context.Context, key Key, policy *ReadPolicy) (bool, error) {
	ctx, end := db.begin(ctx, OpExists, key.Set, 1)
	exists, err := db.client.Exists(ctx, db.ours(key), policy)
	return exists, end(err)
}

// Put writes bins: it creates the record or changes the bins that are named, unless the policy says otherwise. A nil value
// removes its bin. A nil policy means the defaults.
//
// Errors are of type *Error; one with InDoubt leaves open whether the record was written. aero.ErrUnsupportedValue is the
// cause if a value cannot be stored.
func (db *DB) Put(ctx context.Context, key Key, bins Bins, policy *WritePolicy) error {
	ctx, end := db.begin(ctx, OpPut, key.Set, 1)
	return end(db.client.Put(ctx, db.ours(key), bins, policy))
}

// PutBins is Put of values in their encoded form, which saves their encoding. The bins are not kept.
func (db *DB) PutBins(ctx context.Context, key Key, bins []aero.Bin, policy *WritePolicy) error {
	ctx, end := db.begin(ctx, OpPut, key.Set, 1)
	return end(db.client.PutBins(ctx, db.ours(key), bins, policy))
}

// Delete removes a record and reports whether there was one. Errors are those of Put.
func (db *DB) Delete(ctx context.Context, key Key, policy *WritePolicy) (existed bool, err error) {
	ctx, end := db.begin(ctx, OpDelete, key.Set, 1)
	existed, err = db.client.Delete(ctx, db.ours(key), policy)
	return existed, end(err)
}

// Touch renews a record's life and counts up its generation. Errors are those of Put, with aero.CodeNotFound if there is no
// such record.
func (db *DB) Touch(ctx context.Context, key Key, policy *WritePolicy) error {
	ctx, end := db.begin(ctx, OpTouch, key.Set, 1)
	return end(db.client.Touch(ctx, db.ours(key), policy))
}

// Operate carries out steps of packages aero/op and aero/cdt on one record as one step, and returns what they read: a
// result for each step, in order. Errors are those of Put; a step that could not be built is the cause of one.
func (db *DB) Operate(ctx context.Context, key Key, policy *WritePolicy, steps ...op.Step) (*Record, error) {
	ctx, end := db.begin(ctx, OpOperate, key.Set, 1)
	record, err := db.client.Apply(ctx, db.ours(key), policy, steps...)
	return record, end(err)
}

// Execute applies a registered function to a record and returns what the function returned. Errors are those of Put;
// aero.CodeUDFExecution says that the function failed, and the error holds its message.
func (db *DB) Execute(ctx context.Context, key Key, module, function string, arguments []any, policy *WritePolicy) (any, error) {
	ctx, end := db.begin(ctx, OpExecute, key.Set, 1)
	returned, err := db.client.Execute(ctx, db.ours(key), module, function, arguments, policy)
	return returned, end(err)
}
