package conformance

import (
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"
	"github.com/aerospike/aerospike-client-go/v8/types"

	"github.com/aerolith/aerolith/conformance/node"
)

// udfModule counts, and fails.
const udfModule = `
function add(rec, n)
	rec.n = (rec.n or 0) + n
	if aerospike:exists(rec) then aerospike:update(rec) else aerospike:create(rec) end
	return rec.n
end
function fail(rec) error("no luck", 0) end
`

// TestFunctionsSurviveKill: a module that was registered is there after a SIGKILL, and its functions work; one that
// fails says why and changes nothing.
func TestFunctionsSurviveKill(t *testing.T) {
	options := node.Options{Binary: program(t), Data: t.TempDir(), Namespace: namespace}
	key := keyIn(t, "udf", 1)
	for round := range 2 {
		n := startNode(t, options)
		client, err := dial(n.Address)
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			task, err := client.RegisterUDF(nil, []byte(udfModule), "kept.lua", as.LUA)
			must(t, "register", err)
			must(t, "wait for the module", <-task.OnComplete())
		}
		got, failure := client.Execute(nil, key, "kept", "add", as.NewValue(2))
		must(t, "execute", failure)
		if got != 2*(round+1) {
			t.Errorf("round %d: got %v", round, got)
		}
		_, failure = client.Execute(nil, key, "kept", "fail")
		expectCode(t, "a function that fails", failure, types.UDF_BAD_RESPONSE)
		client.Close()
		n.Kill()
	}
}
