package aerolithtest_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// scene takes the place of a test in examples, which have none: what was begun ends with it.
type scene struct{ endings []func() }

// Helper does nothing.
func (*scene) Helper() {}

// Fatalf prints what went wrong.
func (*scene) Fatalf(format string, args ...any) { fmt.Printf(format+"\n", args...) }

// Cleanup keeps a function for the end.
func (s *scene) Cleanup(ending func()) { s.endings = append(s.endings, ending) }

// TempDir returns a folder that is removed at the end.
func (s *scene) TempDir() string {
	folder, err := os.MkdirTemp("", "example-")
	if err != nil {
		s.Fatalf("%v", err)
	}
	s.Cleanup(func() { _ = os.RemoveAll(folder) }) // what is left is the system's affair
	return folder
}

// end ends what was begun.
func (s *scene) end() {
	for i := len(s.endings) - 1; i >= 0; i-- {
		s.endings[i]()
	}
}

// ExampleNewServer stores a record in a server of the test's own. In a test, t is its *testing.T.
func ExampleNewServer() {
	t := &scene{}
	defer t.end()
	server := aerolithtest.NewServer(t)
	ctx := context.Background()
	c, err := client.Open(ctx, []string{server.Address()}, client.Options{
		// A busy machine must not fail a test.
		Timing: client.Timing{Total: time.Minute}, DialTimeout: time.Minute, TendTimeout: time.Minute,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	fmt.Println(c.Put(ctx, aero.StringKey("test", "users", "alice"), client.Bins{"age": 30}, nil))
	// Output: <nil>
}

// ExampleNewCluster writes while the node that has the record's first copy dies: the client goes on with the second one. In
// a test, t is its *testing.T.
func ExampleNewCluster() {
	t := &scene{}
	defer t.end()
	cluster := aerolithtest.NewCluster(t, 3)
	options := client.DefaultOptions()
	options.Timing = client.Timing{Total: time.Minute, MaxRetries: 1000, RetryDelay: time.Millisecond, RetryDelayMax: 50 * time.Millisecond}
	options.DialTimeout, options.TendTimeout = time.Minute, time.Minute
	ctx := context.Background()
	c, err := client.Open(ctx, cluster.Hosts(), options)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	key := aero.StringKey("test", "users", "alice")
	fmt.Println(c.Put(ctx, key, client.Bins{"age": 30}, nil))
	cluster.Kill(cluster.MasterOf(key))
	record, err := c.Get(ctx, key, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.ValueAs[int64](record, "age"))
	// Output:
	// <nil>
	// 30 <nil>
}

// TestMemoryCluster lets a node answer a minute late, which takes no time: the test runs in virtual time.
func TestMemoryCluster(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cluster := aerolithtest.NewMemoryCluster(t, 2)
		options := client.DefaultOptions()
		options.Dial, options.Timing = cluster.Dial, client.Timing{Total: 2 * time.Minute}
		options.Shared.Off = true
		c, err := client.Open(t.Context(), cluster.Hosts(), options)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		key := aero.StringKey("test", "demo", "late")
		cluster.Node(cluster.MasterOf(key)).SetFault(aerolithtest.Fault{Delay: time.Minute})
		began := time.Now()
		if err := c.Put(t.Context(), key, client.Bins{"n": 1}, nil); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took < time.Minute {
			t.Errorf("after %v", took)
		}
	})
}
