package client_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// Example stores a record and reads it back. A server of the example's own takes the place of the cluster.
func Example() {
	s := &stage{}
	defer s.end()
	address := aerolithtest.NewServer(s).Address()

	ctx := context.Background()
	c, err := client.Open(ctx, []string{address}, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()

	key := aero.StringKey("test", "users", "alice")
	if err := c.Put(ctx, key, client.Bins{"name": "Alice", "age": 30}, nil); err != nil {
		fmt.Println(err)
		return
	}
	record, err := c.Get(ctx, key, nil)
	if errors.Is(err, aero.CodeNotFound) {
		fmt.Println("there is no such record")
		return
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	age, err := client.ValueAs[int64](record, "age")
	fmt.Println(age, err)
	// Output: 30 <nil>
}

// ExampleClient_Scan walks through a set.
func ExampleClient_Scan() {
	c, end := example()
	defer end()
	ctx := context.Background()
	for _, name := range []string{"alice", "bert"} {
		if err := c.Put(ctx, aero.StringKey("test", "users", name), client.Bins{"name": name}, nil); err != nil {
			fmt.Println(err)
		}
	}
	for record, err := range c.Scan(ctx, "test", "users", nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		values, err := record.Map()
		fmt.Println(values, err)
	}
	// Unordered output:
	// map[name:alice] <nil>
	// map[name:bert] <nil>
}

// ExampleClient_Batch reads two records with one call, of which one is not there.
func ExampleClient_Batch() {
	c, end := example()
	defer end()
	ctx := context.Background()
	alice, bert := aero.StringKey("test", "users", "alice"), aero.StringKey("test", "users", "bert")
	if err := c.Put(ctx, alice, client.Bins{"age": 30}, nil); err != nil {
		fmt.Println(err)
	}
	results, err := c.Batch(ctx, []client.BatchEntry{client.BatchGet(alice), client.BatchGet(bert, "age")}, nil)
	if err != nil {
		fmt.Println(err) // not every entry was answered: the results say which
	}
	fmt.Println(client.ValueAs[int64](results[0].Record, "age"))
	fmt.Println(errors.Is(results[1].Err, aero.CodeNotFound))
	// Output:
	// 30 <nil>
	// true
}
