package conformance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"
	"github.com/aerospike/aerospike-client-go/v8/types"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// beside returns the official client and ours, on the same server: the shared node, or the one that the environment names.
func beside(t *testing.T) (*as.Client, *client.Client) {
	t.Helper()
	theirs := featureClient(t)
	address := os.Getenv(addressVariable)
	if address == "" {
		address = shared.shared.Address
	}
	ours, err := client.Open(context.Background(), []string{address}, ourOptions())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(ours.Close)
	return theirs, ours
}

// plain turns a value of ours into the form that the official client has.
func plain(v any) any {
	switch v := v.(type) {
	case int64:
		return int(v)
	case aero.HLL:
		return as.HLLValue(v)
	case aero.GeoJSON:
		return as.GeoJSONValue(v)
	case aero.List:
		items := make([]any, len(v.Items))
		for i, item := range v.Items {
			items[i] = plain(item)
		}
		return items
	case aero.Map:
		entries := make(map[any]any, len(v.Entries))
		for _, e := range v.Entries {
			entries[plain(e.Key)] = plain(e.Value)
		}
		return entries
	default:
		return v
	}
}

// TestBesideValues writes values with one client and reads them with the other, both ways.
func TestBesideValues(t *testing.T) {
	theirs, ours := beside(t)
	set := setOf(t)
	values := []any{
		0, -1, 1 << 40, -1 << 62, 1.5, -0.25, "", "text", "ünï",
		[]byte{0, 255},
		true, false,
		[]any{1, "a", 2.5, []byte{1}, true, nil, []any{}},
		map[any]any{"k": 1, 2: "v", "deep": map[any]any{"l": []any{1, 2}}},
	}
	for i, value := range values {
		theirKey, ourKey := keyIn(t, set, i), aero.IntKey(namespace, set, int64(i))
		if !bytes.Equal(theirKey.Digest(), ourKey.Digest[:]) {
			t.Fatalf("key %d: digests differ", i)
		}
		must(t, "put", theirs.Put(nil, theirKey, as.BinMap{"v": value}))
		record, err := ours.Get(t.Context(), ourKey, nil)
		if err != nil {
			t.Errorf("%#v: %v", value, err)
			continue
		}
		got, err := record.Value("v")
		if err != nil || !reflect.DeepEqual(plain(got), value) {
			t.Errorf("theirs %#v, read by ours: %#v, %v", value, plain(got), err)
		}
		if err := ours.Put(t.Context(), ourKey, client.Bins{"v": value, "w": value}, nil); err != nil {
			t.Errorf("%#v: %v", value, err)
			continue
		}
		again, failure := theirs.Get(nil, theirKey)
		must(t, "get", failure)
		if !reflect.DeepEqual(again.Bins["v"], value) || !reflect.DeepEqual(again.Bins["w"], value) {
			t.Errorf("ours %#v, read by theirs: %#v", value, again.Bins)
		}
		if again.Generation != 2 || record.Generation != 1 {
			t.Errorf("%#v: generations %d and %d", value, record.Generation, again.Generation)
		}
	}
}

// codeOf returns the result code of our client's error.
func codeOf(err error) types.ResultCode {
	code, _ := aero.CodeOf(err)
	return types.ResultCode(code)
}

// theirCode returns the result code of the official client's error.
func theirCode(err as.Error) types.ResultCode {
	if err == nil {
		return types.OK
	}
	var failure *as.AerospikeError
	if errors.As(err, &failure) {
		return failure.ResultCode
	}
	return types.ResultCode(-1)
}

