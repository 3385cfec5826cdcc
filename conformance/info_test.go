package conformance

import (
	"strings"
	"testing"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"
)

// askInfo asks the client's node and returns the answers by command.
func askInfo(t *testing.T, client *as.Client, commands ...string) map[string]string {
	t.Helper()
	answers, err := client.GetNodes()[0].RequestInfo(as.NewInfoPolicy(), commands...)
	must(t, "info", err)
	return answers
}

// TestInfo: what official clients and tools ask for is answered in the form that they parse.
func TestInfo(t *testing.T) {
	client := featureClient(t)
	for command, want := range map[string]string{
		"status":                           "ok",
		"partitions":                       "4096",
		"namespaces":                       namespace,
		"build":                            "8.1.",
		"release":                          "edition=Aerolith;version=8.1.",
		"edition":                          "Aerolith",
		"features":                         "pscans",
		"peers-clear-std":                  ",[]",
		"service-clear-std":                ":",
		"cluster-stable:":                  "",
		"namespace/" + namespace:           ";objects=",
		"namespace/none":                   "type=unknown",
		"statistics":                       "client_connections=",
		"sets/" + namespace + "/none":      "",
		"get-config:context=service":       "proto-fd-max=",
		"sindex-list:":                     "",
		"udf-list":                         "",
		"udf-get:filename=none":            "error=not_found",
		"udf-remove:filename=none":         "ok",
		"sindex-delete:ns=test;indexname=": "ERROR:4:",
		"quiesce:":                         "ERROR:25:enterprise only",
		"roster:":                          "ERROR:25:enterprise only",
		"racks:":                           "ERROR:25:enterprise only",
		"no-such-command":                  "ERROR:4:unrecognized command",
	} {
		if got, found := askInfo(t, client, command)[command]; !found || !strings.Contains(got, want) {
			t.Errorf("%s: got %.200q, want %q in it", command, got, want)
		}
	}
}

// TestStatistics: the numbers of a node follow what happens on it.
func TestStatistics(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	fillSet(t, client, set, 25)
	answer := askInfo(t, client, "sets/"+namespace+"/"+set)["sets/"+namespace+"/"+set]
	if !strings.HasPrefix(answer, "objects=25:") {
		t.Errorf("set: got %q, want 25 objects", answer)
	}
	stats, err := client.GetNodes()[0].RequestStats(as.NewInfoPolicy())
	must(t, "statistics", err)
	for _, name := range []string{"client_connections", "objects", "aerolith_writes"} {
		if stats[name] == "" || stats[name] == "0" {
			t.Errorf("%s = %q", name, stats[name])
		}
	}
}

// truncateResolution is beyond the resolution of truncation: what was written in its millisecond stays, as on a real
// node.
const truncateResolution = 5 * time.Millisecond

// TestTruncate: a set is emptied, later records stay, and the neighbour set stays too.
func TestTruncate(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	fillSet(t, client, set, 200)
	fillSet(t, client, set+"x", 10)
	time.Sleep(truncateResolution)
	must(t, "truncate", client.Truncate(nil, namespace, set, nil))
	time.Sleep(truncateResolution)
	must(t, "put", client.PutBins(nil, keyIn(t, set, "later"), as.NewBin("i", -1)))
	for i := range 200 {
		exists, err := client.Exists(nil, keyIn(t, set, i))
		must(t, "exists", err)
		if exists {
			t.Fatalf("record %d is still there", i)
		}
	}
	exists, err := client.Exists(nil, keyIn(t, set, "later"))
	must(t, "exists", err)
	if !exists {
		t.Error("a record that was written after the truncation has gone")
	}
	records, err := client.ScanAll(nil, namespace, set+"x")
	expectAll(t, collect(t, records, err), 10)
}
