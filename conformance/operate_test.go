package conformance

import (
	"reflect"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"
	"github.com/aerospike/aerospike-client-go/v8/types"
)

// TestOperate: operations on one record are carried out in order and atomically, and reads among them see what
// precedes.
func TestOperate(t *testing.T) {
	client := featureClient(t)
	key := newKey(t, 1)
	must(t, "put", client.PutBins(nil, key, as.NewBin("n", 40), as.NewBin("s", "b")))
	record, err := client.Operate(nil, key,
		as.AddOp(as.NewBin("n", 2)), as.AppendOp(as.NewBin("s", "c")), as.PrependOp(as.NewBin("s", "a")),
		as.PutOp(as.NewBin("new", 2.5)), as.GetOp())
	must(t, "operate", err)
	want := as.BinMap{"n": 42, "s": "abc", "new": 2.5}
	for name, value := range want {
		if !reflect.DeepEqual(record.Bins[name], value) {
			t.Errorf("bin %s: got %v, want %v", name, record.Bins[name], value)
		}
	}
	if record.Generation != 2 {
		t.Errorf("generation %d, want 2: operations are one write", record.Generation)
	}
	_, err = client.Operate(nil, key, as.PutOp(as.NewBin("n", 0)), as.AddOp(as.NewBin("s", 1)))
	expectCode(t, "add to text", err, types.BIN_TYPE_ERROR)
	record, err = client.Get(nil, key)
	must(t, "get", err)
	if !reflect.DeepEqual(record.Bins, want) {
		t.Errorf("a failed operate left %v, want %v", record.Bins, want)
	}
}

// TestOperateReads: reads of bins that exist, do not exist, and of a record that does not exist.
func TestOperateReads(t *testing.T) {
	client := featureClient(t)
	key := newKey(t, 1)
	_, err := client.Operate(nil, key, as.GetBinOp("a"))
	expectCode(t, "read of nothing", err, types.KEY_NOT_FOUND_ERROR)
	must(t, "put", client.PutBins(nil, key, as.NewBin("a", 1), as.NewBin("b", 2)))
	record, err := client.Operate(nil, key, as.GetBinOp("a"), as.GetBinOp("missing"))
	must(t, "operate", err)
	if record.Bins["a"] != 1 || record.Bins["b"] != nil {
		t.Errorf("got %v", record.Bins)
	}
}

// TestOperateTouchAndDelete: touch and delete as operations.
func TestOperateTouchAndDelete(t *testing.T) {
	client := featureClient(t)
	key := newKey(t, 1)
	must(t, "put", client.PutBins(nil, key, as.NewBin("a", 1)))
	record, err := client.Operate(nil, key, as.TouchOp(), as.GetBinOp("a"))
	must(t, "touch", err)
	if record.Bins["a"] != 1 || record.Generation != 2 {
		t.Errorf("got %v of generation %d", record.Bins, record.Generation)
	}
	record, err = client.Operate(nil, key, as.GetBinOp("a"), as.DeleteOp())
	must(t, "delete", err)
	if record.Bins["a"] != 1 {
		t.Errorf("got %v", record.Bins)
	}
	exists, err := client.Exists(nil, key)
	must(t, "exists", err)
	if exists {
		t.Error("the record is still there")
	}
}

// TestAddAppendPrepend: the single commands, on missing records too.
func TestAddAppendPrepend(t *testing.T) {
	client := featureClient(t)
	key := newKey(t, 1)
	must(t, "add", client.AddBins(nil, key, as.NewBin("n", 5)))
	must(t, "add", client.AddBins(nil, key, as.NewBin("n", -7)))
	must(t, "append", client.AppendBins(nil, key, as.NewBin("s", "b")))
	must(t, "append", client.AppendBins(nil, key, as.NewBin("s", "c")))
	must(t, "prepend", client.PrependBins(nil, key, as.NewBin("s", "a")))
	record, err := client.Get(nil, key)
	must(t, "get", err)
	if !reflect.DeepEqual(record.Bins, as.BinMap{"n": -2, "s": "abc"}) {
		t.Errorf("got %v", record.Bins)
	}
}
