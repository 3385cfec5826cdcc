package model

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/internal/sample"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// models returns an empty model for each schema.
func models() map[*schema.Schema]func() any {
	return map[*schema.Schema]func() any{
		registry.Aerospike(): func() any { return &Aerospike{} }, registry.Serve(): func() any { return &Serve{} },
		registry.Client(): func() any { return &Client{} }, registry.Dynamic(): func() any { return &Dynamic{} },
	}
}

// TestRoundTrip turns random trees into models and back: with defaults, nothing may change.
func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	for s, empty := range models() {
		for i := range 30 {
			n, m := sample.Draw(r, s, 2+i%10), empty()
			if err := Decode(s, n, m); err != nil {
				t.Fatal(err)
			}
			back, err := Encode(s, m)
			if err != nil {
				t.Fatal(err)
			}
			if changes := tree.Diff(s, n.WithDefaults(s), back.WithDefaults(s)); len(changes) > 0 {
				t.Fatalf("%s: %s was %v and became %v", s.Name, changes[0].Path(), changes[0].Old, changes[0].New)
			}
		}
	}
}

// TestDecode reads a file into a model.
func TestDecode(t *testing.T) {
	n, problems := codec.ReadConf(registry.Aerospike(), "f", []byte(`service {
	cluster-name one
}
namespace a {
	default-ttl 30d
	storage-engine memory {
		data-size 4G
	}
	set s {
		default-ttl -1
	}
}
security {
}
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var m Aerospike
	if err := Decode(registry.Aerospike(), n, &m); err != nil {
		t.Fatal(err)
	}
	a := m.Namespaces[0]
	if m.Service.ClusterName != "one" || m.Service.ProtoFdMax != 15000 || a.DefaultTTL != 30*24*time.Hour || a.StorageEngineMemory.DataSize != 4<<30 ||
		a.Sets[0].DefaultTTL != -time.Second || m.Security == nil || m.XDR != nil || a.StorageEngineDevice != nil || a.ReplicationFactor != 2 {
		t.Errorf("got %+v", m)
	}
	if Decode(registry.Aerospike(), n, m) == nil || Decode(registry.Aerospike(), n, &struct {
		X string `config:"nothing"`
	}{}) == nil {
		t.Error("what is no model is filled")
	}
	if _, err := Encode(registry.Aerospike(), 5); err == nil {
		t.Error("what is no model is written")
	}
}
