package client_test

import (
	"context"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/cdt"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/client"
)

// ExampleClient_Apply carries out several steps on one record as one: it counts a visit, remembers it in a list of at most
// ten, and reads the count.
func ExampleClient_Apply() {
	c, end := example()
	defer end()
	record, err := c.Apply(context.Background(), aero.StringKey("test", "users", "alice"), nil,
		op.Add("visits", 1), cdt.List("last").Insert(0, "2026-01-01"), cdt.List("last").Trim(0, 10), op.Get("visits"))
	if err != nil {
		fmt.Println(err)
		return
	}
	visits, err := client.ValueAs[int64](record, "visits")
	fmt.Println(visits, err)
	// Output: 1 <nil>
}

// ExampleClient_Query finds records through a secondary index.
func ExampleClient_Query() {
	c, end := example()
	defer end()
	ctx := context.Background()
	for name, age := range map[string]int{"alice": 30, "bert": 17, "carla": 64} {
		if err := c.Put(ctx, aero.StringKey("test", "users", name), client.Bins{"name": name, "age": age}, nil); err != nil {
			fmt.Println(err)
		}
	}
	index := aero.IndexDefinition{Namespace: "test", Set: "users", Name: "ages", Bin: "age", Type: aero.ParticleInteger}
	if err := c.CreateIndex(ctx, index); err != nil {
		fmt.Println(err)
	}
	if err := c.IndexReady(ctx, "test", "ages"); err != nil {
		fmt.Println(err)
	}
	for record, err := range c.Query(ctx, "test", "users", client.Between("age", 18, 40), nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(client.ValueAs[string](record, "name"))
	}
	// Output: alice <nil>
}

// ExampleGetStruct stores a struct and reads it back.
func ExampleGetStruct() {
	c, end := example()
	defer end()
	ctx := context.Background()
	type user struct {
		Name       string `as:"name"`
		Age        int    `as:"age"`
		Generation uint32 `asm:"gen"`
	}
	key := aero.StringKey("test", "users", "alice")
	if err := c.PutStruct(ctx, key, user{Name: "Alice", Age: 30}, nil); err != nil {
		fmt.Println(err)
		return
	}
	alice, err := client.GetStruct[user](ctx, c, key, nil)
	fmt.Printf("%+v %v\n", alice, err)
	// Output: {Name:Alice Age:30 Generation:1} <nil>
}

// ExampleClient_Execute registers a function and applies it to a record.
func ExampleClient_Execute() {
	c, end := example()
	defer end()
	ctx := context.Background()
	source := []byte("function sum(rec, a, b) return a + b end")
	if err := c.RegisterModule(ctx, "sums.lua", source); err != nil {
		fmt.Println(err)
		return
	}
	sum, err := c.Execute(ctx, aero.StringKey("test", "users", "alice"), "sums", "sum", []any{1, 2}, nil)
	fmt.Println(sum, err)
	// Output: 3 <nil>
}

// ExampleOpen_secure logs in over TLS, with files that may be replaced while the client runs.
func ExampleOpen_secure() {
	options := client.DefaultOptions()
	options.TLS = &client.TLS{CAFile: "/etc/aerolith/ca.pem"}
	options.Auth = client.PasswordAuth("anna", "secret")
	c, err := client.Open(context.Background(), []string{"db.example:db-tls-name:4333"}, options)
	if err != nil {
		fmt.Println(err)
		return
	}
	c.Close()
}

// ExampleClient_Reconfigure lets a running client read from the copy that answers soonest, and send slow reads twice. What
// cannot be changes nothing.
func ExampleClient_Reconfigure() {
	c, end := example()
	defer end()
	options := c.Options()
	options.Replica = client.ReplicaLatencyAware
	options.Hedge = client.Hedge{Percentile: 99, DelayMin: time.Millisecond}
	fmt.Println(c.Reconfigure(context.Background(), options))
	options.Hedge.Percentile = 101
	fmt.Println(c.Reconfigure(context.Background(), options) != nil, c.Options().Hedge.Percentile)
	// Output:
	// <nil>
	// true 99
}

// ExampleClient_Truncate removes all records of a set at once: those that were last changed before a time, which is now for
// the zero time. Those of the present millisecond stay.
func ExampleClient_Truncate() {
	c, end := example()
	defer end()
	ctx, key := context.Background(), aero.StringKey("test", "sessions", "alice")
	if err := c.Put(ctx, key, client.Bins{"n": 1}, nil); err != nil {
		fmt.Println(err)
	}
	for found := true; found; {
		err := c.Truncate(ctx, "test", "sessions", time.Time{})
		if err == nil {
			found, err = c.Exists(ctx, key, nil)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println("empty")
	// Output: empty
}

// ExampleClient_Info asks a node an info command, which it may refuse.
func ExampleClient_Info() {
	c, end := example()
	defer end()
	reply, err := c.Info(context.Background(), "", "namespaces", "no-such-command")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(reply.Get("namespaces"))
	fmt.Println(reply[1].Refusal())
	// Output:
	// test true
	// unrecognized command true
}
