package client_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/cdt"
	"github.com/aerolith/aerolith/aero/expr"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// ExampleClient_Transact moves an amount from one account to another: both change, or none does.
func ExampleClient_Transact() {
	c, end := example(aerolithtest.WithEnterprise())
	defer end()
	ctx := context.Background()
	from, to := aero.StringKey("test", "accounts", "anna"), aero.StringKey("test", "accounts", "bert")
	for _, key := range []aero.Key{from, to} {
		if err := c.Put(ctx, key, client.Bins{"amount": 100}, nil); err != nil {
			fmt.Println(err)
		}
	}
	err := c.Transact(ctx, client.TransactionOptions{}, func(ctx context.Context, tx *client.Transaction) error {
		in := &client.WritePolicy{Transaction: tx}
		if _, err := c.Apply(ctx, from, in, op.Add("amount", -30)); err != nil {
			return err
		}
		_, err := c.Apply(ctx, to, in, op.Add("amount", 30))
		return err
	})
	fmt.Println(err)
	for _, key := range []aero.Key{from, to} {
		record, err := c.Get(ctx, key, nil)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(client.ValueAs[int64](record, "amount"))
	}
	// Output:
	// <nil>
	// 70 <nil>
	// 130 <nil>
}

// ExampleClient_Begin reads and writes in a transaction that is given up.
func ExampleClient_Begin() {
	c, end := example(aerolithtest.WithEnterprise())
	defer end()
	ctx, key := context.Background(), aero.StringKey("test", "accounts", "anna")
	tx := c.Begin(client.TransactionOptions{})
	fmt.Println(c.Put(ctx, key, client.Bins{"amount": 1}, &client.WritePolicy{Transaction: tx}))
	fmt.Println(tx.Abort(ctx), tx.Settled())
	fmt.Println(c.Exists(ctx, key, nil))
	fmt.Println(errors.Is(tx.Commit(ctx), client.ErrTransactionAborted))
	// Output:
	// <nil>
	// <nil> true
	// false <nil>
	// true
}

// ExampleClient_Aggregate sums up a bin of all records: nodes sum up theirs, the client the sums.
func ExampleClient_Aggregate() {
	c, end := example()
	defer end()
	ctx := context.Background()
	for i := range 10 {
		if err := c.Put(ctx, aero.IntKey("test", "orders", int64(i)), client.Bins{"price": i}, nil); err != nil {
			fmt.Println(err)
		}
	}
	source := `function total(stream, bin)
	  return stream : map(function(record) return record[bin] end) : reduce(function(a, b) return a + b end)
	end`
	if err := c.RegisterModule(ctx, "orders.lua", []byte(source)); err != nil {
		fmt.Println(err)
	}
	total := client.Aggregation{Namespace: "test", Set: "orders", Module: "orders", Function: "total", Arguments: []any{"price"}}
	for value, err := range c.Aggregate(ctx, total, nil) {
		fmt.Println(value, err)
	}
	// Output: 45 <nil>
}