// TestBesideErrors provokes refusals with both clients: the codes are the same.
func TestBesideErrors(t *testing.T) {
	theirs, ours := beside(t)
	set := setOf(t)
	must(t, "put", theirs.Put(nil, keyIn(t, set, "there"), as.BinMap{"n": 1, "s": "x"}))
	there, missing := aero.StringKey(namespace, set, "there"), aero.StringKey(namespace, set, "missing")
	elsewhere := aero.StringKey("nowhere", set, "there")
	bins := client.Bins{"n": 2}
	writing := func(change func(*as.WritePolicy)) *as.WritePolicy {
		p := as.NewWritePolicy(0, 0)
		p.TotalTimeout, p.MaxRetries = operationMax, 0
		change(p)
		return p
	}
	theirThere, theirMissing := keyIn(t, set, "there"), keyIn(t, set, "missing")
	big := make([]byte, 2<<20)
	cases := map[string]struct {
		theirs func() as.Error
		ours   func() error
	}{
		"get missing": {
			func() as.Error { _, err := theirs.Get(nil, theirMissing); return err },
			func() error { _, err := ours.Get(t.Context(), missing, nil); return err },
		},
		"touch missing": {
			func() as.Error { return theirs.Touch(nil, theirMissing) },
			func() error { return ours.Touch(t.Context(), missing, nil) },
		},
		"create existing": {
			func() as.Error {
				return theirs.Put(writing(func(p *as.WritePolicy) { p.RecordExistsAction = as.CREATE_ONLY }), theirThere, as.BinMap{"n": 2})
			},
			func() error {
				return ours.Put(t.Context(), there, bins, &client.WritePolicy{Exists: client.CreateOnly})
			},
		},
		"update missing": {
			func() as.Error {
				return theirs.Put(writing(func(p *as.WritePolicy) { p.RecordExistsAction = as.UPDATE_ONLY }), theirMissing, as.BinMap{"n": 2})
			},
			func() error {
				return ours.Put(t.Context(), missing, bins, &client.WritePolicy{Exists: client.UpdateOnly})
			},
		},
		"generation": {
			func() as.Error {
				return theirs.Put(writing(func(p *as.WritePolicy) { p.GenerationPolicy, p.Generation = as.EXPECT_GEN_EQUAL, 9 }), theirThere, as.BinMap{"n": 2})
			},
			func() error {
				return ours.Put(t.Context(), there, bins, &client.WritePolicy{GenerationCheck: client.SameGeneration, Generation: 9})
			},
		},
		"too big": {
			func() as.Error { return theirs.Put(nil, theirThere, as.BinMap{"b": big}) },
			func() error { return ours.Put(t.Context(), there, client.Bins{"b": big}, nil) },
		},
		"wrong type": {
			func() as.Error { return theirs.Add(nil, theirThere, as.BinMap{"s": 1}) },
			func() error {
				p, _ := aero.NewParticle(1)
				_, err := ours.Operate(t.Context(), there, []aero.Operation{{Type: aero.OpAdd, Bin: "s", Value: p}}, nil)
				return err
			},
		},
	}
	for name, c := range cases {
		if theirs, ours := theirCode(c.theirs()), codeOf(c.ours()); theirs != ours || theirs == types.OK {
			t.Errorf("%s: theirs %d, ours %d", name, theirs, ours)
		}
	}
	if _, err := ours.Get(t.Context(), elsewhere, nil); !errors.Is(err, aero.CodeNamespace) {
		t.Errorf("unknown namespace: %v", err)
	}
}

// TestBesideMany reads with scans and batches of both clients what the other has written.
func TestBesideMany(t *testing.T) {
	theirs, ours := beside(t)
	set := setOf(t)
	const count = 50
	for i := range count {
		if i%2 == 0 {
			must(t, "put", theirs.Put(nil, keyIn(t, set, fmt.Sprint(i)), as.BinMap{"n": i}))
			continue
		}
		if err := ours.Put(t.Context(), aero.StringKey(namespace, set, fmt.Sprint(i)), client.Bins{"n": i}, nil); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[int64]bool{}
	for record, err := range ours.Scan(t.Context(), namespace, set, nil) {
		if err != nil {
			t.Fatal(err)
		}
		n, err := client.ValueAs[int64](record, "n")
		if err != nil {
			t.Fatal(err)
		}
		seen[n] = true
	}
	found, err := theirs.ScanAll(nil, namespace, set)
	must(t, "scan", err)
	their := 0
	for range found.Results() {
		their++
	}
	if len(seen) != count || their != count {
		t.Errorf("ours scanned %d, theirs %d of %d", len(seen), their, count)
	}
	entries := make([]client.BatchEntry, count+1)
	for i := range entries {
		entries[i] = client.BatchGet(aero.StringKey(namespace, set, fmt.Sprint(i)))
	}
	results, failure := ours.Batch(t.Context(), entries, nil)
	if failure != nil {
		t.Fatal(failure)
	}
	for i, result := range results {
		if missing := i == count; missing != errors.Is(result.Err, aero.CodeNotFound) {
			t.Errorf("entry %d: %v", i, result.Err)
		}
	}
}
