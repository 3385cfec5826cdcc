package aerolith_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/client"
)

// fill writes ten records with ages from 0 to 9.
func fill(s *transcript, db *aerolith.DB, set string) {
	for i := range 10 {
		if err := db.Put(s.t.Context(), db.IntKey(set, int64(i)), aerolith.Bins{"age": i}, nil); err != nil {
			s.t.Fatal(err)
		}
	}
}

// query finds records through an index, and through one that is not there.
func query(s *transcript, db *aerolith.DB) {
	ctx := s.t.Context()
	fill(s, db, "query")
	ages := aerolith.IndexDefinition{Set: "query", Name: "ages", Bin: "age", Type: aero.ParticleInteger}
	s.failure("create", db.CreateIndex(ctx, ages))
	s.failure("create again", db.CreateIndex(ctx, ages))
	other := ages
	other.Bin = "height"
	s.failure("other", db.CreateIndex(ctx, other))
	s.note("%d found", walked(s, db, "found", client.Between("age", 0, 99)))
	s.note("%d of them", walked(s, db, "of them", client.Between("age", 3, 4)))
	s.failure("drop", db.DropIndex(ctx, "query", "ages"))
	s.note("%d without an index", walked(s, db, "gone", client.Between("age", 3, 4)))
	s.failure("drop again", db.DropIndex(ctx, "query", "ages"))
}

// walked counts what a query finds.
func walked(s *transcript, db *aerolith.DB, what string, where aerolith.IndexRange) (count int) {
	for _, err := range db.Query(s.t.Context(), "query", where, nil) {
		if err != nil {
			s.failure(what, err)
			return count
		}
		count++
	}
	return count
}

// person is a record as a struct.
type person struct {
	Name string   `as:"name"`
	Age  int      `as:"age"`
	Tags []string `as:"tags"`
}

// structs writes and reads structs.
func structs(s *transcript, db *aerolith.DB) {
	ctx, key := s.t.Context(), db.BytesKey("structs", []byte{1})
	s.failure("put", aerolith.PutAs(ctx, db, key, person{"ann", 41, []string{"a", "b"}}, nil))
	p, err := aerolith.GetAs[person](ctx, db, key, nil)
	s.note("%v %v", p, err)
	s.failure("missing", second(aerolith.GetAs[person](ctx, db, db.Key("structs", "nobody"), nil)))
	s.failure("no struct", aerolith.PutAs(ctx, db, key, 7, nil))
}

// source is a module of functions.
const source = `
function answer(r, n) return n * 2 end
function fails(r) error("as told") end
local function age(r) return r.age end
local function add(a, b) return a + b end
function total(stream) return stream : map(age) : reduce(add) end
`

// functions registers a module and applies its functions to records.
func functions(s *transcript, db *aerolith.DB) {
	ctx, key := s.t.Context(), db.Key("functions", "k")
	s.failure("register", db.RegisterModule(ctx, "answers.lua", []byte(source)))
	modules, err := db.Modules(ctx)
	s.note("%v %v", modules, err)
	returned, err := db.Execute(ctx, key, "answers", "answer", []any{21}, nil)
	s.note("returned %v %v", returned, err)
	s.failure("fails", second(db.Execute(ctx, key, "answers", "fails", nil, nil)))
	s.failure("no module", second(db.Execute(ctx, key, "nothing", "fails", nil, nil)))
	s.failure("remove", db.RemoveModule(ctx, "answers.lua"))
	s.note("bad source refused: %t", db.RegisterModule(ctx, "bad.lua", []byte("function")) != nil)
}

// aggregate sums up a bin with a function.
func aggregate(s *transcript, db *aerolith.DB) {
	ctx := s.t.Context()
	fill(s, db, "aggregate")
	s.failure("register", db.RegisterModule(ctx, "totals.lua", []byte(source)))
	for value, err := range db.Aggregate(ctx, aerolith.Aggregation{Set: "aggregate", Module: "totals", Function: "total"}, nil) {
		s.note("sum %v %v", value, err)
	}
	for _, err := range db.Aggregate(ctx, aerolith.Aggregation{Set: "aggregate", Module: "nothing", Function: "total"}, nil) {
		s.note("no module: %t", err != nil)
	}
}

// background writes to all records of a set.
func background(s *transcript, db *aerolith.DB) {
	ctx := s.t.Context()
	fill(s, db, "background")
	steps, err := op.All(op.Put("old", true))
	if err != nil {
		s.t.Fatal(err)
	}
	job, err := db.Start(ctx, aerolith.Background{Set: "background", Operations: steps})
	s.failure("start", err)
	s.failure("job", job.Wait(ctx))
	r, err := db.Get(ctx, db.IntKey("background", 9), nil)
	s.record("written", r, err)
	_, err = db.Start(ctx, aerolith.Background{Namespace: "elsewhere", Operations: steps})
	s.note("elsewhere refused: %t", err != nil)
}

// transactions commits one, aborts one and lets two meet.
func transactions(s *transcript, db *aerolith.DB) {
	ctx, from, to := s.t.Context(), db.Key("accounts", "from"), db.Key("accounts", "to")
	s.failure("put", db.Put(ctx, from, aerolith.Bins{"n": 10}, nil))
	s.failure("commit", db.Transact(ctx, aerolith.TransactionOptions{Timeout: 2 * time.Minute}, func(ctx context.Context, t *aerolith.Transaction) error {
		with := &aerolith.WritePolicy{Transaction: t}
		_, err := db.Operate(ctx, from, with, op.Add("n", -3))
		return errors.Join(err, second(db.Operate(ctx, to, with, op.Add("n", 3))))
	}))
	r, err := db.Get(ctx, to, nil)
	s.record("to", r, err)
	changed := errors.New("changed my mind")
	err = db.Transact(ctx, aerolith.TransactionOptions{Timeout: 2 * time.Minute}, func(ctx context.Context, t *aerolith.Transaction) error {
		return errors.Join(db.Put(ctx, from, aerolith.Bins{"n": 0}, &aerolith.WritePolicy{Transaction: t}), changed)
	})
	s.note("abort %t", errors.Is(err, changed))
	r, err = db.Get(ctx, from, nil)
	s.record("from", r, err)
	t := db.Begin(aerolith.TransactionOptions{Timeout: 2 * time.Minute})
	s.failure("lock", db.Put(ctx, from, aerolith.Bins{"n": 1}, &aerolith.WritePolicy{Transaction: t}))
	once := aerolith.Timing{Total: patience, Attempt: patience}
	s.failure("other", db.Put(ctx, from, aerolith.Bins{"n": 2}, &aerolith.WritePolicy{Timing: once}))
	s.failure("abort", t.Abort(ctx))
	s.failure("ended", db.Put(ctx, from, aerolith.Bins{"n": 3}, &aerolith.WritePolicy{Transaction: t}))
}

// truncate empties a set.
func truncate(s *transcript, db *aerolith.DB) {
	fill(s, db, "truncate")
	// Records of the millisecond of the truncation stay: so another time is waited for.
	for count := 1; count > 0; {
		s.lines = nil
		s.failure("truncate", db.Truncate(s.t.Context(), "truncate", time.Time{}))
		count = 0
		for _, err := range db.Scan(s.t.Context(), "truncate", nil) {
			s.failure("scan", err)
			count++
		}
		s.note("left %s", fmt.Sprint(count))
	}
}