// ExampleBatchApply counts up many records with one call, and reads what became of them.
func ExampleBatchApply() {
	c, end := example()
	defer end()
	ctx := context.Background()
	keys := []aero.Key{aero.StringKey("test", "pages", "home"), aero.StringKey("test", "pages", "help")}
	for range 2 {
		var entries []client.BatchEntry
		for _, key := range keys {
			entries = append(entries, client.BatchApply(key, nil, op.Add("hits", 1), op.Get("hits")))
		}
		results, err := c.Batch(ctx, entries, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, result := range results {
			if result.Err != nil {
				fmt.Println(result.Err)
				continue
			}
			values, err := result.Record.Map()
			fmt.Println(values["hits"], err)
		}
	}
	// Output:
	// 1 <nil>
	// 1 <nil>
	// 2 <nil>
	// 2 <nil>
}

// ExampleScanPolicy walks through those records for which an expression holds.
func ExampleScanPolicy() {
	c, end := example()
	defer end()
	ctx := context.Background()
	for i := range int64(10) {
		bins := client.Bins{"n": i, "tags": []any{"a", "b"}[:i%3]}
		if err := c.Put(ctx, aero.IntKey("test", "demo", i), bins, nil); err != nil {
			fmt.Println(err)
		}
	}
	twoTags := expr.Equal(expr.On(expr.ListBin("tags"), expr.TypeInt, cdt.List("").Size()), expr.Int(2))
	filter, err := expr.And(expr.Greater(expr.IntBin("n"), expr.Int(4)), twoTags).Encode()
	if err != nil {
		fmt.Println(err)
		return
	}
	sum := int64(0)
	for record, err := range c.Scan(ctx, "test", "demo", &client.ScanPolicy{Filter: filter}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		n, err := client.ValueAs[int64](record, "n")
		if err != nil {
			fmt.Println(err)
		}
		sum += n
	}
	fmt.Println(sum)
	// Output: 13
}

// ExampleCursor walks through a set in pages.
func ExampleCursor() {
	c, end := example()
	defer end()
	ctx := context.Background()
	for i := range int64(25) {
		if err := c.Put(ctx, aero.IntKey("test", "demo", i), client.Bins{"n": i}, nil); err != nil {
			fmt.Println(err)
		}
	}
	var cursor client.Cursor
	for !cursor.Done() {
		count := 0
		for _, err := range c.Scan(ctx, "test", "demo", &client.ScanPolicy{MaxRecords: 10, Cursor: &cursor}) {
			if err != nil {
				fmt.Println(err)
				return
			}
			count++
		}
		fmt.Println(count)
	}
	// Output:
	// 10
	// 10
	// 5
}

// ExampleWithinRegion finds points within a circle through an index.
func ExampleWithinRegion() {
	c, end := example()
	defer end()
	ctx := context.Background()
	index := aero.IndexDefinition{Namespace: "test", Set: "places", Name: "where", Bin: "where", Type: aero.ParticleGeoJSON}
	if err := errors.Join(c.CreateIndex(ctx, index), c.IndexReady(ctx, "test", "where")); err != nil {
		fmt.Println(err)
	}
	for name, point := range map[string]aero.GeoJSON{
		"near": `{"type": "Point", "coordinates": [13.40, 52.52]}`, "far": `{"type": "Point", "coordinates": [2.35, 48.85]}`,
	} {
		if err := c.Put(ctx, aero.StringKey("test", "places", name), client.Bins{"name": name, "where": point}, nil); err != nil {
			fmt.Println(err)
		}
	}
	circle := aero.GeoJSON(`{"type": "AeroCircle", "coordinates": [[13.38, 52.51], 5000]}`)
	for record, err := range c.Query(ctx, "test", "places", client.WithinRegion("where", circle), nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(client.ValueAs[string](record, "name"))
	}
	// Output: near <nil>
}

// ExampleClient_Stats looks at how the nodes do.
func ExampleClient_Stats() {
	c, end := example()
	defer end()
	if err := c.WarmUp(context.Background(), 2); err != nil {
		fmt.Println(err)
	}
	for _, n := range c.Stats().Nodes {
		fmt.Println(n.Usable, n.Connections >= 2, n.Failed)
	}
	// Output: true true 0
}

// users is what a part of a program needs of a client: it declares that itself, so that its tests can do with a fake.
type users interface {
	Get(ctx context.Context, key aero.Key, policy *client.ReadPolicy, bins ...string) (*client.Record, error)
}

// fakeUsers knows one user.
type fakeUsers struct{}

// Get implements users.
func (fakeUsers) Get(_ context.Context, key aero.Key, _ *client.ReadPolicy, _ ...string) (*client.Record, error) {
	name, err := aero.NewParticle("Alice")
	return &client.Record{Key: key, Generation: 1, Bins: []aero.Bin{{Name: "name", Value: name}}}, err
}

// greet is code under test.
func greet(ctx context.Context, from users, id string) (string, error) {
	record, err := from.Get(ctx, aero.StringKey("test", "users", id), nil)
	if err != nil {
		return "", err
	}
	name, err := client.ValueAs[string](record, "name")
	return "Hello, " + name, err
}

// Example_fake tests code without a client: records can be made by hand. For more than that there is package aerolithtest.
func Example_fake() {
	var _ users = (*client.Client)(nil)
	fmt.Println(greet(context.Background(), fakeUsers{}, "alice"))
	// Output: Hello, Alice <nil>
}
