package server

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// infoNow is what the clock of the info tests says.
var infoNow = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// infoServer returns a server, not serving, with records in two sets.
func infoServer(t *testing.T) *Server {
	t.Helper()
	store := newFakeStore()
	for i, set := range []string{"a", "b", "a"} {
		var res aero.RecordResult
		store.apply(&aero.RecordCommand{Namespace: fakeNamespace, Set: set, Digest: digestOf(i), Flags: aero.FlagWrite}, &res)
	}
	s, err := New(Options{
		NodeID: 0xBB9, ClusterName: "lab", Advertise: []string{"10.0.0.1:3000", "[::1]:3000"},
		Now: func() time.Time { return infoNow },
	}, store)
	if err != nil {
		t.Fatal(err)
	}
	if !s.adopt(nil) {
		t.Fatal("the server is closed")
	}
	return s
}

// TestInfoAnswers: each command is answered as clients expect it, with the command itself in front.
func TestInfoAnswers(t *testing.T) {
	s := infoServer(t)
	for command, want := range map[string]string{
		"node":                              "BB9",
		"name":                              "BB9",
		"build":                             "8.1.2.0",
		"edition":                           "Aerolith",
		"version":                           "Aerolith build 8.1.2.0",
		"status":                            "ok",
		"cluster-name":                      "lab",
		"partition-generation":              "1",
		"peers-generation":                  "0",
		"rebalance-generation":              "1",
		"peers-clear-std":                   "0,3000,[]",
		"peers-clear-std:generation=0":      "0,3000,[]",
		"peers-clear-alt":                   "0,3000,[]",
		"service":                           "10.0.0.1:3000;[::1]:3000",
		"service-clear-std":                 "10.0.0.1:3000,[::1]:3000",
		"service-clear-alt":                 "",
		"partitions":                        "4096",
		"namespaces":                        "test",
		"objects":                           "3",
		"namespace/none":                    "type=unknown",
		"sets/none":                         "ns_type=unknown",
		"sets/test/none":                    "",
		"sindex-list:":                      "",
		"sindex-list:ns=none":               "ERROR:20:namespace not found on node",
		"sindex/test":                       "",
		"sindex-exists:ns=test;indexname=i": "false",
		"sindex-exists:ns=test":             "ERROR:4:missing 'indexname'",
		"sindex-stat:ns=test;indexname=i":   "ERROR:201:no index",
		"sindex-delete:namespace=test;indexname=i": "ok",
		"udf-list":                  "",
		"udf-get:filename=x.lua":    "error=not_found",
		"udf-get":                   "error=invalid_filename",
		"udf-remove:filename=x.lua": "ok",
		"udf-put:filename=x.lua":    "error=invalid_content_len",
		"udf-put:filename=x.lua;content-len=4;content=eD0x;udf-type=JS": "error=invalid_udf_type",
		"udf-put:filename=x.lua;content-len=5;content=eD0x=":            "error=invalid_content_len",
		"udf-put:filename=x.lua;content-len=8;content=eD0x":             "error=invalid_content",
		"udf-put:filename=x.lua;content-len=4;content=e*0x":             "error=invalid_base64_content",
		"udf-put:filename=x;content-len=4;content=eD0x":                 "error=invalid_filename",
		"udf-put:filename=x.lua;content-len=4;content=eD0x":             "error=not_supported",
		"quiesce:":        "ERROR:25:enterprise only",
		"roster:":         "ERROR:25:enterprise only",
		"racks:":          "ERROR:25:enterprise only",
		"cluster-stable:": clusterKey,
		"cluster-stable:size=1;ignore-migrations=true": clusterKey,
		"cluster-stable:size=2":                        "ERROR:7:cluster not specified size",
		"cluster-stable:size=x":                        "ERROR:4:bad size",
		"cluster-stable:namespace=none":                "ERROR:20:namespace not found on node",
		"truncate:set=a":                               "ERROR:20:missing 'namespace'",
		"truncate:namespace=test":                      "ERROR:4:missing 'set'",
		"truncate:namespace=test;set=":                 "ERROR:4:missing 'set' value",
		"truncate:namespace=none;set=a":                "ERROR:20:namespace not found on node",
		"truncate:namespace=test;set=a;lut=1":          "ERROR:4:would truncate to 0",
		"truncate:namespace=test;set=a;lut=x":          "ERROR:4:bad 'lut'",
		"truncate-namespace:namespace=test;set=a":      "ERROR:4:unexpected 'set'",
		"get-config:context=none":                      "ERROR:4:invalid context",
		"get-config:context=security":                  "",
		"set-config:context=service;proto-fd-max=0":    "ERROR:4:invalid set-config parameter",
		"set-config:context=service;proto-fd-max=9k":   "ok",
		"set-config:context=service;migrate-threads=2": "ERROR:4:invalid set-config parameter",
		"set-config:context=namespace;id=none;x=1":     "ERROR:20:missing 'namespace'",
		"set-config:context=xdr;dc=x":                  "ERROR:25:enterprise only",
		"user-agent-set:value=??":                      "ERROR:4:'value' invalid base64",
		"nonsense":                                     "ERROR:4:unrecognized command",
		"":                                             "ERROR:4:unrecognized command",
		fmt.Sprintf("truncate:namespace=test;set=a;lut=%d", infoNow.Add(time.Hour).UnixNano()): "ERROR:4:would truncate in the future",
	} {
		got := string(s.appendInfo(nil, nil, []byte(command+"\n")))
		if got != command+"\t"+want+"\n" {
			t.Errorf("%s: got %q, want %q", command, got, want)
		}
	}
}

