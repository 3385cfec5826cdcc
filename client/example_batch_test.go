package client_test

import (
	"context"
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
