package conformance

import (
	"testing"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"
	"github.com/aerospike/aerospike-client-go/v8/types"

	"github.com/aerolith/aerolith/conformance/node"
)

// TestRestart: what was acknowledged is there after a clean stop and after SIGKILL, with generation and time to live;
// what was deleted or truncated stays away; the node keeps its name.
func TestRestart(t *testing.T) {
	options := node.Options{Binary: program(t), Data: t.TempDir(), Namespace: namespace}
	kept, deleted, truncated := keyIn(t, "kept", 1), keyIn(t, "kept", 2), keyIn(t, "truncated", 1)
	var name string
	for round, end := range []func(*node.Node) error{
		func(n *node.Node) error { return n.Stop() },
		func(n *node.Node) error { n.Kill(); return nil },
		func(n *node.Node) error { return n.Stop() },
	} {
		n := startNode(t, options)
		client, err := dial(n.Address)
		if err != nil {
			t.Fatal(err)
		}
		checkRestarted(t, client, round, kept, deleted, truncated)
		if got := client.GetNodes()[0].GetName(); name != "" && got != name {
			t.Errorf("the node's name was %s and is %s", name, got)
		}
		name = client.GetNodes()[0].GetName()
		changeBeforeRestart(t, client, kept, deleted, truncated)
		client.Close()
		if err := end(n); err != nil {
			t.Fatal(err)
		}
	}
}

// checkRestarted checks what the rounds before have left.
func checkRestarted(t *testing.T, client *as.Client, round int, kept, deleted, truncated *as.Key) {
	t.Helper()
	if round == 0 {
		return
	}
	record, err := client.Get(nil, kept)
	must(t, "get", err)
	if record.Bins["n"] != round || record.Generation != uint32(round) {
		t.Errorf("round %d: got %v of generation %d", round, record.Bins, record.Generation)
	}
	if left := record.Expiration; left < 9000 || left > 10_000 {
		t.Errorf("round %d: %d s left of 10000", round, left)
	}
	for _, key := range []*as.Key{deleted, truncated} {
		_, err := client.Get(nil, key)
		expectCode(t, "get of what has gone", err, types.KEY_NOT_FOUND_ERROR)
	}
}

// changeBeforeRestart makes the changes that the next round looks for.
func changeBeforeRestart(t *testing.T, client *as.Client, kept, deleted, truncated *as.Key) {
	t.Helper()
	policy := *client.DefaultWritePolicy
	policy.Expiration = 10_000
	must(t, "add", client.AddBins(&policy, kept, as.NewBin("n", 1)))
	for _, key := range []*as.Key{deleted, truncated} {
		must(t, "put", client.PutBins(nil, key, as.NewBin("n", 1)))
	}
	_, err := client.Delete(nil, deleted)
	must(t, "delete", err)
	time.Sleep(truncateResolution)
	must(t, "truncate", client.Truncate(nil, namespace, truncated.SetName(), nil))
}
