package aerolith_test

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// TestBatchStopsInMemory lets the second of three writes fail: the third one is not begun, says so, and is not in doubt.
func TestBatchStopsInMemory(t *testing.T) {
	ctx := t.Context()
	db := open(t, "memory:")
	if err := db.Put(ctx, db.IntKey("stops", 1), aerolith.Bins{"n": 1}, nil); err != nil {
		t.Fatal(err)
	}
	value, err := aero.NewParticle(1)
	if err != nil {
		t.Fatal(err)
	}
	var entries []aerolith.BatchEntry
	for i := range int64(3) {
		entries = append(entries, client.BatchPut(db.IntKey("stops", i), []aero.Bin{{Name: "n", Value: value}}, &aerolith.WritePolicy{Exists: client.CreateOnly}))
	}
	results, err := db.Batch(ctx, entries, &aerolith.BatchPolicy{StopAtFailure: true})
	if err != nil {
		t.Fatal(err)
	}
	var last *client.Error
	if results[0].Err != nil || !errors.Is(results[1].Err, aero.CodeRecordExists) ||
		!errors.Is(results[2].Err, client.ErrBatchStopped) || !errors.As(results[2].Err, &last) || last.InDoubt {
		t.Fatalf("%+v", results)
	}
	if found, err := db.Exists(ctx, db.IntKey("stops", 2), nil); found || err != nil {
		t.Error(found, err)
	}
}
