package server

import (
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// indexedStore is a store that has an index and jobs.
type indexedStore struct {
	*fakeStore
	created []aero.IndexDefinition
	answer  error
}

// CreateIndex notes the definition.
func (s *indexedStore) CreateIndex(d *aero.IndexDefinition) error {
	s.created = append(s.created, *d)
	return s.answer
}

// Indexes returns one index.
func (s *indexedStore) Indexes(string) []IndexStats {
	return []IndexStats{{
		Definition: aero.IndexDefinition{
			Namespace: fakeNamespace, Set: "s", Name: "i", Bin: "b", Type: aero.ParticleString,
			Source: aero.IndexMapKeys, Context: []byte{0x92, 0x10, 1},
		},
		Entries: 3, UsedBytes: 90, LoadPercent: 50, LoadTime: 2 * time.Second,
	}}
}

// Jobs returns two jobs.
func (s *indexedStore) Jobs() []JobStats {
	return []JobStats{
		{ID: 5, Kind: "background-ops", Outcome: "ok", Background: true, Namespace: "test", From: "10.0.0.1:3", Active: true, Progress: 12.5},
		{ID: 4, Kind: "basic", Outcome: "user-aborted", Namespace: "test", Set: "s", Index: "i", Partitions: 9, Resumed: 2, RunTime: time.Second},
	}
}

// AbortJob finds job 5.
func (s *indexedStore) AbortJob(id uint64) bool { return id == 5 }

// indexServer returns a server on an indexedStore.
func indexServer(t *testing.T) (*Server, *indexedStore) {
	t.Helper()
	store := &indexedStore{fakeStore: newFakeStore()}
	s, err := New(Options{}, store)
	if err != nil {
		t.Fatal(err)
	}
	return s, store
}

// ask returns the answer to one info command.
func ask(s *Server, command string) string {
	answer := string(s.appendInfo(nil, nil, []byte(command+"\n")))
	return strings.TrimSuffix(strings.TrimPrefix(answer, command+"\t"), "\n")
}

// TestIndexInfo pins what is shown of indexes and jobs, in a real node's form.
func TestIndexInfo(t *testing.T) {
	s, _ := indexServer(t)
	const record = "ns=test:indexname=i:set=s:bin=b:type=string:indextype=mapkeys:context=khAB:exp=null:state=WO"
	const numbers = "entries=3;used_bytes=90;entries_per_bval=0;entries_per_rec=0;load_pct=50;load_time=2;stat_gc_recs=0"
	const first = "trid=5:ns=test:rps=0:active-threads=1:status=active(ok):job-progress=12.50:run-time=0:time-since-done=0:" +
		"recs-throttled=0:recs-filtered-meta=0:recs-filtered-bins=0:recs-succeeded=0:recs-failed=0:from=10.0.0.1+3:" +
		"job-type=background-ops:net-io-bytes=30"
	const second = "trid=4:ns=test:set=s:sindex-name=i:n-pids-requested=9:n-keyds-requested=2:rps=0:active-threads=0:" +
		"status=done(user-aborted):job-progress=0.00:run-time=1000:time-since-done=0:recs-throttled=0:recs-filtered-meta=0:" +
		"recs-filtered-bins=0:recs-succeeded=0:recs-failed=0:from=:job-type=basic"
	for command, want := range map[string]string{
		"sindex":                                 record,
		"sindex/test":                            record,
		"sindex/none":                            "ns_type=unknown",
		"sindex/test/i":                          numbers,
		"sindex/test/j":                          "ERROR:201:no index",
		"sindex-list":                            record,
		"sindex-list:ns=test;b64=true":           record,
		"sindex-list:ns=test;b64=yes":            "ERROR:4:bad b64",
		"sindex-exists:ns=test;indexname=i":      "true",
		"sindex-exists:ns=test;indexname=j":      "false",
		"sindex-stat:namespace=test;indexname=i": numbers,
		"query-show":                             first + ";" + second,
		"query-show:trid=4":                      second,
		"query-show:id=0x5":                      first,
		"query-show:id=6":                        "ERROR:2:job not found",
		"query-show:id=x":                        "ERROR:4:bad id",
		"aerolith-sindex-check:ns=test":          "entries=3;missing=0;extra=0",
		"query-abort":                            "ERROR:4:missing 'id'",
		"query-abort:id=0":                       "ERROR:4:bad id",
		"query-abort:id=5":                       "ok",
		"query-abort:id=6":                       "ERROR:2:id not active",
		"query-abort-all":                        "number-of-queries-killed:0",
	} {
		if got := ask(s, command); got != want {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
}

// TestIndexCreate pins the errors of definitions, in the order in which a real node finds them, and what reaches the store.
func TestIndexCreate(t *testing.T) {
	s, store := indexServer(t)
	for parameters, want := range map[string]string{
		"ns=test":                                                       "ERROR:4:missing 'indexname'",
		"indexname=i":                                                   "ERROR:20:missing 'namespace'",
		"indexname=i;ns=none":                                           "ERROR:20:namespace not found on node",
		"indexname=i;ns=test":                                           "ERROR:4:both 'indexdata' and 'type' are missing",
		"indexname=i;ns=test;set=":                                      "ERROR:4:missing 'set' value",
		"indexname=i;ns=test;context=?":                                 "ERROR:4:'context' invalid base64",
		"indexname=i;ns=test;indextype=x":                               "ERROR:4:" + badIndexSource,
		"indexname=i;ns=test;type=x":                                    "ERROR:4:" + badIndexType,
		"indexname=i;ns=test;type=string":                               "ERROR:4:both 'bin' and 'exp' are missing",
		"indexname=i;ns=test;type=string;bin=b;exp=kA==":                "ERROR:4:both 'bin' and 'exp' are specified",
		"indexname=i;ns=test;type=string;exp=kA==;context=khAB":         "ERROR:4:both 'context' and 'exp' are specified",
		"indexname=i;ns=test;type=string;indexdata=b,string":            "ERROR:4:both 'indexdata' and 'type' are specified",
		"indexname=i;ns=test;indexdata=b":                               "ERROR:4:'indexdata' missing bin type",
		"indexname=i;ns=test;indexdata=,string":                         "ERROR:4:'indexdata' missing bin name",
		"indexname=i;ns=test;indexdata=abcdefghijklmnop,string":         "ERROR:4:'indexdata' bin name too long",
		"indexname=i;ns=test;indexdata=b,float":                         "ERROR:4:" + badIndexData,
		"indexname=i;ns=test;indextype=mapkeys;indexdata=b,GEO2DSPHERE": "ERROR:4:" + badMapKeys,
	} {
		if got := ask(s, "sindex-create:"+parameters); got != want {
			t.Errorf("%s: %q, want %q", parameters, got, want)
		}
	}
	if len(store.created) != 0 {
		t.Fatalf("created %+v", store.created)
	}
	const good = "sindex-create:ns=test;set=s;indexname=i;indextype=List;context=khAB;indexdata=b,Numeric"
	for _, c := range []struct {
		answer error
		want   string
	}{
		{nil, "ok"},
		{aero.CodeIndexFound, "ERROR:200:'indexname' already exists with different definition"},
		{aero.CodeIndexMaxCount, "ERROR:206:already at sindex definition limit"},
		{aero.CodeParameter, "ERROR:4:'context' invalid cdt context"},
	} {
		store.answer = c.answer
		if got := ask(s, good); got != c.want {
			t.Errorf("%v: %q, want %q", c.answer, got, c.want)
		}
	}
	d := store.created[0]
	if d.Name != "i" || d.Namespace != "test" || d.Set != "s" || d.Bin != "b" || d.Type != aero.ParticleInteger ||
		d.Source != aero.IndexListElements || string(d.Context) != "\x92\x10\x01" {
		t.Errorf("definition %+v", d)
	}
}
