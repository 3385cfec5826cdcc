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

// indexChange is a command that creates or removes an index.
type indexChange struct {
	command, name string
	// definition is empty for a removal.
	definition string
}

// drawIndexChange returns a random change of the indexes that come and go.
func drawIndexChange(random *rand.Rand) indexChange {
	if random.IntN(4) == 0 {
		number := random.IntN(len(killSets()))
		name, set := fmt.Sprintf("kill-set-%d", number), killSets()[number]
		if random.IntN(2) == 0 {
			return dropChange(name)
		}
		return createChange(name, set, "", "indextype=set")
	}
	name := fmt.Sprintf("kill-%d", random.IntN(killIndexCount))
	if random.IntN(3) == 0 {
		return dropChange(name)
	}
	bin := []string{"text", "sum", "blob"}[random.IntN(killIndexCount)]
	kind := map[string]string{"text": "string", "sum": "numeric", "blob": "blob"}[bin]
	return createChange(name, "kill", bin, "bin="+bin+";type="+kind)
}

// dropChange returns the change that removes a name.
func dropChange(name string) indexChange {
	return indexChange{command: fmt.Sprintf("sindex-delete:namespace=%s;indexname=%s", namespace, name), name: name}
}

// createChange returns the change that defines an index.
func createChange(name, set, bin, rest string) indexChange {
	command := fmt.Sprintf("sindex-create:namespace=%s;set=%s;indexname=%s;%s", namespace, set, name, rest)
	return indexChange{command: command, name: name, definition: indexDefinition(set, bin)}
}

// changeIndexes creates and removes indexes on the loop's records until the node has gone.
func (l *killLoop) changeIndexes(client *as.Client, random *rand.Rand, n *node.Node) {
	for n.Running() {
		change := drawIndexChange(random)
		nodes := client.GetNodes()
		if len(nodes) == 0 {
			return
		}
		after := l.definitions.after(change.name, change.definition)
		answer, err := nodes[0].RequestInfo(as.NewInfoPolicy(), change.command)
		if err != nil {
			l.definitions.doubtful = after
			return // the node is going
		}
		// Another definition may have the name.
		switch text := answer[change.command]; {
		case text == "ok":
			l.definitions.defined = after
		case !strings.HasPrefix(text, "ERROR:200:"):
			l.t.Errorf("%s: %s", change.command, text)
		}
		l.definitions.answered++
	}
}

// verifyIndex asks the index that is always there for all records and compares with those that were read one by one.
func (l *killLoop) verifyIndex(client *as.Client) {
	l.checkIndexes(client)
	if err := l.definitions.verify(client); err != nil {
		l.t.Error(err)
	}
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
