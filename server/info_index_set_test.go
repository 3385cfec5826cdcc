package server

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// EnableSetIndex does nothing.
func (f *fakeStore) EnableSetIndex(string, string) error { return nil }

// DisableSetIndex finds an index with a name.
func (f *fakeStore) DisableSetIndex(string, string) error { return aero.CodeIndexFound }

// setIndexStore is a store with an index of values and one of a set's records, with and without a name.
type setIndexStore struct {
	*fakeStore
	created []aero.IndexDefinition
	enabled []string
}

// CreateIndex notes the definition.
func (s *setIndexStore) CreateIndex(d *aero.IndexDefinition) error {
	s.created = append(s.created, *d)
	return nil
}

// Indexes returns three indexes.
func (s *setIndexStore) Indexes(string) []IndexStats {
	return []IndexStats{
		{Definition: aero.IndexDefinition{Namespace: fakeNamespace, Set: "hidden", Source: aero.IndexSet}, Ready: true},
		{
			Definition: aero.IndexDefinition{Namespace: fakeNamespace, Set: "a", Name: "members", Source: aero.IndexSet},
			Entries:    5, UsedBytes: 150, LoadPercent: 100, Ready: true,
		},
		{
			Definition: aero.IndexDefinition{Namespace: fakeNamespace, Set: "a", Name: "values", Bin: "b", Type: aero.ParticleInteger},
			Ready:      true, EntriesPerValue: 7, EntriesPerRecord: 1,
		},
	}
}

// EnableSetIndex notes the set.
func (s *setIndexStore) EnableSetIndex(_, set string) error {
	s.enabled = append(s.enabled, set)
	return nil
}

// TestSetIndexInfo pins what is shown of the indexes of sets, and what creates, enables and disables them, in a real node's
// form.
func TestSetIndexInfo(t *testing.T) {
	store := &setIndexStore{fakeStore: newFakeStore()}
	s, err := New(Options{}, store)
	if err != nil {
		t.Fatal(err)
	}
	const not = " parameter is not supported for set index"
	for command, want := range map[string]string{
		"sindex-list": "ns=test:indexname=values:set=a:bin=b:type=numeric:indextype=default:context=null:exp=null:state=RW;" +
			"ns=test:indexname=members:set=a:indextype=set",
		"sindex-stat:ns=test;indexname=members":                                        "entries=5;used_bytes=150;load_pct=100",
		"sindex-stat:ns=test;indexname=values":                                         "entries=0;used_bytes=0;entries_per_bval=7;entries_per_rec=1;load_pct=0;load_time=0;stat_gc_recs=0",
		"sindex/test/":                                                                 "ERROR:201:no index",
		"smd-show:module=sindex":                                                       "test|members=;test|values=b",
		"sindex-create:indexname=i;ns=test;indextype=set":                              "ERROR:4:missing 'set'",
		"sindex-create:indexname=i;ns=none;indextype=set;set=a":                        "ERROR:4:namespace not found",
		"sindex-create:indexname=i;indextype=set;set=a":                                "ERROR:20:missing 'namespace'",
		"sindex-create:indexname=i;ns=test;indextype=set;set=a;context=khAB":           "ERROR:4:context" + not,
		"sindex-create:indexname=i;ns=test;indextype=set;set=a;indexdata=b,x":          "ERROR:4:indexdata" + not,
		"sindex-create:indexname=i;ns=test;indextype=set;set=a;type=numeric":           "ERROR:4:type" + not,
		"sindex-create:indexname=i;ns=test;indextype=set;set=a;bin=b":                  "ERROR:4:bin" + not,
		"sindex-create:indexname=i;ns=test;indextype=set;set=a;exp=kA==":               "ERROR:4:exp" + not,
		"sindex-create:indexname=i;ns=test;indextype=SET;set=a":                        "ok",
		"set-config:context=namespace;namespace=test;set=a;enable-index=true":          "ok",
		"set-config:context=namespace;namespace=test;set=a;enable-index=false":         "ERROR:4:invalid set-config parameter",
		"set-config:context=namespace;namespace=test;set=a;enable-index=yes":           "ERROR:4:invalid set-config parameter",
		"set-config:context=namespace;namespace=test;enable-index=true":                "ERROR:4:invalid set-config parameter",
		"set-config:context=namespace;namespace=none;set=a;enable-index=true;and=more": "ERROR:20:namespace not found on node",
	} {
		if got := ask(s, command); got != want {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
	if len(store.created) != 1 || store.created[0].Source != aero.IndexSet || store.created[0].Set != "a" || store.created[0].Name != "i" {
		t.Errorf("created %+v", store.created)
	}
	if len(store.enabled) != 1 || store.enabled[0] != "a" {
		t.Errorf("enabled %v", store.enabled)
	}
}
