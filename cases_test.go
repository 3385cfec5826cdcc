package aerolith_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aero/cdt"
	"github.com/aerolith/aerolith/aero/expr"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/client"
)

// backendCase is a piece of conduct.
type backendCase struct {
	name string
	run  func(s *transcript, db *aerolith.DB)
	// want are texts that the transcript must hold.
	want []string
}

// cases are all pieces of conduct that backends share.
func cases() []backendCase {
	return []backendCase{
		{"records", records, []string{"missing: record not found", "ann: [age=41 name=ann] generation 1"}},
		{"policies", policies, []string{"create again: record exists", "generation: generation", "filtered: "}},
		{"names", names, []string{"long bin: "}},
		{"operate", operate, []string{"operate: [l=3 n=8 n=<nil>]"}},
		{"steps", steps, []string{"steps: [n=8 n=<nil> t=<nil> t=b-a]"}},
		{"batch", batch, []string{"3: record not found"}},
		{"scan", scan, []string{"200 records", "5 limited"}},
		{"query", query, []string{"10 found", "gone: "}},
		{"structs", structs, []string{"{ann 41 [a b]}"}},
		{"functions", functions, []string{"returned 42", "fails: "}},
		{"aggregate", aggregate, []string{"sum 45"}},
		{"background", background, []string{"job: ok", "[age=9 old=true]"}},
		{"transactions", transactions, []string{"commit: ok", "other: "}},
		{"truncate", truncate, []string{"left 0"}},
	}
}

// records writes, reads, touches and deletes.
func records(s *transcript, db *aerolith.DB) {
	ctx, key := s.t.Context(), db.Key("people", "ann")
	s.failure("missing", second(db.Get(ctx, key, nil)))
	s.failure("put", db.Put(ctx, key, aerolith.Bins{"name": "ann", "age": 41}, nil))
	r, err := db.Get(ctx, key, nil)
	s.record("ann", r, err)
	r, err = db.Get(ctx, aerolith.Key{Set: "people", User: key.User, Digest: key.Digest}, nil, "age")
	s.record("age", r, err)
	s.failure("no bin", second(aerolith.ValueAs[string](r, "name")))
	s.failure("type", second(aerolith.ValueAs[string](r, "age")))
	exists, err := db.Exists(ctx, key, nil)
	s.note("exists %t %v", exists, err)
	existed, err := db.Delete(ctx, key, nil)
	s.note("existed %t %v", existed, err)
	existed, err = db.Delete(ctx, key, nil)
	s.note("existed %t %v", existed, err)
	exists, err = db.Exists(ctx, key, nil)
	s.note("exists %t %v", exists, err)
	s.failure("value", db.Put(ctx, key, aerolith.Bins{"c": make(chan int)}, nil))
	other := key
	other.Namespace = "elsewhere"
	_, err = db.Get(ctx, other, nil)
	s.note("namespace: %t", err != nil)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err = db.Get(ended, key, nil)
	s.note("canceled: %t", errors.Is(err, context.Canceled))
}

// second drops a result.
func second[T any](_ T, err error) error { return err }

// policies makes writes that are refused, and reads that are filtered.
func policies(s *transcript, db *aerolith.DB) {
	ctx, key := s.t.Context(), db.Key("policies", "k")
	s.failure("update", db.Put(ctx, key, aerolith.Bins{"n": 1}, &aerolith.WritePolicy{Exists: aerolith.UpdateOnly}))
	s.failure("touch", db.Touch(ctx, key, nil))
	s.failure("create", db.Put(ctx, key, aerolith.Bins{"n": 1}, &aerolith.WritePolicy{Exists: aerolith.CreateOnly, TTLSeconds: 1000}))
	s.failure("create again", db.Put(ctx, key, aerolith.Bins{"n": 1}, &aerolith.WritePolicy{Exists: aerolith.CreateOnly}))
	s.failure("generation", db.Put(ctx, key, aerolith.Bins{"n": 2}, &aerolith.WritePolicy{GenerationCheck: aerolith.SameGeneration, Generation: 7}))
	s.failure("same", db.Put(ctx, key, aerolith.Bins{"n": 2}, &aerolith.WritePolicy{GenerationCheck: aerolith.SameGeneration, Generation: 1, TTLSeconds: 1000}))
	s.failure("touch", db.Touch(ctx, key, &aerolith.WritePolicy{TTLSeconds: 500}))
	r, err := db.GetHeader(ctx, key, nil)
	s.record("header", r, err)
	filter, err := expr.Equal(expr.IntBin("n"), expr.Int(3)).Encode()
	if err != nil {
		s.t.Fatal(err)
	}
	s.failure("filtered", second(db.Get(ctx, key, &aerolith.ReadPolicy{Filter: filter})))
	s.failure("bad filter", second(db.Get(ctx, key, &aerolith.ReadPolicy{Filter: []byte{0xc1}})))
	s.failure("replace", db.Put(ctx, key, aerolith.Bins{"m": 1}, &aerolith.WritePolicy{Exists: aerolith.Replace}))
	r, err = db.Get(ctx, key, nil)
	s.record("replaced", r, err)
	existed, err := db.Delete(ctx, key, &aerolith.WritePolicy{DurableDelete: true})
	s.note("durable delete %t", existed)
	s.failure("durable delete", err)
}

