package aerolith

import (
	"context"

	"github.com/aerolith/aerolith/client"
)

// GetAs reads a record into a struct: each exported field takes the bin of its name, or of its tag `as:"name"`. A bin that
// is missing leaves its field as it is in a new T. Errors are those of DB.Get; ErrStruct and ErrBinType.
func GetAs[T any](ctx context.Context, db *DB, key Key, policy *ReadPolicy) (T, error) {
	ctx, end := db.begin(ctx, OpGet, key.Set, 1)
	value, err := client.GetStruct[T](ctx, db.client, db.ours(key), policy)
	return value, end(err)
}

// PutAs writes a struct, or what a pointer to one points to, as client.Marshal makes bins of it. Errors are those of DB.Put;
// ErrStruct.
func PutAs[T any](ctx context.Context, db *DB, key Key, value T, policy *WritePolicy) error {
	ctx, end := db.begin(ctx, OpPut, key.Set, 1)
	return end(db.client.PutStruct(ctx, db.ours(key), value, policy))
}

// ValueAs returns a bin's value as a type of those that Record.Value returns. Errors: ErrNoBin, ErrBinType.
func ValueAs[T any](r *Record, bin string) (T, error) { return client.ValueAs[T](r, bin) }