// TestInfoContains: answers of many fields hold the fields that clients and tools look for.
func TestInfoContains(t *testing.T) {
	s := infoServer(t)
	for command, parts := range map[string][]string{
		"release":                              {"edition=Aerolith;version=8.1.2.0;os="},
		"features":                             {"pscans", "batch-any", "replicas"},
		"statistics":                           {"cluster_size=1;", "objects=3;", "client_connections=0;", "uptime=0;"},
		"namespace/test":                       {"objects=3;", ";replication-factor=1", ";stop_writes=false"},
		"sets":                                 {"ns=test:set=a:objects=2:", ";ns=test:set=b:objects=1:"},
		"sets/test/b":                          {"\tobjects=1:tombstones=0:"},
		"get-config:":                          {"cluster-name=lab;", "node-id=BB9", "service.address=10.0.0.1:3000"},
		"get-config:context=namespace;id=test": {"max-record-size=1048576"},
		"config-get:context=namespace;namespace=x": {"ERROR:20:"},
		"help":           {"namespaces;", "truncate"},
		"partition-info": {"namespace:partition:state:", ";test:0:S:1:0:", ";test:4095:S:1:0:"},
	} {
		got := string(s.appendInfo(nil, nil, []byte(command)))
		for _, part := range parts {
			if !strings.Contains(got, part) {
				t.Errorf("%s: want %q in %.300q", command, part, got)
			}
		}
	}
	if help := string(s.appendInfo(nil, nil, []byte("help"))); strings.Contains(help, "user-agent-set") {
		t.Errorf("help lists a command for clients: %q", help)
	}
}

// TestReplicas: the partition maps say in every form that this node is master of all partitions.
func TestReplicas(t *testing.T) {
	s := infoServer(t)
	for command, before := range map[string]string{
		"replicas": "test:0,1,", "replicas:max=1": "test:0,1,", "replicas-all": "test:1,", "replicas-master": "test:",
	} {
		got := string(s.appendInfo(nil, nil, []byte(command)))
		text, found := strings.CutPrefix(strings.TrimSpace(got), command+"\t"+before)
		owned, err := base64.StdEncoding.DecodeString(text)
		if !found || err != nil || len(owned) != aero.PartitionCount/8 {
			t.Fatalf("%s: got %.100q: %v", command, got, err)
		}
		for i, b := range owned {
			if b != 0xFF {
				t.Fatalf("%s: partitions from %d are not all owned", command, 8*i)
			}
		}
	}
}

// TestInfoRequests: several commands are answered in order, an empty request gets the summary, and too many commands
// are cut off with an error.
func TestInfoRequests(t *testing.T) {
	s := infoServer(t)
	if got := string(s.appendInfo(nil, nil, []byte("status\nnode\npartitions"))); got != "status\tok\nnode\tBB9\npartitions\t4096\n" {
		t.Errorf("got %q", got)
	}
	summary := string(s.appendInfo(nil, nil, nil))
	for _, name := range []string{"node\tBB9\n", "build\t8.1.2.0\n", "\nstatistics\t", "\npartition-generation\t1\n"} {
		if !strings.Contains(summary, name) {
			t.Errorf("the summary lacks %q: %.300q", name, summary)
		}
	}
	many := string(s.appendInfo(nil, nil, []byte(strings.Repeat("status\n", s.options.MaxInfoCommands+5))))
	if lines := strings.Count(many, "\n"); lines != s.options.MaxInfoCommands+1 || !strings.Contains(many, "too many commands") {
		t.Errorf("%d lines, want the limit and an error", lines)
	}
}

// TestTruncate: records of the set go, others stay.
func TestTruncate(t *testing.T) {
	s := infoServer(t)
	if got := string(s.appendInfo(nil, nil, []byte("truncate:namespace=test;set=a"))); !strings.HasSuffix(got, "\tok\n") {
		t.Errorf("got %q", got)
	}
	if left, _ := s.totals(); left != 1 {
		t.Errorf("%d records left, want 1", left)
	}
}

// TestUserAgents: what clients say they are is counted by connection, and can be said once.
func TestUserAgents(t *testing.T) {
	p := startServer(t, nil).dial()
	const say = "user-agent-set:value=Z28="
	if got := p.info(say); got != say+"\tok\n" {
		t.Errorf("got %q", got)
	}
	if got := p.info(say); !strings.Contains(got, "ERROR:4:already set") {
		t.Errorf("got %q", got)
	}
	if got := p.info("user-agents"); got != "user-agents\tuser-agent=Z28=:count=1;\n" {
		t.Errorf("got %q", got)
	}
}