// names uses names and records that are too long.
func names(s *transcript, db *aerolith.DB) {
	ctx := s.t.Context()
	s.failure("long bin", db.Put(ctx, db.Key("names", "k"), aerolith.Bins{"a-name-of-16-byte": 1}, nil))
	s.failure("long set", db.Put(ctx, db.Key(strings.Repeat("s", 64), "k"), aerolith.Bins{"n": 1}, nil))
	s.failure("big", db.Put(ctx, db.Key("names", "k"), aerolith.Bins{"n": make([]byte, 2<<20)}, nil))
	s.failure("empty", db.Put(ctx, db.Key("names", "k"), nil, nil))
	s.failure("null key", second(db.Get(ctx, db.Key("", ""), nil)))
}

// operate carries out several steps at once, on values of every kind.
func operate(s *transcript, db *aerolith.DB) {
	ctx, key := s.t.Context(), db.IntKey("operate", 1)
	list, dict, bits, hll := cdt.List("l"), cdt.Map("m"), op.Bits("b"), op.HLL("h")
	r, err := db.Operate(ctx, key, nil, op.Add("n", 8), list.AppendAll(1, 2, 3), op.Get("n"))
	s.record("operate", r, err)
	r, err = db.Operate(ctx, key, nil, dict.Put("k", "v"), dict.Size(), bits.Resize(2, 0), hll.Init(8, 0), hll.Add([]any{"a", "b"}, 8, 0), hll.Count())
	s.record("kinds", r, err)
	r, err = db.Operate(ctx, key, nil, op.Append("n", "text"))
	s.record("wrong type", r, err)
	r, err = db.Operate(ctx, key, nil, list.Get(7))
	s.record("no element", r, err)
}

// steps carries out simple steps at once, in order.
func steps(s *transcript, db *aerolith.DB) {
	ctx, key := s.t.Context(), db.IntKey("steps", 1)
	r, err := db.Operate(ctx, key, nil, op.Add("n", 3), op.Put("t", "a"))
	s.record("begun", r, err)
	r, err = db.Operate(ctx, key, nil, op.Add("n", 5), op.Get("n"), op.Prepend("t", "b-"), op.Get("t"), op.Touch())
	s.record("steps", r, err)
	r, err = db.Operate(ctx, key, nil, op.Append("n", "text"))
	s.record("wrong type", r, err)
	r, err = db.Operate(ctx, key, nil, op.Put("t", nil), op.Get("t"), op.Append("new", "x"))
	s.record("removed", r, err)
	r, err = db.Get(ctx, key, nil)
	s.record("left", r, err)
}

// batch mixes reads and writes, some of which are refused.
func batch(s *transcript, db *aerolith.DB) {
	ctx := s.t.Context()
	n, err := op.All(op.Put("n", 1))
	if err != nil {
		s.t.Fatal(err)
	}
	results, err := db.Batch(ctx, []aerolith.BatchEntry{
		client.BatchOperate(db.IntKey("batch", 1), n, nil), client.BatchOperate(db.IntKey("batch", 2), n, nil),
		client.BatchGet(db.IntKey("batch", 1)), client.BatchGet(db.IntKey("batch", 9)), client.BatchDelete(db.IntKey("batch", 2), nil),
		client.BatchDelete(db.IntKey("batch", 2), nil),
	}, nil)
	s.failure("batch", err)
	for i := range results {
		if i == 2 {
			continue // a read beside the write of its record sees it or not
		}
		s.failure(fmt.Sprint(i), results[i].Err)
	}
	results, err = db.Batch(ctx, []aerolith.BatchEntry{client.BatchGet(db.IntKey("batch", 1)), client.BatchGetHeader(db.IntKey("batch", 1))}, nil)
	s.failure("batch", err)
	for i := range results {
		s.record(fmt.Sprint(i), results[i].Record, results[i].Err)
	}
	results, err = db.Batch(ctx, nil, nil)
	s.note("empty %d %v", len(results), err)
}

// scan walks through a set, in whole, in part and in pages.
func scan(s *transcript, db *aerolith.DB) {
	ctx, sum, seen := s.t.Context(), int64(0), 0
	for i := range 200 {
		if err := db.Put(ctx, db.IntKey("scan", int64(i)), aerolith.Bins{"n": i, "m": "x"}, nil); err != nil {
			s.t.Fatal(err)
		}
	}
	for r, err := range db.Scan(ctx, "scan", nil) {
		if err != nil {
			s.t.Fatal(err)
		}
		n, err := aerolith.ValueAs[int64](r, "n")
		if err != nil {
			s.t.Fatal(err)
		}
		seen, sum = seen+1, sum+n
	}
	s.note("%d records, sum %d", seen, sum)
	s.note("%d limited", len(collected(s, db, &aerolith.ScanPolicy{MaxRecords: 5})))
	s.note("%d headers", len(collected(s, db, &aerolith.ScanPolicy{HeaderOnly: true})))
	var cursor aerolith.Cursor
	pages := make(map[string]bool)
	for !cursor.Done() {
		page := collected(s, db, &aerolith.ScanPolicy{MaxRecords: 70, Cursor: &cursor})
		for _, digest := range page {
			pages[digest] = true
		}
		if len(page) == 0 {
			break
		}
	}
	s.note("%d in pages", len(pages))
	for range db.Scan(ctx, "scan", nil) {
		break
	}
	s.note("%d in no set", len(slices.Collect(func(yield func(int) bool) {
		for range db.Scan(ctx, "nothing", nil) {
			yield(1)
		}
	})))
}

// collected returns the digests that a scan finds.
func collected(s *transcript, db *aerolith.DB, policy *aerolith.ScanPolicy) (digests []string) {
	for r, err := range db.Scan(s.t.Context(), "scan", policy) {
		if err != nil {
			s.t.Fatal(err)
		}
		digests = append(digests, string(r.Key.Digest[:]))
	}
	return digests
}
