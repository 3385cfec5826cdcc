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

// results prints what operations gave, in order, or why they failed.
func results(record *client.Record, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, bin := range record.Bins {
		if bin.Value.Type == aero.ParticleNil {
			continue // an operation that gives nothing
		}
		value, err := bin.Value.Value()
		if err != nil {
			fmt.Println(err)
		}
		if list, ok := value.(aero.List); ok {
			value = list.Items
		}
		fmt.Println(bin.Name, value)
	}
}

// ExampleClient_Apply_lists keeps the three best scores of a player in a list that is kept in order.
func ExampleClient_Apply_lists() {
	c, end := example()
	defer end()
	scores := cdt.List("scores").Under(cdt.ListOrdered, 0)
	results(c.Apply(context.Background(), aero.StringKey("test", "players", "alice"), nil,
		scores.AppendAll(310, 120, 480, 250), scores.GetByRankRange(-3, 3, cdt.ReturnValue), scores.Size()))
	// Output:
	// scores 4
	// scores [250 310 480]
	// scores 4
}

// ExampleClient_Apply_maps counts words in a map, and asks for the most frequent one. A path leads to a map inside.
func ExampleClient_Apply_maps() {
	c, end := example()
	defer end()
	words, inside := cdt.Map("words"), cdt.Map("words", cdt.KeyCreateMap("by language", aero.MapUnordered))
	results(c.Apply(context.Background(), aero.StringKey("test", "texts", "one"), nil,
		words.Increment("and", 7), words.Increment("or", 2), words.GetByRank(-1, cdt.ReturnKey), inside.Put("und", 1)))
	// Output:
	// words 7
	// words 2
	// words and
	// words 1
}

// ExampleClient_Apply_bits marks the days of a month on which somebody was there, and counts them.
func ExampleClient_Apply_bits() {
	c, end := example()
	defer end()
	days := op.Bits("days")
	results(c.Apply(context.Background(), aero.StringKey("test", "visits", "alice"), nil,
		days.Resize(4, 0), days.Set(2, 1, []byte{0x80}), days.Set(30, 1, []byte{0x80}), days.Count(0, 31), days.ScanLeft(0, 31)))
	// Output:
	// days 2
	// days 2
}

// ExampleClient_Apply_hll estimates how many different visitors there were, in some hundred bytes however many they are.
func ExampleClient_Apply_hll() {
	c, end := example()
	defer end()
	visitors := op.HLL("visitors")
	results(c.Apply(context.Background(), aero.StringKey("test", "pages", "home"), nil,
		visitors.Add([]any{"anna", "bert", "anna"}, 8, 0), visitors.Count()))
	// Output:
	// visitors 2
	// visitors 2
}

// ExampleWritePolicy creates a record that lives for an hour, and changes it only if nobody else has in between.
func ExampleWritePolicy() {
	c, end := example()
	defer end()
	ctx, key := context.Background(), aero.StringKey("test", "carts", "alice")
	create := &client.WritePolicy{Exists: client.CreateOnly, TTLSeconds: 3600}
	fmt.Println(c.Put(ctx, key, client.Bins{"items": 1}, create))
	fmt.Println(errors.Is(c.Put(ctx, key, client.Bins{"items": 1}, create), aero.CodeRecordExists))
	record, err := c.Get(ctx, key, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	unchanged := &client.WritePolicy{GenerationCheck: client.SameGeneration, Generation: record.Generation}
	fmt.Println(c.Put(ctx, key, client.Bins{"items": 2}, unchanged))
	fmt.Println(errors.Is(c.Put(ctx, key, client.Bins{"items": 3}, unchanged), aero.CodeGeneration))
	// Output:
	// <nil>
	// true
	// <nil>
	// true
}

// ExampleReadPolicy reads a record only if an expression holds for it, and computes a value from its bins by another one.
func ExampleReadPolicy() {
	c, end := example()
	defer end()
	ctx, key := context.Background(), aero.StringKey("test", "users", "alice")
	if err := c.Put(ctx, key, client.Bins{"age": 30, "bonus": 4}, nil); err != nil {
		fmt.Println(err)
	}
	minor, err := expr.Less(expr.IntBin("age"), expr.Int(18)).Encode()
	if err != nil {
		fmt.Println(err)
	}
	_, err = c.Get(ctx, key, &client.ReadPolicy{Filter: minor})
	fmt.Println(errors.Is(err, aero.CodeFilteredOut))
	sum, err := expr.Read("sum", expr.Add(expr.IntBin("age"), expr.IntBin("bonus")), 0)
	if err != nil {
		fmt.Println(err)
	}
	results(c.Operate(ctx, key, []aero.Operation{sum}, nil))
	// Output:
	// true
	// sum 34
}

// ExampleClient_CreateUser adds a role and a user who bears it, on a cluster with users.
func ExampleClient_CreateUser() {
	s := &stage{}
	defer s.end()
	server := aerolithtest.NewServer(s, aerolithtest.WithSecurity("admins-password-1"))
	options := client.DefaultOptions()
	options.Auth = client.PasswordAuth("admin", "admins-password-1")
	options.Timing.Total, options.TendTimeout, options.DialTimeout = patience, patience, patience
	ctx := context.Background()
	c, err := client.Open(ctx, []string{server.Address()}, options)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	reader := client.Role{
		Name: "reader", ReadQuota: 1000,
		Privileges: []client.Privilege{{Code: client.PrivilegeRead, Namespace: "test", Set: "orders"}},
	}
	fmt.Println(c.CreateRole(ctx, reader))
	fmt.Println(c.CreateUser(ctx, "anna", "annas-password-1", "reader"))
	users, err := c.Users(ctx, "anna")
	fmt.Println(len(users), users[0].Roles, err)
	// Output:
	// <nil>
	// <nil>
	// 1 [reader] <nil>
}
