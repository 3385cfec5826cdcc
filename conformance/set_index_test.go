package conformance

import (
	"fmt"
	"strings"
	"testing"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"
)

// TestSetIndex makes an index of a set's records as an operator does, before and beside writes, and scans the set through it with
// the official client: all of its records come, and no others. Then it is switched off, and on in the older way.
func TestSetIndex(t *testing.T) {
	client := featureClient(t)
	set, other := setOf(t), setOf(t)+"-other"
	const count = 60
	put := func(from int) {
		for i := from; i < from+count/2; i++ {
			must(t, "put", client.Put(nil, keyIn(t, set, i), as.BinMap{"n": i}))
			must(t, "put", client.Put(nil, keyIn(t, other, i), as.BinMap{"n": i}))
		}
	}
	ask := func(command string) string { return askInfo(t, client, command)[command] }
	expect := func(command, want string) {
		t.Helper()
		if got := ask(command); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q in it", command, got, want)
		}
	}
	scan := func() {
		t.Helper()
		records, err := client.ScanAll(nil, namespace, set)
		must(t, "scan", err)
		seen := map[int]bool{}
		for result := range records.Results() {
			must(t, "scan", result.Err)
			n, _ := result.Record.Bins["n"].(int)
			seen[n] = true
		}
		if len(seen) != count {
			t.Errorf("%d records, want %d", len(seen), count)
		}
	}
	name := set + "-i"
	put(0)
	expect(fmt.Sprintf("sindex-create:namespace=%s;set=%s;indexname=%s;indextype=set", namespace, set, name), "ok")
	put(count / 2)
	stat := fmt.Sprintf("sindex-stat:namespace=%s;indexname=%s", namespace, name)
	for limit := time.Now().Add(time.Minute); !strings.HasSuffix(ask(stat), "load_pct=100") && time.Now().Before(limit); {
		time.Sleep(10 * time.Millisecond)
	}
	expect(stat, fmt.Sprintf("entries=%d;", count))
	expect("sindex-list:namespace="+namespace, fmt.Sprintf("ns=%s:indexname=%s:set=%s:indextype=set", namespace, name, set))
	expect("sets/"+namespace+"/"+set, "enable-index=true")
	scan()
	setting := fmt.Sprintf("set-config:context=namespace;id=%s;set=%s;enable-index=", namespace, set)
	expect(setting+"false", "ERROR:4:")
	expect(fmt.Sprintf("sindex-delete:namespace=%s;indexname=%s", namespace, name), "ok")
	expect("sets/"+namespace+"/"+set, "enable-index=false")
	scan()
	expect(setting+"true", "ok")
	scan()
	expect(setting+"false", "ok")
	expect("aerolith-sindex-check:namespace="+namespace, ";missing=0;extra=0")
}
