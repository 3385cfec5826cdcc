package clientconfig

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/source"
	"github.com/aerolith/aerolith/secret"
)

// load reads a configuration.
func load(t *testing.T, s *schema.Schema, text string) *source.Config {
	t.Helper()
	c, err := source.Load(source.Inputs{Schema: s, Files: []source.File{{Name: "client.yaml", Text: []byte(text)}}})
	if err == nil {
		err = c.Problems.Err()
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestFrom reads a configuration into options and policies.
func TestFrom(t *testing.T) {
	c := load(t, registry.Client(), `
cluster: {hosts: ["a:3000"], racks: [3, 1], replica: latency-aware}
timing: {total: 2s, max-retries: 5}
hedge: {percentile: 95}
tls: {enabled: true, server-name: n}
auth: {mode: internal, user: u, password: "env:P"}
read: {replica: master}
write: {exists: create-only, send-key: true}
scan: {records-per-second: 7}
`)
	fetch := func(_ context.Context, reference string) (secret.Value, error) {
		return secret.New([]byte("of " + reference)), nil
	}
	s, err := From(c.Given, fetch)
	if err != nil {
		t.Fatal(err)
	}
	password, err := s.Options.Auth.Password()
	if err != nil || password != "of env:P" {
		t.Errorf("got %q, %v", password, err)
	}
	o := s.Options
	if !slices.Equal(s.Hosts, []string{"a:3000"}) || !slices.Equal(o.Racks, []int{3, 1}) || o.Replica != client.ReplicaLatencyAware || o.Timing.Total != 2*time.Second ||
		o.Timing.MaxRetries != 5 || o.Hedge.Percentile != 95 || o.TLS.ServerName != "n" || s.Read.Replica != client.ReplicaMaster ||
		s.Write.Exists != client.CreateOnly || !s.Write.SendKey || s.Scan.RecordsPerSecond != 7 || o.MaxConnsPerNode != 100 {
		t.Errorf("got %+v", s)
	}
}

// patient returns the default options for a machine of any speed.
func patient() client.Options {
	o := client.DefaultOptions()
	o.Timing.Total, o.DialTimeout, o.TendTimeout = time.Minute, time.Minute, time.Minute
	return o
}

// TestReload changes a running client by both kinds of files.
func TestReload(t *testing.T) {
	server := aerolithtest.NewServer(t)
	c, err := client.Open(t.Context(), []string{server.Address()}, patient())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	clock := func() time.Time { return time.Unix(0, 0) }
	for _, way := range []struct {
		schema        *schema.Schema
		part          reload.Part
		first, second string
	}{
		{registry.Client(), Part{Client: c}, "timing: {total: 1s}", "timing: {total: 3s}"},
		{registry.Dynamic(), DynamicPart{Client: c, Base: patient(), Ignored: func(paths []string) {
			if strings.Join(paths, " ") != "dynamic.client.app_id" {
				t.Errorf("ignored %v", paths)
			}
		}}, "version: 1.0.0", "version: 1.0.0\ndynamic: {client: {app_id: x}, read: {total_timeout: 3000, replica: MASTER}}"},
	} {
		r, err := reload.New(load(t, way.schema, way.first), reload.Options{
			Load: func() (*source.Config, error) { return load(t, way.schema, way.second), nil }, Parts: []reload.Part{way.part}, Now: clock,
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Reconfigure(t.Context(), patient()); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Reload(t.Context()); err != nil {
			t.Error(err)
		}
		total := c.Options().Timing.Total
		if way.schema == registry.Dynamic() {
			total = c.Options().Policies.Read.Timing.Total
		}
		if total != 3*time.Second {
			t.Errorf("%s: the total is %v", way.schema.Name, total)
		}
	}
	if c.Options().Policies.Read.Replica != client.ReplicaMaster {
		t.Error("the replica did not change")
	}
}
