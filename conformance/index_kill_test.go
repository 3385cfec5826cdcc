package conformance

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/conformance/node"
	"github.com/aerolith/aerolith/record"
)

// The indexes of the kill loop: one that is there throughout, and names of others that come and go.
const (
	killIndex      = "kill-state"
	killIndexCount = 3
	checkEvery     = 4
)

// changeIndexes creates and removes indexes on the loop's records until the node has gone.
func (l *killLoop) changeIndexes(client *as.Client, random *rand.Rand, n *node.Node) {
	for n.Running() {
		name := fmt.Sprintf("kill-%d", random.IntN(killIndexCount))
		command := fmt.Sprintf("sindex-delete:namespace=%s;indexname=%s", namespace, name)
		if random.IntN(2) == 0 {
			bin := []string{"text;type=string", "sum;type=numeric", "blob;type=blob"}[random.IntN(killIndexCount)]
			command = fmt.Sprintf("sindex-create:namespace=%s;set=kill;indexname=%s;bin=%s", namespace, name, bin)
		}
		nodes := client.GetNodes()
		if len(nodes) == 0 {
			return
		}
		answer, err := nodes[0].RequestInfo(as.NewInfoPolicy(), command)
		if err != nil {
			return // the node is going
		}
		// Another definition may have the name.
		if text := answer[command]; text != "ok" && !strings.HasPrefix(text, "ERROR:200:") {
			l.t.Errorf("%s: %s", command, text)
		}
	}
}

// verifyIndex asks the index that is always there for all records and compares with those that were read one by one.
func (l *killLoop) verifyIndex(client *as.Client) {
	created, err := client.CreateIndex(nil, namespace, "kill", killIndex, "state", as.NUMERIC)
	if err != nil {
		l.t.Errorf("create index: %v", err)
		return
	}
	if err := <-created.OnComplete(); err != nil {
		l.t.Errorf("index: %v", err)
	}
	statement := as.NewStatement(namespace, "kill", "state")
	if err := statement.SetFilter(as.NewRangeFilter("state", 0, math.MaxInt64)); err != nil {
		l.t.Error(err)
	}
	found, err := client.Query(nil, statement)
	if err != nil {
		l.t.Errorf("query: %v", err)
		return
	}
	states := map[string]uint64{}
	for result := range found.Results() {
		if result.Err != nil {
			l.t.Errorf("query: %v", result.Err)
			return
		}
		state, _ := result.Record.Bins["state"].(int)
		states[string(result.Record.Key.Digest())] = uint64(state)
	}
	for _, own := range l.records {
		for _, r := range own {
			if state := states[string(r.key.Digest())]; state != r.acknowledged {
				l.t.Errorf("record %v: state %d by the index, %d by its key", r.key.Value(), state, r.acknowledged)
			}
		}
	}
}

// checkStore opens the folder of a node that is dead and compares all indexes with all records.
func checkStore(t *testing.T, folder string) {
	t.Helper()
	if _, err := os.Stat(folder); err != nil {
		t.Fatal(err)
	}
	store, err := record.Open(folder, record.Options{Namespaces: []record.NamespaceOptions{{Name: namespace}}})
	if err != nil {
		t.Fatalf("open the folder of a killed node: %v", err)
	}
	entries, err := store.CheckIndexes(context.Background(), namespace, func(f record.IndexFinding) error {
		t.Error(f)
		return nil
	})
	if err != nil {
		t.Errorf("check: %v", err)
	}
	if err := store.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	t.Logf("%d entries of %d indexes agree with the records", entries, len(store.Indexes(namespace)))
}
