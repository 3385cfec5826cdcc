package client_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// ExampleHedge reads from three nodes of which one is slow: reads that take longer than most are sent to another copy too,
// and the first answer counts.
func ExampleHedge() {
	s := &stage{}
	defer s.end()
	cluster := aerolithtest.NewCluster(s, 3)
	options := client.DefaultOptions()
	options.Replica = client.ReplicaSequence
	options.Hedge = client.Hedge{Percentile: 95, DelayMin: time.Millisecond}
	options.Timing.Total, options.TendTimeout, options.DialTimeout = patience, patience, patience
	ctx := context.Background()
	c, err := client.Open(ctx, cluster.Hosts(), options)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	key := aero.StringKey("test", "demo", "a")
	if err := c.Put(ctx, key, client.Bins{"n": 1}, nil); err != nil {
		fmt.Println(err)
	}
	for range 300 { // hedging has to know how long reads take
		if _, err := c.Get(ctx, key, nil); err != nil {
			fmt.Println(err)
			return
		}
	}
	const slow = time.Hour
	cluster.Node(cluster.MasterOf(key)).SetFault(aerolithtest.Fault{Delay: slow})
	record, err := c.Get(ctx, key, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.ValueAs[int64](record, "n"))
	// Output: 1 <nil>
}

// ExampleScanPolicy_reuseRecords sums up the lengths of texts in a walk that leaves nothing for the garbage collector: a
// record is valid until the next one is asked for, and a clone for ever.
func ExampleScanPolicy_reuseRecords() {
	c, end := example()
	defer end()
	ctx := context.Background()
	for i := range 20 {
		bins := client.Bins{"text": strings.Repeat("x", i)}
		if err := c.Put(ctx, aero.IntKey("test", "texts", int64(i)), bins, nil); err != nil {
			fmt.Println(err)
		}
	}
	sum, longest := 0, (*client.Record)(nil)
	for record, err := range c.Scan(ctx, "test", "texts", &client.ScanPolicy{ReuseRecords: true}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		text, _ := record.Particle("text")
		sum += len(text.Data)
		if len(text.Data) == 19 {
			longest = record.Clone()
		}
	}
	text, err := client.ValueAs[string](longest, "text")
	fmt.Println(sum, len(text), err)
	// Output: 190 19 <nil>
}

// ExampleClient_GetInto reads many records into one, whose memory is used again: in the steady state nothing is allocated.
func ExampleClient_GetInto() {
	c, end := example()
	defer end()
	ctx := context.Background()
	var record client.Record
	sum := int64(0)
	for i := range int64(10) {
		key := aero.IntKey("test", "numbers", i)
		if err := c.Put(ctx, key, client.Bins{"n": i}, nil); err != nil {
			fmt.Println(err)
		}
		if err := c.GetInto(ctx, key, &record, nil); err != nil {
			fmt.Println(err)
		}
		n, err := client.ValueAs[int64](&record, "n")
		if err != nil {
			fmt.Println(err)
		}
		sum += n
	}
	fmt.Println(sum)
	// Output: 45
}
