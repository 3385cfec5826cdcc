package client_test

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// TestBatchStops lets the third of five writes fail: without StopAtFailure the others happen, with it those behind do not
// and say so. Missing records do not stop a batch, nor does one without failures say anything else than usual.
func TestBatchStops(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	value, err := aero.NewParticle(1)
	must(t, err)
	bins := []aero.Bin{{Name: "n", Value: value}}
	for set, stop := range map[string]bool{"goes on": false, "stops": true} {
		must(t, c.Put(t.Context(), aero.IntKey("test", set, 2), client.Bins{"n": 1}, nil))
		entries := []client.BatchEntry{client.BatchGet(aero.IntKey("test", set, 99))}
		for i := range int64(5) {
			entries = append(entries, client.BatchPut(aero.IntKey("test", set, i), bins, &client.WritePolicy{Exists: client.CreateOnly}))
		}
		entries = append(entries, client.BatchGet(aero.IntKey("test", set, 2)))
		results, err := c.Batch(t.Context(), entries, &client.BatchPolicy{StopAtFailure: stop})
		must(t, err)
		if !errors.Is(results[0].Err, aero.CodeNotFound) || results[2].Err != nil || !errors.Is(results[3].Err, aero.CodeRecordExists) {
			t.Fatalf("%+v", results)
		}
		for i, one := range results[4:] {
			if errors.Is(one.Err, client.ErrBatchStopped) != stop {
				t.Errorf("stop %v: entry %d: %v", stop, i+4, one.Err)
			}
			var e *client.Error
			if stop && errors.As(one.Err, &e) && e.InDoubt != (i < 2) {
				t.Errorf("entry %d: in doubt %v", i+4, e.InDoubt)
			}
		}
		found, err := c.Exists(t.Context(), aero.IntKey("test", set, 4), nil)
		must(t, err)
		if found == stop {
			t.Errorf("stop %v: the last record exists: %v", stop, found)
		}
		results, err = c.Batch(t.Context(), client.BatchGets([]aero.Key{aero.IntKey("test", set, 0), aero.IntKey("test", set, 99)}), &client.BatchPolicy{StopAtFailure: stop})
		must(t, err)
		if results[0].Err != nil || !errors.Is(results[1].Err, aero.CodeNotFound) {
			t.Errorf("%+v", results)
		}
	}
}

// TestRolesInDetail sets quotas and addresses of a role, makes a user without a password, and reads all of it back.
func TestRolesInDetail(t *testing.T) {
	server := aerolithtest.NewServer(t, aerolithtest.WithSecurity("adminpw-7"))
	ctx := t.Context()
	admin := connect(t, server.Address(), func(o *client.Options) { o.Auth = client.PasswordAuth("admin", "adminpw-7") })
	must(t, admin.CreateRole(ctx, client.Role{Name: "limited", Privileges: []client.Privilege{{Code: client.PrivilegeRead}}, ReadQuota: 5}))
	must(t, admin.SetQuotas(ctx, "limited", 100, 50))
	must(t, admin.SetAllowed(ctx, "limited", "127.0.0.1", "10.0.0.0/8"))
	roles, err := admin.Roles(ctx, "limited")
	must(t, err)
	if len(roles) != 1 || roles[0].ReadQuota != 100 || roles[0].WriteQuota != 50 || len(roles[0].Allowed) != 2 || roles[0].Allowed[1] != "10.0.0.0/8" {
		t.Fatalf("%+v", roles)
	}
	must(t, admin.SetAllowed(ctx, "limited"))
	if roles, err = admin.Roles(ctx, "limited"); err != nil || len(roles[0].Allowed) != 0 {
		t.Fatalf("%+v, %v", roles, err)
	}
	if err := admin.SetQuotas(ctx, "nobody", 1, 1); !errors.Is(err, aero.CodeSecurityRole) {
		t.Error(err)
	}
	must(t, admin.CreatePKIUser(ctx, "machine", "limited"))
	users, err := admin.Users(ctx, "machine")
	if err != nil || len(users) != 1 || len(users[0].Roles) != 1 || users[0].Roles[0] != "limited" {
		t.Fatalf("%+v, %v", users, err)
	}
}

// TestConsistencyMissing asks for linear reads where there is no strong consistency: they work, and one event says so.
func TestConsistencyMissing(t *testing.T) {
	var told events
	c := connect(t, aerolithtest.NewServer(t).Address(), func(o *client.Options) { o.Observe = told.observe })
	key := aero.IntKey("test", "demo", 1)
	must(t, c.Put(t.Context(), key, client.Bins{"n": 1}, nil))
	for range 3 {
		_, err := c.Get(t.Context(), key, &client.ReadPolicy{Consistency: client.ReadLinear})
		must(t, err)
	}
	if told.count(client.EventDegraded) != 1 || client.FeatureConsistency.String() != "consistency" || client.FeatureQuotas.String() != "quotas" {
		t.Fatalf("%d warnings", told.count(client.EventDegraded))
	}
}
