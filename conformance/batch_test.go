package conformance

import (
	"reflect"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"
	"github.com/aerospike/aerospike-client-go/v8/types"
)

// TestBatchGet: records, missing ones among them, come back at the place of their keys.
func TestBatchGet(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	const count = 300
	keys := make([]*as.Key, count)
	for i := range keys {
		keys[i] = keyIn(t, set, i)
		if i%3 != 0 {
			must(t, "put", client.PutBins(nil, keys[i], as.NewBin("i", i), as.NewBin("other", "x")))
		}
	}
	records, err := client.BatchGet(nil, keys, "i")
	must(t, "batch get", err)
	for i, record := range records {
		switch {
		case i%3 == 0 && record != nil:
			t.Errorf("missing record %d: got %v", i, record.Bins)
		case i%3 != 0 && (record == nil || len(record.Bins) != 1 || record.Bins["i"] != i):
			t.Errorf("record %d: got %v", i, record)
		}
	}
	exists, err := client.BatchExists(nil, keys)
	must(t, "batch exists", err)
	for i, got := range exists {
		if got != (i%3 != 0) {
			t.Errorf("record %d exists: %v", i, got)
		}
	}
}

// TestBatchMixed: reads, writes, deletes and failures travel together and succeed or fail one by one.
func TestBatchMixed(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	key := func(name string) *as.Key { return keyIn(t, set, name) }
	for _, name := range []string{"read", "update", "delete", "text"} {
		must(t, "put", client.PutBins(nil, key(name), as.NewBin("n", 1), as.NewBin("s", name)))
	}
	createOnly := as.NewBatchWritePolicy()
	createOnly.RecordExistsAction = as.CREATE_ONLY
	batch := []as.BatchRecordIfc{
		as.NewBatchRead(nil, key("read"), []string{"s"}),
		as.NewBatchRead(nil, key("missing"), nil),
		as.NewBatchWrite(nil, key("update"), as.AddOp(as.NewBin("n", 41)), as.GetBinOp("n")),
		as.NewBatchWrite(nil, key("new"), as.PutOp(as.NewBin("n", 7))),
		as.NewBatchWrite(createOnly, key("text"), as.PutOp(as.NewBin("n", 7))),
		as.NewBatchWrite(nil, key("text"), as.AddOp(as.NewBin("s", 7))),
		as.NewBatchDelete(nil, key("delete")),
		as.NewBatchDelete(nil, key("missing")),
	}
	want := []types.ResultCode{
		types.OK, types.KEY_NOT_FOUND_ERROR, types.OK, types.OK, types.KEY_EXISTS_ERROR, types.BIN_TYPE_ERROR,
		types.OK, types.KEY_NOT_FOUND_ERROR,
	}
	// The error sums up the failures, which the records tell one by one.
	if err := client.BatchOperate(nil, batch); err != nil && !err.Matches(types.BATCH_FAILED) {
		t.Logf("batch: %v", err)
	}
	for i, entry := range batch {
		if got := entry.BatchRec().ResultCode; got != want[i] {
			t.Errorf("entry %d: code %d, want %d", i, got, want[i])
		}
	}
	if got := batch[0].BatchRec().Record.Bins["s"]; got != "read" {
		t.Errorf("read: got %v", got)
	}
	// Batches ask for a result of every operation: the addition has none.
	if got := batch[2].BatchRec().Record.Bins["n"]; !reflect.DeepEqual(got, as.OpResults{nil, 42}) {
		t.Errorf("update: got %v (%T)", got, got)
	}
	record, err := client.Get(nil, key("new"))
	must(t, "get", err)
	if record.Bins["n"] != 7 {
		t.Errorf("new record: got %v", record.Bins)
	}
	exists, err := client.Exists(nil, key("delete"))
	must(t, "exists", err)
	if exists {
		t.Error("the deleted record is still there")
	}
}

// TestBatchLarge: an answer of many megabytes arrives whole.
func TestBatchLarge(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	const count, size = 100, 200_000
	keys := make([]*as.Key, count)
	for i := range keys {
		keys[i] = keyIn(t, set, i)
		blob := make([]byte, size)
		blob[0], blob[size-1] = byte(i), byte(i)
		must(t, "put", client.PutBins(nil, keys[i], as.NewBin("b", blob)))
	}
	records, err := client.BatchGet(nil, keys)
	must(t, "batch get", err)
	for i, record := range records {
		blob, ok := record.Bins["b"].([]byte)
		if !ok || len(blob) != size || blob[0] != byte(i) || blob[size-1] != byte(i) {
			t.Errorf("record %d is damaged", i)
		}
	}
}
