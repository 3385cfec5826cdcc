package conformance

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/conformance/node"
)

// The indexes of the kill loop: one that is there throughout, and names of others that come and go.
const (
	killIndex      = "kill-state"
	killIndexCount = 3
)

// killSets are the sets that get an index of their records now and then.
func killSets() []string { return []string{"kill", "kill-tx"} }

// changeIndexes creates and removes indexes on the loop's records until the node has gone.
func (l *killLoop) changeIndexes(client *as.Client, random *rand.Rand, n *node.Node) {
	for n.Running() {
		name := fmt.Sprintf("kill-%d", random.IntN(killIndexCount))
		command := fmt.Sprintf("sindex-delete:namespace=%s;indexname=%s", namespace, name)
		switch random.IntN(4) {
		case 0:
			set := random.IntN(len(killSets()))
			name = fmt.Sprintf("kill-set-%d", set)
			command = fmt.Sprintf("sindex-create:namespace=%s;set=%s;indexname=%s;indextype=set", namespace, killSets()[set], name)
			if random.IntN(2) == 0 {
				command = fmt.Sprintf("sindex-delete:namespace=%s;indexname=%s", namespace, name)
			}
		case 1, 2:
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
	l.checkIndexes(client)
	if !l.indexed {
		// There is no record yet, so that the index is complete at once.
		if _, err := client.CreateIndex(nil, namespace, "kill", killIndex, "state", as.NUMERIC); err != nil {
			l.t.Errorf("create index: %v", err)
			return
		}
		l.indexed = true
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

// checkIndexes has the node compare all indexes with all records.
func (l *killLoop) checkIndexes(client *as.Client) {
	const command = "aerolith-sindex-check:namespace=" + namespace
	answer, err := client.GetNodes()[0].RequestInfo(as.NewInfoPolicy(), command)
	if err != nil || !strings.HasSuffix(answer[command], ";missing=0;extra=0") {
		l.t.Errorf("indexes and records: %v %v", answer, err)
	}
	l.t.Log(answer[command])
}
