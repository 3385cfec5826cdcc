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
// ten, and reads the count. It needs a server: aerolith serve.
func ExampleClient_Apply() {
	ctx := context.Background()
	c, err := client.Open(ctx, []string{"127.0.0.1:3000"}, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	record, err := c.Apply(ctx, aero.StringKey("test", "users", "alice"), nil,
		op.Add("visits", 1), cdt.List("last").Insert(0, "2026-01-01"), cdt.List("last").Trim(0, 10), op.Get("visits"))
	fmt.Println(record, err)
}

// ExampleClient_Query finds records through a secondary index. It needs a server: aerolith serve.
func ExampleClient_Query() {
	ctx := context.Background()
	c, err := client.Open(ctx, []string{"127.0.0.1:3000"}, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	index := aero.IndexDefinition{Namespace: "test", Set: "users", Name: "ages", Bin: "age", Type: aero.ParticleInteger}
	if err := c.CreateIndex(ctx, index); err != nil {
		fmt.Println(err)
		return
	}
	if err := c.IndexReady(ctx, "test", "ages"); err != nil {
		fmt.Println(err)
		return
	}
	for record, err := range c.Query(ctx, "test", "users", client.Between("age", 18, 30), nil) {
		fmt.Println(record, err)
	}
}

// ExampleGetStruct stores a struct and reads it back. It needs a server: aerolith serve.
func ExampleGetStruct() {
	ctx := context.Background()
	c, err := client.Open(ctx, []string{"127.0.0.1:3000"}, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
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
	fmt.Println(alice, err)
}

// ExampleClient_Execute registers a function and applies it to a record. It needs a server: aerolith serve.
func ExampleClient_Execute() {
	ctx := context.Background()
	c, err := client.Open(ctx, []string{"127.0.0.1:3000"}, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	source := []byte("function sum(rec, a, b) return a + b end")
	if err := c.RegisterModule(ctx, "sums.lua", source); err != nil {
		fmt.Println(err)
		return
	}
	sum, err := c.Execute(ctx, aero.StringKey("test", "users", "alice"), "sums", "sum", []any{1, 2}, nil)
	fmt.Println(sum, err)
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

// ExampleClient_Reconfigure lets a running client read from the copy that answers soonest, and send slow reads twice. It
// needs a server: aerolith serve.
func ExampleClient_Reconfigure() {
	ctx := context.Background()
	c, err := client.Open(ctx, []string{"127.0.0.1:3000"}, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	options := c.Options()
	options.Replica = client.ReplicaLatencyAware
	options.Hedge = client.Hedge{Percentile: 99, DelayMin: time.Millisecond}
	fmt.Println(c.Reconfigure(ctx, options))
}
