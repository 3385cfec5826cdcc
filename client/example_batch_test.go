package client_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// ExampleClient_BatchInto reads the records of one page after the other, into memory that all pages use.
func ExampleClient_BatchInto() {
	c, end := example()
	defer end()
	ctx := context.Background()
	var keys []aero.Key
	for i := range 6 {
		key := aero.IntKey("test", "pages", int64(i))
		keys = append(keys, key)
		if err := c.Put(ctx, key, client.Bins{"n": i}, nil); err != nil {
			fmt.Println(err)
		}
	}
	var memory client.BatchMemory
	for page := range 2 {
		results, err := c.BatchInto(ctx, &memory, client.BatchGets(keys[3*page:3*page+3]), nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		sum := int64(0)
		for i := range results {
			if n, err := client.ValueAs[int64](results[i].Record, "n"); err == nil {
				sum += n // what shall outlive the page has to be copied, for instance by Record.Clone
			}
		}
		fmt.Println(sum)
	}
	// Output:
	// 3
	// 12
}

// ExampleClient_GetMany reads what a page shows, and leaves out what has gone meanwhile.
func ExampleClient_GetMany() {
	c, end := example()
	defer end()
	ctx := context.Background()
	keys := []aero.Key{aero.StringKey("test", "cities", "Bern"), aero.StringKey("test", "cities", "Atlantis"), aero.StringKey("test", "cities", "Oslo")}
	for _, city := range []aero.Key{keys[0], keys[2]} {
		if err := c.Put(ctx, city, client.Bins{"visits": 3}, nil); err != nil {
			fmt.Println(err)
		}
	}
	results, err := c.GetMany(ctx, keys, nil, "visits")
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range results {
		switch {
		case errors.Is(results[i].Err, aero.CodeNotFound):
			fmt.Println(i, "is gone")
		case results[i].Err == nil:
			visits, err := client.ValueAs[int64](results[i].Record, "visits")
			fmt.Println(i, visits, err)
		}
	}
	// Output:
	// 0 3 <nil>
	// 1 is gone
	// 2 3 <nil>
}
