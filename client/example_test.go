package client_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// Example stores a record and reads it back. It needs a server: aerolith serve.
func Example() {
	ctx := context.Background()
	c, err := client.Open(ctx, []string{"127.0.0.1:3000"}, client.Options{})
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
}

// ExampleClient_Scan walks through a set. It needs a server: aerolith serve.
func ExampleClient_Scan() {
	ctx := context.Background()
	c, err := client.Open(ctx, []string{"127.0.0.1:3000"}, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	for record, err := range c.Scan(ctx, "test", "users", nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		values, err := record.Map()
		fmt.Println(values, err)
	}
}

// ExampleClient_Batch reads two records with one call. It needs a server: aerolith serve.
func ExampleClient_Batch() {
	ctx := context.Background()
	c, err := client.Open(ctx, []string{"127.0.0.1:3000"}, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	results, err := c.Batch(ctx, []client.BatchEntry{
		client.BatchGet(aero.StringKey("test", "users", "alice")),
		client.BatchGet(aero.StringKey("test", "users", "bob"), "name"),
	}, nil)
	fmt.Println(len(results), err)
}
