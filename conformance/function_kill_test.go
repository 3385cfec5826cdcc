package conformance

import (
	"errors"
	"fmt"

	as "github.com/aerospike/aerospike-client-go/v8"
	"github.com/aerospike/aerospike-client-go/v8/types"

	"github.com/aerolith/aerolith/conformance/node"
)

// counterCount is how many records the kill loop's functions count in.
const counterCount = 8

// countRecord is a record in which a Lua function counts: it must hold at least what was acknowledged and at most what was
// attempted.
type countRecord struct {
	key                     *as.Key
	acknowledged, attempted int
}

// count has the module's function add 1 to the counters in turn until the node has gone.
func (l *killLoop) count(client *as.Client, n *node.Node) {
	for turn := 0; n.Running(); turn++ {
		r := l.counters[turn%len(l.counters)]
		r.attempted++
		_, err := client.Execute(nil, r.key, "kept", "add", as.NewValue(1))
		if err == nil {
			r.acknowledged++
			l.calls++
			continue
		}
		if !isTransport(err) && n.Running() {
			l.t.Errorf("function refused: %v", err)
		}
		return
	}
}

// verifyCounters checks the module and the counters. The first call registers the module.
func (l *killLoop) verifyCounters(client *as.Client) error {
	if !l.registered {
		task, err := client.RegisterUDF(nil, []byte(udfModule), "kept.lua", as.LUA)
		if err != nil {
			return err
		}
		if err := <-task.OnComplete(); err != nil {
			return err
		}
		l.registered = true
	}
	var problems []error
	for _, r := range l.counters {
		problems = append(problems, r.verify(client))
	}
	return errors.Join(problems...)
}

// verify reads the counter and checks its bounds; what is found counts from then on.
func (r *countRecord) verify(client *as.Client) error {
	record, err := client.Get(nil, r.key)
	found := 0
	switch {
	case err != nil && !err.Matches(types.KEY_NOT_FOUND_ERROR):
		return err
	case err == nil:
		found, _ = record.Bins["n"].(int)
	}
	if found < r.acknowledged || found > r.attempted {
		return fmt.Errorf("counter %v: %d; %d were acknowledged, %d attempted", r.key.Value(), found, r.acknowledged, r.attempted)
	}
	r.acknowledged, r.attempted = found, found
	return nil
}
