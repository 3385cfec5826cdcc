package aerolith_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/secret"
)

// TestReopen closes a file and opens it again: records, indexes and modules are there, and the folder can be served.
func TestReopen(t *testing.T) {
	dsn := "file:" + filepath.Join(t.TempDir(), "a b%25c") + "?namespace=orders&default-ttl=24h&timeout=1m"
	ctx := t.Context()
	db, err := aerolith.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	key := db.Key("demo", "k")
	definition := aerolith.IndexDefinition{Name: "ns", Bin: "n", Type: aero.ParticleInteger}
	err = errors.Join(db.Put(ctx, key, aerolith.Bins{"n": 1}, nil), db.CreateIndex(ctx, definition), db.RegisterModule(ctx, "m.lua", []byte(source)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := aerolith.Open(ctx, dsn); !errors.Is(err, aerolith.ErrInUse) {
		t.Errorf("opened twice: %v", err)
	}
	if err := errors.Join(db.Close(), db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Get(ctx, key, nil); !errors.Is(err, aerolith.ErrClosed) {
		t.Errorf("get after close: %v", err)
	}
	if err := db.Put(ctx, key, aerolith.Bins{"n": 1}, nil); !errors.Is(err, aerolith.ErrClosed) {
		t.Errorf("put after close: %v", err)
	}
	for _, err := range db.Scan(ctx, "", nil) {
		if !errors.Is(err, aerolith.ErrClosed) {
			t.Errorf("scan after close: %v", err)
		}
	}
	if results, _ := db.Batch(ctx, []aerolith.BatchEntry{client.BatchGet(key)}, nil); !errors.Is(results[0].Err, aerolith.ErrClosed) {
		t.Errorf("batch after close: %v", results[0].Err)
	}
	db = open(t, dsn)
	found := 0
	for r, err := range db.Query(ctx, "", client.EqualInt("n", 1), nil) {
		if err != nil {
			t.Fatal(err)
		}
		if _, expires := r.Expires(); !expires {
			t.Error("the default life is not applied")
		}
		found++
	}
	modules, err := db.Modules(ctx)
	if found != 1 || len(modules) != 1 || err != nil {
		t.Errorf("%d records, modules %v, %v", found, modules, err)
	}
}

// TestCapabilities asks each backend what it can, and one that lacks something for it.
func TestCapabilities(t *testing.T) {
	plain := aerolithtest.NewServer(t).Address()
	full := aerolithtest.NewServer(t, aerolithtest.WithEnterprise()).Address()
	for dsn, want := range map[string]aerolith.Capabilities{
		"memory:":                               {Transactions: true, DurableDeletes: true},
		"memory:?edition=community":             {},
		"file:" + t.TempDir():                   {Transactions: true, DurableDeletes: true, Persistent: true},
		"aerospike://" + plain + "/test":        {Persistent: true, Shared: true},
		"aerospike://" + full + "/test?tls=off": {Transactions: true, DurableDeletes: true, Persistent: true, Shared: true, Users: true},
	} {
		db := open(t, dsn)
		got, err := db.Capabilities(t.Context())
		if err != nil || got != want {
			t.Errorf("%.20s: %+v, %v, want %+v", dsn, got, err, want)
		}
		err = db.Transact(t.Context(), aerolith.TransactionOptions{Attempts: 1, Timeout: patience}, func(ctx context.Context, tx *aerolith.Transaction) error {
			return db.Put(ctx, db.Key("s", "k"), aerolith.Bins{"n": 1}, &aerolith.WritePolicy{Transaction: tx})
		})
		if refused := errors.Is(err, aero.CodeEnterpriseOnly) || errors.Is(err, aero.CodeUnsupportedFeature); refused == want.Transactions {
			t.Errorf("%.20s: transaction: %v", dsn, err)
		}
		stats := db.Stats()
		if (stats.Store == nil) != (db.Backend() == aerolith.Cluster) || db.Namespace() != "test" {
			t.Errorf("%.20s: %+v in %s", dsn, stats, db.Namespace())
		}
		if _, err := db.Client().Info(t.Context(), "", "build"); (db.Backend() != aerolith.Cluster) != errors.Is(err, aerolith.ErrNoCluster) {
			t.Errorf("%.20s: info: %v", dsn, err)
		}
		if err := db.Client().DropUser(t.Context(), "ann"); err == nil {
			t.Errorf("%.20s: a user was removed", dsn)
		}
		if !db.Client().Connected() || db.Client().Stats().Passive {
			t.Errorf("%.20s: not connected", dsn)
		}
	}
}

// TestManyCallers counts up one record from many goroutines, while others walk.
func TestManyCallers(t *testing.T) {
	db, ctx := open(t, "file:"+t.TempDir()+"?durability=none"), t.Context()
	const callers, rounds = 4, 5
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for range rounds {
				if _, err := db.Operate(ctx, db.Key("demo", "count"), nil, op.Add("n", 1)); err != nil {
					t.Error(err)
				}
				for _, err := range db.Scan(ctx, "demo", &aerolith.ScanPolicy{MaxRecords: 1}) {
					if err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	group.Wait()
	r, err := db.Get(ctx, db.Key("demo", "count"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := aerolith.ValueAs[int64](r, "n"); n != callers*rounds || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// TestPasswords logs in with a password from a file, from a variable and from the program, and not without.
func TestPasswords(t *testing.T) {
	if raceEnabled {
		t.Skip("hashing passwords takes most of a minute under the race detector, and shares nothing")
	}
	const canary = "canary-9e1b7-password"
	address := aerolithtest.NewServer(t, aerolithtest.WithSecurity(canary)).Address()
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(canary+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AEROLITH_TEST_PASSWORD", canary)
	base := "aerospike://admin@" + address + "/test"
	open(t, base+"?password=env:AEROLITH_TEST_PASSWORD")
	open(t, base+"?password=file:"+file)
	open(t, base, aerolith.WithPassword(secret.New([]byte(canary))))
	_, err := aerolith.Open(t.Context(), base, aerolith.WithPassword(secret.New([]byte("canary-wrong"))))
	if err == nil || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), "canary") {
		t.Errorf("wrong password: %v", err)
	}
}

// TestMalformed opens DSNs that cannot be: each is refused, and none is repeated, because people put passwords everywhere.
func TestMalformed(t *testing.T) {
	for _, dsn := range []string{
		"", "canary", "canary:", "canary:x", "mysql://u:canary@h/x", "memory:canary", "memory:?canary=1", "memory:?edition=canary",
		"memory:?namespace=canary/x", "memory:?default-ttl=canary", "memory:?default-ttl=1ms", "memory:?timeout=canary", "memory:?timeout=1ns",
		"memory:?namespace=a&namespace=canary", "memory:?a=%canary", "file:", "file://canary/x", "file:%zzcanary", "file:canary?durability=canary",
		"file:x?password=canary", "aerospike:canary", "aerospike://canary", "aerospike://h/", "aerospike://u:canary@h/test", "aerospike://u:ca/nary@h/test",
		"aerospike://u:can@ary@h/test", "aerospike://u:canary/test", "aerospike://u:canary:3000/test", "aerospike://h/canary/x", "aerospike://h:canary!/test", "aerospike://h:3000:canary/test",
		"aerospike://,canary/test", "aerospike://u@h/test", "aerospike://u@h/test?password=canary", "aerospike://u@h/test?password=env:", "aerospike://h/test?password=env:CANARY",
		"aerospike://h/test?tls=canary", "aerospike://h/test?tls-ca=canary", "aerospike://h/test?auth=canary", "aerospike://h/test?racks=1,canary",
		"aerospike://h/test?seed-only=canary", "aerospike://h/test?canary", "aerospike://u@h/test?password=env:NO_SUCH_VARIABLE_OF_A_TEST",
	} {
		db, err := aerolith.Open(t.Context(), dsn)
		if err == nil {
			t.Errorf("%s: opened", dsn)
			_ = db.Close() // it should not be open
			continue
		}
		text := strings.ToLower(fmt.Sprintf("%v %+v %#v", err, err, err))
		if strings.Contains(text, "canary") && dsn != "memory:?namespace=canary/x" {
			t.Errorf("%s: repeated in %s", dsn, text)
		}
	}
}

// FuzzOpen reads DSNs of any kind: none panics, and no error holds a long part of one.
func FuzzOpen(f *testing.F) {
	for _, dsn := range []string{"memory:?timeout=1s", "file:x", "aerospike://u@h:1,[::1]:2/ns?tls=on", "aerospike://u:p@h/ns"} {
		f.Add(dsn)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	f.Fuzz(func(t *testing.T, dsn string) {
		if err := aerolith.CheckDSN(dsn); err != nil && len(dsn) > 24 && strings.Contains(err.Error(), dsn[:24]) {
			t.Errorf("repeated: %v", err)
		}
		if _, err := aerolith.Open(ended, dsn); err == nil {
			t.Error("opened without time")
		}
	})
}
