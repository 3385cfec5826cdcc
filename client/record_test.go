package client

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestRecordCalls goes through every call on one record, on a cluster of three nodes.
func TestRecordCalls(t *testing.T) {
	_, c := open(t, 3, quick())
	ctx := t.Context()
	for _, key := range keysOf(50) {
		bins := Bins{"n": 1, "s": "text", "b": []byte{1, 2}, "l": []any{1, "x"}, "f": 1.5, "t": true}
		if err := c.Put(ctx, key, bins, nil); err != nil {
			t.Fatal(err)
		}
		record, err := c.Get(ctx, key, nil)
		if err != nil {
			t.Fatal(err)
		}
		values, err := record.Map()
		want := Bins{
			"n": int64(1), "s": "text", "b": []byte{1, 2}, "f": 1.5, "t": true,
			"l": aero.List{Items: []any{int64(1), "x"}},
		}
		if err != nil || !reflect.DeepEqual(values, want) || record.Generation != 1 || record.Key.Digest != key.Digest {
			t.Fatalf("%+v, %v", values, err)
		}
	}
}

// TestGetParts reads some bins, none, and a record into memory that is used again.
func TestGetParts(t *testing.T) {
	_, c := open(t, 2, quick())
	ctx, key := t.Context(), keysOf(1)[0]
	if err := c.Put(ctx, key, Bins{"a": 1, "b": 2, "c": 3}, nil); err != nil {
		t.Fatal(err)
	}
	record, err := c.Get(ctx, key, nil, "b", "missing")
	if err != nil || len(record.Bins) != 1 || record.Bins[0].Name != "b" {
		t.Fatalf("%+v, %v", record, err)
	}
	header, err := c.GetHeader(ctx, key, nil)
	if err != nil || header.Generation != 1 || len(header.Bins) != 0 {
		t.Fatalf("%+v, %v", header, err)
	}
	var reused Record
	for range 3 {
		if err := c.GetInto(ctx, key, &reused, nil); err != nil || len(reused.Bins) != 3 {
			t.Fatalf("%+v, %v", reused, err)
		}
	}
	if _, err := record.Value("x"); !errors.Is(err, ErrNoBin) {
		t.Error(err)
	}
	if _, err := ValueAs[string](record, "b"); !errors.Is(err, ErrBinType) {
		t.Error(err)
	}
}

// TestWriteCalls deletes, touches, and writes under conditions.
func TestWriteCalls(t *testing.T) {
	_, c := open(t, 3, quick())
	ctx, key := t.Context(), keysOf(1)[0]
	if existed, err := c.Delete(ctx, key, nil); existed || err != nil {
		t.Fatal(existed, err)
	}
	if err := c.Touch(ctx, key, nil); !errors.Is(err, aero.CodeNotFound) {
		t.Fatal(err)
	}
	if exists, err := c.Exists(ctx, key, nil); exists || err != nil {
		t.Fatal(exists, err)
	}
	mustPut(t, c, key, 1)
	if err := c.Put(ctx, key, Bins{"n": 2}, &WritePolicy{Exists: CreateOnly}); !errors.Is(err, aero.CodeRecordExists) {
		t.Fatal(err)
	}
	stale := &WritePolicy{GenerationCheck: SameGeneration, Generation: 9}
	if err := c.Put(ctx, key, Bins{"n": 2}, stale); !errors.Is(err, aero.CodeGeneration) {
		t.Fatal(err)
	}
	if err := c.Put(ctx, key, Bins{"m": 2}, &WritePolicy{Exists: Replace}); err != nil {
		t.Fatal(err)
	}
	if err := c.Touch(ctx, key, nil); err != nil {
		t.Fatal(err)
	}
	record, err := c.Get(ctx, key, nil)
	if err != nil || record.Generation != 3 || len(record.Bins) != 1 {
		t.Fatalf("%+v, %v", record, err)
	}
	if existed, err := c.Delete(ctx, key, nil); !existed || err != nil {
		t.Fatal(existed, err)
	}
}

// TestOperate writes and reads in one step, each part of which is answered.
func TestOperate(t *testing.T) {
	_, c := open(t, 2, quick())
	value, err := aero.NewParticle("v")
	if err != nil {
		t.Fatal(err)
	}
	record, err := c.Operate(t.Context(), keysOf(1)[0], []aero.Operation{
		{Type: aero.OpWrite, Bin: "a", Value: value}, {Type: aero.OpRead, Bin: "a"},
	}, nil)
	if err != nil || record.Generation != 1 {
		t.Fatalf("%+v, %v", record, err)
	}
	if len(record.Bins) != 2 || record.Bins[0].Value.Type != aero.ParticleNil || !bytes.Equal(record.Bins[1].Value.Data, []byte("v")) {
		t.Fatalf("want an answer for each operation, got %+v", record)
	}
}

// TestCallerErrors checks errors that no server is needed for, and that keys are not shown.
func TestCallerErrors(t *testing.T) {
	cluster, c := open(t, 1, quick())
	ctx := t.Context()
	secret := aero.StringKey("test", "demo", "very-secret")
	err := c.Put(ctx, secret, Bins{"a": make(chan int)}, nil)
	if !errors.Is(err, aero.ErrUnsupportedValue) || bytes.Contains([]byte(err.Error()), []byte("secret")) {
		t.Error(err)
	}
	var e *Error
	long := c.Put(ctx, secret, Bins{"a-name-that-is-too-long": 1}, nil)
	if !errors.As(long, &e) || e.InDoubt || e.Retryable() || len(e.Attempts) != 1 {
		t.Errorf("%+v", long)
	}
	_, err = c.Get(ctx, aero.StringKey("nowhere", "", "k"), nil)
	if !errors.Is(err, aero.CodeNamespace) || cluster.Node(0).Commands() != 0 {
		t.Errorf("%v, %d commands", err, cluster.Node(0).Commands())
	}
	if _, err = c.Get(ctx, secret, nil); !errors.As(err, &e) || e.Node == "" || e.Retryable() || e.Code() != aero.CodeNotFound {
		t.Errorf("%+v", err)
	}
}

// TestGetAllocations bounds what a small get allocates.
func TestGetAllocations(t *testing.T) {
	_, c := open(t, 1, quick())
	ctx, key := t.Context(), keysOf(1)[0]
	mustPut(t, c, key, 1)
	var record Record
	reads := testing.AllocsPerRun(200, func() {
		if err := c.GetInto(ctx, key, &record, nil); err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("%.0f allocations for each GetInto, server included", reads)
	if reads > 12 && !raceEnabled {
		t.Errorf("%.0f allocations", reads)
	}
}
