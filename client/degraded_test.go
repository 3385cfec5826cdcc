package client

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// lacking is a feature that a cluster lacks: how its nodes say so, and a call that asks for it.
type lacking struct {
	feature Feature
	name    string
	options func(*Options)
	conduct sim.Conduct
	refusal aero.ResultCode
	ask     func(*testing.T, *Client) error
	// code is what the call fails with; CodeOK for a call that does without.
	code aero.ResultCode
}

// lacks returns all features that clusters may lack.
func lacks() []lacking {
	key := aero.IntKey("test", "demo", 1)
	remove := func(t *testing.T, c *Client) error {
		_, err := c.Delete(t.Context(), key, &WritePolicy{DurableDelete: true})
		return err
	}
	read := func(policy *ReadPolicy) func(*testing.T, *Client) error {
		return func(t *testing.T, c *Client) error { _, err := c.Exists(t.Context(), key, policy); return err }
	}
	return []lacking{
		{feature: FeatureUsers, name: "users", options: func(o *Options) { o.Auth = PasswordAuth("somebody", "secret") }, ask: read(nil)},
		{
			feature: FeatureRacks, name: "racks", conduct: sim.Conduct{NoRacks: true}, ask: read(nil),
			options: func(o *Options) { o.Replica, o.Racks = ReplicaPreferRack, []int{1} },
		},
		{feature: FeatureEnterprise, name: "enterprise", refusal: aero.CodeEnterpriseOnly, ask: remove, code: aero.CodeEnterpriseOnly},
		{feature: FeatureUnsupported, name: "unsupported", refusal: aero.CodeUnsupportedFeature, ask: remove, code: aero.CodeUnsupportedFeature},
		{feature: FeatureCompression, name: "compression", ask: read(&ReadPolicy{Compress: true})},
		{
			feature: FeatureQuotas, name: "quotas", conduct: sim.Conduct{Admin: aero.CodeSecurityQuotasNotEnabled},
			ask:  func(t *testing.T, c *Client) error { return c.SetQuotas(t.Context(), "reader", 100, 50) },
			code: aero.CodeSecurityQuotasNotEnabled,
		},
		{feature: FeatureConsistency, name: "consistency", ask: read(&ReadPolicy{Consistency: ReadLinear})},
	}
}

// TestOneWarningForEachFeature asks two nodes, again and again and from several goroutines, for what they lack: calls fail
// with the code that says so or do without, and exactly one event names the feature. Every feature is in the table.
func TestOneWarningForEachFeature(t *testing.T) {
	covered := map[Feature]bool{FeatureNone: true}
	for _, one := range lacks() {
		covered[one.feature] = true
		t.Run(one.name, func(t *testing.T) {
			cluster := sim.Start(t, 2, "test")
			var mu sync.Mutex
			seen := make(map[Feature]int)
			options := quick()
			options.Observe = func(e Event) {
				mu.Lock()
				defer mu.Unlock()
				if e.Kind == EventDegraded {
					seen[e.Feature]++
				}
			}
			if one.options != nil {
				one.options(&options)
			}
			for i := range 2 {
				cluster.Node(i).SetConduct(one.conduct)
				cluster.Node(i).SetFault(sim.Fault{Refuse: one.refusal})
			}
			c, err := Open(t.Context(), cluster.Hosts(), options)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			var group sync.WaitGroup
			for range 8 {
				group.Go(func() {
					if err := one.ask(t, c); one.code == aero.CodeOK && err != nil || one.code != aero.CodeOK && !errors.Is(err, one.code) {
						t.Errorf("%v, want code %d", err, one.code)
					}
				})
			}
			group.Wait()
			mu.Lock()
			defer mu.Unlock()
			if len(seen) != 1 || seen[one.feature] != 1 || one.feature.String() != one.name {
				t.Errorf("%v, want one event about %v", seen, one.feature)
			}
		})
	}
	for feature := range featureCount {
		if !covered[feature] {
			t.Errorf("%v is in no case", feature)
		}
	}
	if got := featureCount.String(); !strings.Contains(got, "unknown") {
		t.Error(got)
	}
}
